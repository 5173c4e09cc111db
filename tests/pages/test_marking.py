import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.marking.actions import decisions as actions
from revision_app.marking.core.submission import Judgement, NoSuchSubmission, Outcome, Quality
from revision_app.marking.queries import submissions as queries
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, REFERRED, TICKED, a_reflection, a_submission, a_text, rewritten
from tests.support.statements import counted

As = Callable[..., Browser]


def a_class(app: Flask) -> tuple[int, int]:
    """A learner and their tutor."""
    learner, tutor = a_person(app, name="Lea Green"), a_person(app, Role.TUTOR, name="Tom Brown")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


def marks(seen: int, said: Mapping[str, Judgement], **buttons: str) -> dict[str, object]:
    fields: dict[str, object] = {"seen": seen, **buttons}
    for criterion, mark in said.items():
        fields |= card(f"criterion-{criterion}", mark)
    return fields


def card(prefix: str, mark: Judgement) -> dict[str, object]:
    fields: dict[str, object] = {
        f"{prefix}-comment": mark.comment,
        f"{prefix}-next_step": mark.next_step,
        f"{prefix}-unmet": [quality.value for quality in sorted(mark.unmet)],
    }
    return fields | ({f"{prefix}-outcome": mark.outcome.value} if mark.outcome else {})


def count(app: Flask, table: str) -> int:
    with app.app_context():
        return db.session.scalar(db.text(f"SELECT count(*) FROM {table}"))


# The whole story


def test_a_reflection_is_handed_in_marked_released_read_and_handed_in_again(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner, a_text("First neck treatment", criteria=("1.3", "1.5")))
    writer, assessor = as_(learner), as_(tutor)

    before = writer.get(f"/journal/{reflection}/hand-in").text
    assert "Feelings, evaluation, analysis, conclusion and action plan are still empty" in before
    assert "The action plan has a date and a way to check it." in before
    first = writer.post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED})
    assert first.status_code == 303
    assert "With your tutor since today at 13:00" in writer.get(first.location).text

    assert "First neck treatment" in assessor.get("/marking/").text
    said = {"1.3": REFERRED, "1.5": ACHIEVED}
    to_mark = first.location.replace("/evidence/", "/submissions/")
    assert assessor.post(to_mark, marks(0, said)).status_code == 303
    assert "Well argued." in assessor.get(to_mark).text
    assert "Well argued." not in writer.get(first.location).text
    assert assessor.post(to_mark, marks(2, said, release="1")).status_code == 303
    assert "Nothing waits for you" in assessor.get("/marking/").text

    feedback = writer.get(first.location).text
    assert "Say why, with a source." in feedback
    assert "<bdi>Tom Brown</bdi> decided on 2 criteria" in feedback
    assert "Work on it again" in feedback
    assert "Say why, with a source." in writer.get(f"/journal/{reflection}").text

    rewritten(app, reflection, learner, a_text("First neck treatment", criteria=("1.3",), analysis="Because."))
    second = writer.post(f"/journal/{reflection}/hand-in", {"revision": 3, **TICKED})
    assert second.location != first.location
    marking = assessor.get(second.location.replace("/evidence/", "/submissions/")).text
    assert "Second submission" in marking
    assert "What changed since the first submission" in marking
    assert '<ins><span class="unseen">[added: </span>Because.' in marking
    assert "<b>Last time</b> Referred: “Say why, with a source.”" in marking
    assert "Earlier submissions" in marking
    assert "Well argued." in marking
    assert "First submission" in writer.get(second.location).text
    assert "Say why, with a source." in writer.get(first.location).text


def test_what_was_handed_in_stays_as_it_was(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner, a_text(description="As it was."))
    submission = a_submission(app, learner, of=reflection)
    rewritten(app, reflection, learner, a_text(description="As it is now."))
    for reader in (learner, tutor):
        page = as_(reader).get(f"/submissions/{submission}", follow_redirects=True).text
        assert "As it was." in page
        assert "As it is now." not in page


# Handing in


def test_the_client_must_be_unidentifiable(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner)
    page = as_(learner).post(f"/journal/{reflection}/hand-in", {"revision": 2})
    assert page.status_code == 422
    assert "anything that could identify your client, then tick this" in page.text
    assert count(app, "pieces") == 0


def test_without_description_or_criterion_there_is_no_button(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner, a_text(description="", criteria=()))
    browser = as_(learner)
    page = browser.get(f"/journal/{reflection}/hand-in").text
    assert "The description is empty." in page
    assert "No criterion is tagged." in page
    assert "Hand in to your tutor" not in page
    assert browser.post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED}).status_code == 409
    assert count(app, "pieces") == 0


def test_clicking_twice_hands_in_once(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner)
    browser = as_(learner)
    answers = [browser.post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert count(app, "pieces") == 1


def test_an_untouched_box_says_nothing_where_the_page_has_no_box(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    page = as_(learner).post(f"/journal/{a_reflection(app, learner, a_text(criteria=()))}/hand-in", {"revision": 2})
    assert page.status_code == 422
    assert "Not yet" in page.text
    assert "could identify your client, then tick this" not in page.text


def test_a_decision_that_is_none_comes_back_in_place_and_after_release_changes_nothing(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    waiting = a_submission(app, learner)
    odd = {"seen": 0, "criterion-1.1-outcome": "perhaps", "criterion-1.1-comment": "What I typed."}
    back = as_(tutor).post(f"/submissions/{waiting}", odd)
    assert back.status_code == 422
    assert "Choose from what is listed here" in back.text
    released = a_submission(app, learner, released_by=tutor)
    refused = as_(tutor).post(f"/submissions/{released}", odd)
    assert refused.status_code == 409
    assert "have been released" in refused.text
    assert "What I typed." in refused.text


def test_while_the_tutor_has_it_a_new_version_waits(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner)
    a_submission(app, learner, of=reflection)
    rewritten(app, reflection, learner, a_text(feelings="Calm."))
    page = as_(learner).post(f"/journal/{reflection}/hand-in", {"revision": 3, **TICKED})
    assert page.status_code == 409
    assert "is with your tutor" in page.text
    assert count(app, "pieces") == 1


def test_a_text_that_came_back_must_change_before_it_is_handed_in_again(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner)
    a_submission(app, learner, of=reflection, released_by=tutor)
    page = as_(learner).post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED})
    assert page.status_code == 409
    assert "Nothing has changed since you last handed it in" in page.text


def test_a_draft_that_changed_meanwhile_is_shown_before_it_is_handed_in(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner)
    rewritten(app, reflection, learner, a_text(feelings="Calm."))
    page = as_(learner).post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED})
    assert page.status_code == 409
    assert "The draft has changed since you opened this page." in page.text
    assert '<input type="hidden" name="revision" value="3"' in page.text


def test_saving_goes_on_to_the_hand_in_page_when_that_is_asked_for(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner)
    saved = as_(learner).post(f"/journal/{reflection}", {"revision": 2, "title": "Another", "hand_in": "1"})
    assert (saved.status_code, saved.location) == (303, f"/journal/{reflection}/hand-in")


def test_handing_in_and_releasing_are_noted_without_naming_anyone(app: Flask) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner, released_by=tutor)
    with app.app_context():
        noted = db.session.execute(db.text("SELECT actor_id, deed, subject_id, detail FROM audit_entries ORDER BY id"))
        assert [tuple(entry) for entry in noted] == [
            (learner, "handed in", learner, f"submission {submission}, number 1 of its reflection"),
            (
                tutor,
                "decisions released",
                learner,
                f"submission {submission}, number 1 of its reflection: 1.1 achieved",
            ),
        ]


# Marking


def test_the_queue_comes_oldest_first_and_says_how_far_each_is_marked(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    old = a_submission(app, learner, criteria=("1.1", "1.3"))
    app.extensions["frozen_now"] += timedelta(hours=1)
    young = a_submission(app, learner)
    app.extensions["frozen_now"] += timedelta(hours=1)
    done = a_submission(app, learner, released_by=tutor)
    browser = as_(tutor)
    browser.post(f"/submissions/{old}", marks(0, {"1.1": ACHIEVED}))
    page = browser.get("/marking/").text
    places = [
        page.index(f'<h{level}><a href="/submissions/{place}"') for level, place in ((2, old), (2, young), (3, done))
    ]
    assert places == sorted(places)
    assert "2 submissions wait for you" in page
    assert "1 of 2 marked" in page
    assert "Recently released" in page
    assert "2 of 2 waiting" in browser.get(f"/submissions/{young}").text
    with app.app_context():
        assert [each.id for each in queries.waiting(tutor, at=now())] == [old, young]


def test_saving_can_go_on_to_the_next_and_at_the_end_to_the_queue(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    first, second = a_submission(app, learner), a_submission(app, learner)
    browser = as_(tutor)
    assert (
        browser.post(f"/submissions/{first}", marks(0, {"1.1": ACHIEVED}, next="1")).location
        == f"/submissions/{second}"
    )
    assert browser.post(f"/submissions/{second}", marks(0, {"1.1": ACHIEVED}, next="1")).location == "/marking/"
    browser.post(f"/submissions/{second}", marks(2, {"1.1": ACHIEVED}, release="1"))
    page = browser.get(f"/submissions/{second}").text
    assert f'href="/submissions/{first}">Mark next' in page


def test_release_says_beside_each_card_what_is_lacking_and_keeps_what_was_typed(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner, criteria=("1.1", "1.3", "1.5"))
    said = {"1.1": Judgement(Outcome.REFERRED), "1.3": Judgement(None, "Thinking."), "1.5": ACHIEVED}
    page = as_(tutor).post(f"/submissions/{submission}", marks(0, said, release="1"))
    assert page.status_code == 422
    assert '<a href="#criterion-1.1-next_step">1.1: A referral needs one next step' in page.text
    assert '<a href="#criterion-1.3-outcome">1.3: Choose achieved, referred or not evidenced.' in page.text
    assert "Thinking.</textarea>" in page.text
    assert "Well argued.</textarea>" in page.text
    assert count(app, "decisions") == 0, "saved and released together or not at all"


def test_what_is_achieved_and_falls_short_of_one_of_the_five_is_told_beside_the_five(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner)
    said = {"1.1": replace(ACHIEVED, unmet=frozenset({Quality.CURRENT}))}
    page = as_(tutor).post(f"/submissions/{submission}", marks(0, said, release="1"))
    assert page.status_code == 422
    assert (
        '<a href="#criterion-1.1-unmet">1.1: Achieved means that all five hold. Untick current, or refer it.'
        in page.text
    )
    assert re.search(r'value="current"[^>]* checked|checked[^>]* value="current"', page.text)
    assert not re.search(r'value="valid"[^>]* checked|checked[^>]* value="valid"', page.text)


# Amending what was released


def amendment(seen: int, judged: Judgement, reason: str, criterion: str = "1.1") -> dict[str, object]:
    prefix = f"amend-{criterion}"
    return {"criterion": criterion, "seen": seen, f"{prefix}-reason": reason, **card(prefix, judged)}


def test_an_amended_decision_is_read_beside_the_one_before_and_is_news_on_today(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner, criteria=("1.1", "1.3"), released_by=tutor)
    app.extensions["frozen_now"] += timedelta(days=30)
    assert "Amend this decision" in as_(tutor).get(f"/submissions/{submission}").text
    odd = amendment(9, REFERRED, "Why.") | {"amend-1.1-unmet": ["odd"]}
    assert as_(tutor).post(f"/submissions/{submission}/amendments", odd).status_code == 409
    sent = amendment(2, REFERRED, "The trial was misread.")
    assert as_(tutor).post(f"/submissions/{submission}/amendments", sent).status_code == 303

    feedback = as_(learner).get(f"/evidence/{submission}").text
    for words in (
        "The trial was misread.",
        "Read one trial and cite it.",
        "Amended by <bdi>Tom Brown</bdi>",
        "Before: achieved",
    ):
        assert words in feedback
    assert "Amend this decision" not in feedback
    assert "Released 1 September at 13:00, amended today at 13:00." in " ".join(feedback.split())
    assert "amended today at 13:00" in as_(tutor).get(f"/submissions/{submission}").text
    today = as_(learner).get("/today").text
    assert "A long day" in today
    assert "amended today at 13:00" in today
    assert "released today" not in today
    assert "Referred" in as_(learner).get("/criteria/").text
    assert "Decision amended" in as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text


def test_nothing_is_ticked_as_saved_before_anything_is(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    page = as_(tutor).get(f"/submissions/{a_submission(app, learner)}").text
    assert '<p class="saved" data-receipt></p>' in page, "an empty line shows no tick, and one with a blank does"


ALL = ("1.1", "1.2", "1.3", "1.4", "1.5")


def test_a_referral_of_what_was_achieved_before_is_told_as_long_as_it_is_new(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    app.extensions["log"] = None  # a centre that asks for no log, of which something could be missing
    a_submission(app, learner, criteria=ALL, released_by=tutor)
    app.extensions["frozen_now"] += timedelta(days=30)
    browser = as_(learner)
    assert "Nothing is waiting for you" in browser.get("/today").text
    said = {"1.1": REFERRED, "1.2": REFERRED, "1.3": ACHIEVED}
    later = a_submission(app, learner, criteria=tuple(said), released_by=tutor, marks=said)
    for _ in range(2):
        today = browser.get("/today").text
        assert "Nothing is waiting for you" not in today
        assert re.search(r"Your tutor asks for more on “[A-Z][^”]+”", today)
        assert "What you have achieved stays achieved." in today
        assert f'class="btn primary" href="/evidence/{later}"' in today
        app.extensions["frozen_now"] += timedelta(days=13)
    assert "Nothing is waiting for you" in browser.get("/today").text
    criteria = browser.get("/criteria/").text
    assert criteria.count("what your tutor asks for since") == 2
    assert "5 achieved" in criteria


def test_new_feedback_is_next_for_whoever_has_achieved_all(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner, criteria=ALL, released_by=tutor)
    today = as_(learner).get("/today").text
    assert "Nothing is waiting for you" not in today
    assert f'class="btn primary" href="/evidence/{piece}">Read the feedback' in today


@pytest.mark.parametrize(
    ("judged", "reason", "status", "words"),
    [
        (REFERRED, " ", 409, "Say why you amend it."),
        (ACHIEVED, "Why.", 409, "This is what the decision says already."),
        (Judgement(Outcome.REFERRED, "Look."), "Why.", 422, "A referral needs one next step"),
        (replace(ACHIEVED, comment="x" * 5001), "Why.", 422, "Keep the comment to 5,000 characters."),
        (REFERRED, "x" * 1001, 422, "Keep the reason to 1,000 characters."),
    ],
    ids=["no reason", "the same", "no next step", "long comment", "long reason"],
)
def test_an_amendment_that_cannot_be_is_refused_in_words_and_stands_as_typed(
    app: Flask, as_: As, *, judged: Judgement, reason: str, status: int, words: str
) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner, released_by=tutor)
    page = as_(tutor).post(f"/submissions/{submission}/amendments", amendment(1, judged, reason))
    assert page.status_code == status
    assert words in page.text
    assert f"{judged.comment}</textarea>" in page.text
    assert f"{reason.strip()}</textarea>" in page.text
    assert 'id="amend-1.1" open' in page.text
    assert count(app, "decisions") == 1


def test_of_two_tutors_who_amend_the_second_reads_what_the_first_released(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    other = a_person(app, Role.TUTOR, name="Ola Other")
    a_cohort(app, learners=(learner,), tutors=(other,))
    submission = a_submission(app, learner, released_by=tutor)
    path = f"/submissions/{submission}/amendments"
    assert as_(other).post(path, amendment(1, REFERRED, "First.")).status_code == 303
    second = as_(tutor).post(path, amendment(1, replace(REFERRED, comment="Mine."), "Second."))
    assert second.status_code == 409
    for words in ("Amended by <bdi>Ola Other</bdi>", "First.", "Mine.</textarea>", "Second.</textarea>"):
        assert words in second.text


def test_what_is_not_released_yet_is_not_amended(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner)
    for reason in ("Why I do.", "Why I do." * 200):
        page = as_(tutor).post(f"/submissions/{submission}/amendments", amendment(0, REFERRED, reason))
        assert page.status_code == 409
        assert "This has not been released yet." in page.text
        assert reason in page.text
        assert "Read one trial and cite it." in page.text


@pytest.mark.parametrize("criterion", ["", "9.9", "1.3"])
def test_a_criterion_that_was_not_claimed_is_not_amended(app: Flask, as_: As, criterion: str) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner, released_by=tutor)
    sent = amendment(1, REFERRED, "Why.", criterion)
    assert as_(tutor).post(f"/submissions/{submission}/amendments", sent).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("criterion-1.1-outcome", "excellent"), ("criterion-1.1-comment", "x" * 5001)]
)
def test_marking_that_makes_no_sense_comes_back(app: Flask, as_: As, field: str, value: str) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner)
    page = as_(tutor).post(f"/submissions/{submission}", {"seen": 0, field: value})
    assert page.status_code == 422
    assert count(app, "decisions") == 0


def test_the_enter_key_saves_and_does_not_release(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    page = as_(tutor).get(f"/submissions/{a_submission(app, learner)}").text
    first_button = page[page.index("<button", page.index('id="marking"')) :].split(">")[0]
    assert "name=" not in first_button


def test_of_two_tutors_the_second_sees_what_the_first_saved(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    other = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(other,))
    submission = a_submission(app, learner, criteria=("1.1", "1.3"))
    as_(tutor).post(f"/submissions/{submission}", marks(0, {"1.1": ACHIEVED, "1.3": Judgement()}))
    second = as_(other)
    page = second.post(f"/submissions/{submission}", marks(0, {"1.1": REFERRED, "1.3": ACHIEVED}, release="1"))
    assert page.status_code == 409
    assert "Say why, with a source.</textarea>" in page.text
    assert "<bdi>Tom Brown</bdi> saved today at 13:00" in page.text
    assert "Achieved: “Well argued.”" in page.text
    assert count(app, "releases") == 0
    again = second.post(f"/submissions/{submission}", marks(1, {"1.1": REFERRED, "1.3": ACHIEVED}, release="1"))
    assert again.status_code == 303
    with app.app_context():
        found = queries.own_series(submission, learner_id=learner, at=now())
        assert found is not None
        assert found.shown.judgements == {"1.1": REFERRED, "1.3": ACHIEVED}


def test_a_decision_that_was_not_on_the_page_is_not_released_by_it(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner)
    browser = as_(tutor)
    browser.post(f"/submissions/{submission}", marks(0, {"1.1": Judgement(Outcome.ACHIEVED)}))
    assert browser.post(f"/submissions/{submission}", marks(0, {"1.1": Judgement()}, release="1")).status_code == 409
    assert count(app, "releases") == 0


def test_nothing_changes_after_release_and_what_was_typed_is_shown(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner, released_by=tutor)
    page = as_(tutor).post(f"/submissions/{submission}", marks(1, {"1.1": REFERRED}))
    assert page.status_code == 409
    assert "These decisions have been released" in page.text
    assert "What you had typed" in page.text
    assert "Say why, with a source." in page.text
    assert count(app, "decisions") == 1


def test_releasing_twice_releases_once(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner)
    browser = as_(tutor)
    for _ in range(2):
        assert browser.post(f"/submissions/{submission}", marks(0, {"1.1": ACHIEVED}, release="1")).status_code == 303
    assert (count(app, "releases"), count(app, "decisions")) == (1, 1)


# Who may


def test_another_learner_finds_nothing(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner)
    submission = a_submission(app, learner, of=reflection, released_by=tutor)
    other = as_(a_person(app))
    assert other.get(f"/evidence/{submission}").status_code == 404
    assert other.get(f"/submissions/{submission}").status_code == 404
    assert other.get(f"/journal/{reflection}/hand-in").status_code == 404
    assert other.post(f"/journal/{reflection}/hand-in", {"revision": 2, **TICKED}).status_code == 404


def test_a_tutor_of_another_cohort_finds_nothing(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    _, stranger = a_class(app)
    submission = a_submission(app, learner)
    browser = as_(stranger)
    assert browser.get(f"/submissions/{submission}").status_code == 404
    assert browser.post(f"/submissions/{submission}", marks(0, {"1.1": ACHIEVED})).status_code == 404
    assert "Nothing waits for you" in browser.get("/marking/").text
    with app.app_context(), pytest.raises(NoSuchSubmission):
        actions.release(submission, {"1.1": ACHIEVED}, assessor_id=stranger, seen=0, at=now())


def test_a_learner_does_not_mark_and_an_administrator_does_not_read(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    submission = a_submission(app, learner)
    assert as_(learner).post(f"/submissions/{submission}", marks(0, {"1.1": ACHIEVED})).status_code == 403
    assert as_(learner).get("/marking/").status_code == 403
    assert as_(a_person(app, Role.ADMINISTRATOR)).get(f"/submissions/{submission}").status_code == 403


def test_someone_who_is_both_cannot_mark_their_own_work(app: Flask, as_: As) -> None:
    both = a_person(app, Role.LEARNER, Role.TUTOR)
    a_cohort(app, learners=(both,), tutors=(both,))
    submission = a_submission(app, both)
    browser = as_(both, Role.TUTOR)
    assert "Nothing waits for you" in browser.get("/marking/").text
    page = browser.get(f"/submissions/{submission}").text
    assert "This is your own work" in page
    assert "Release decisions" not in page
    refused = browser.post(f"/submissions/{submission}", marks(0, {"1.1": ACHIEVED}, release="1"))
    assert refused.status_code == 409
    assert "Somebody else has to do this." in refused.text
    assert (count(app, "decisions"), count(app, "releases")) == (0, 0)


def test_a_learner_who_follows_a_link_of_before_comes_to_their_own_page(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    submission = a_submission(app, learner)
    assert as_(learner).get(f"/submissions/{submission}").location == f"/evidence/{submission}"


# What others ask


def test_evidence_tells_an_outcome_only_once_it_is_released(app: Flask) -> None:
    learner, tutor = a_class(app)
    idle = a_person(app)
    done = a_submission(app, learner, criteria=("1.1",), released_by=tutor)
    open_one = a_submission(app, learner, criteria=("1.3", "1.5"))
    with app.app_context():
        actions.mark(open_one, {"1.3": ACHIEVED}, assessor_id=tutor, seen=0, at=now())
        with counted(app) as asked:
            found = queries.claims([learner, idle], at=now())
    assert len(asked) == 1
    assert [(one.piece.id, one.criterion, one.outcome) for one in found[learner]] == [
        (done, "1.1", Outcome.ACHIEVED),
        (open_one, "1.3", None),
        (open_one, "1.5", None),
    ]
    assert found[idle] == []


def test_evidence_follows_the_latest_decision(app: Flask) -> None:
    learner, tutor = a_class(app)
    submission = a_submission(app, learner)
    with app.app_context():
        actions.mark(submission, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
        actions.release(submission, {"1.1": ACHIEVED}, assessor_id=tutor, seen=1, at=now())
        assert [piece.outcome for piece in queries.claims([learner], at=now())[learner]] == [Outcome.ACHIEVED]


@pytest.mark.parametrize(
    ("role", "page"), [("tutor", "/marking/"), ("tutor", "/submissions/1"), ("learner", "/evidence/1")]
)
def test_a_page_asks_no_more_often_when_there_is_more_to_show(app: Flask, as_: As, role: str, page: str) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner)
    a_submission(app, learner, of=reflection, released_by=tutor)
    a_submission(app, learner)
    browser = as_(tutor if role == "tutor" else learner)
    browser.get(page)  # which leaves an entry in the audit, once an hour
    asked = []
    for extra in range(2):
        with counted(app) as statements:
            assert browser.get(page).status_code == 200
        asked.append(len(statements))
        for number in range(4):
            rewritten(app, reflection, learner, a_text(feelings=f"{extra} {number}"))
            a_submission(app, learner, of=reflection, released_by=tutor)
            another = a_person(app)
            a_cohort(app, learners=(another,), tutors=(tutor,))
            a_submission(app, another)
    assert asked[0] == asked[1] <= 8
