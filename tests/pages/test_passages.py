"""Comments and claims at passages, what is answered, and the action plan: through the pages, on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.db import db
from revision_app.evidence.core import NotHandedIn
from revision_app.evidence.core.passage import Passage
from revision_app.marking.actions import action_plan, answers
from revision_app.marking.actions import decisions as marking
from revision_app.marking.core.comments import ANSWER_LIMIT, COMMENT_AT_LIMIT, CommentSheet, NewComment
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.web.clock import now
from tests.pages.test_marking import ALL, a_class, count, marks
from tests.pages.test_marking_races import at_once
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.reflections import (
    ACHIEVED,
    REFERRED,
    a_claim,
    a_comment,
    a_commented_submission,
    a_reflection,
    a_submission,
    a_text,
    rewritten,
)
from tests.support.sitting import later

As = Callable[..., Browser]
HERE = "description:0:13"
QUOTED = "What happened"


def adding(text: str = "Say why.", passage: str = HERE, **more: object) -> dict[str, object]:
    return {"seen": 0, "comment-passage": passage, "comment-text": text, "add_comment": "1", **more}


# Comments before release


def test_a_comment_is_written_at_a_sentence_changed_taken_away_and_hidden_until_release(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    assessor, reader = as_(tutor), as_(learner)
    assert (
        '<option value="description:0:24">What happened, in order.</option>'
        in assessor.get(f"/submissions/{piece}").text
    )
    done = assessor.post(f"/submissions/{piece}", adding(), follow_redirects=False)
    assert done.location == f"/submissions/{piece}#comments"
    page = assessor.get(f"/submissions/{piece}").text
    assert '<mark class="passage">What happened</mark><a class="mark-label"' in page
    assert "Say why." in page
    changed = {"comment-1-text": "Say how.", "comment-1-seen": 1, "seen": 0}
    assert assessor.post(f"/submissions/{piece}", changed).status_code == 303
    assert "Say how." in assessor.get(f"/submissions/{piece}").text
    hidden = reader.get(f"/evidence/{piece}").text
    assert "Say how." not in hidden
    assert "<mark" not in hidden
    gone = {"comment-1-text": "Say how.", "comment-1-gone": "y", "comment-1-seen": 2, "seen": 0}
    assert assessor.post(f"/submissions/{piece}", gone).status_code == 303
    assert "Say how." not in assessor.get(f"/submissions/{piece}").text
    assert count(app, "comment_words") == 3


def test_a_comment_saves_the_marking_and_comes_with_it_and_both_are_released(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    sent = adding(release="1", **marks(0, {"1.1": REFERRED}))
    assert as_(tutor).post(f"/submissions/{piece}", sent).status_code == 303
    page = as_(learner).get(f"/evidence/{piece}").text
    for words in ("Say why.", f"<q>{QUOTED}</q>", "Read one trial and cite it.", 'id="comment-1"', 'href="#comment-1"'):
        assert words in page


def test_a_double_click_adds_one_comment(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    assessor = as_(tutor)
    for _ in range(2):
        assert assessor.post(f"/submissions/{piece}", adding()).status_code == 303
    assert (count(app, "comments"), count(app, "comment_words")) == (1, 1)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (adding(passage=""), "Choose the words that the comment is about."),
        (adding(passage="description:9999:10000"), "Choose the words that the comment is about."),
        (adding(passage="feelings:0:4"), "Choose the words that the comment is about."),
        (adding(passage="description:" + "9" * 4000 + ":1"), "Choose the words that the comment is about."),
        (adding(text="x" * (COMMENT_AT_LIMIT + 1)), "Keep the comment to 2,000 characters."),
    ],
    ids=["nothing chosen", "past the end", "another part", "a huge number", "too long"],
)
def test_a_comment_that_cannot_be_comes_back_as_it_was_typed(
    app: Flask, as_: As, sent: dict[str, object], words: str
) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    page = as_(tutor).post(f"/submissions/{piece}", sent | {"criterion-1.1-comment": "Not lost."})
    assert page.status_code == 422
    assert words in page.text
    assert str(sent["comment-text"]) in page.text
    assert "Not lost." in page.text
    assert count(app, "comments") == 0


def test_an_emptied_comment_is_not_taken_away_without_its_tick(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    a_comment(app, piece, tutor)
    page = as_(tutor).post(f"/submissions/{piece}", {"seen": 0, "comment-1-text": "", "comment-1-seen": 1})
    assert page.status_code == 422
    assert "Write the comment, or tick “Take it away”." in page.text


def test_of_two_tabs_the_second_sees_the_comment_that_the_first_saved(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    a_comment(app, piece, tutor)
    browser = as_(tutor)
    first = {"seen": 0, "comment-1-text": "Mine.", "comment-1-seen": 1}
    assert browser.post(f"/submissions/{piece}", first).status_code == 303
    second = browser.post(f"/submissions/{piece}", first | {"comment-1-text": "Yours."})
    assert second.status_code == 409
    assert "A comment was changed after you opened this page" in second.text
    assert "Yours." in second.text
    assert "Mine." in second.text
    again = {"seen": 0, "comment-1-text": "Yours.", "comment-1-seen": 2}
    assert browser.post(f"/submissions/{piece}", again).status_code == 303


def test_what_was_typed_when_another_released_stands_on_the_page(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner, released_by=tutor)
    page = as_(tutor).post(f"/submissions/{piece}", adding("Too late.") | marks(0, {"1.1": ACHIEVED}))
    assert page.status_code == 409
    assert "Too late." in page.text
    assert count(app, "comments") == 0


def test_words_in_scripts_and_signs_are_shown_as_they_were_written(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    words = "<b>&amp; 👩🏽‍⚕️ said “½”\nand went on."
    piece = a_submission(app, learner, of=a_reflection(app, learner, a_text(description=words)))
    start = words.index("👩")
    assert (
        as_(tutor).post(f"/submissions/{piece}", adding(passage=f"description:{start}:{start + 10}")).status_code == 303
    )
    page = as_(tutor).get(f"/submissions/{piece}").text
    assert f'data-start="0">&lt;b&gt;&amp;amp; <mark class="passage">{words[start : start + 10].strip()}</mark>' in page


# After release


def test_the_learner_answers_the_tutor_sees_it_on_today_and_in_the_queue_and_replies(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece, comment = a_commented_submission(app, learner, tutor)
    assessor, reader = as_(tutor), as_(learner)
    mine, theirs = f"/evidence/{piece}/comments/{comment}", f"/submissions/{piece}/comments/{comment}"
    assert "Learners answered" not in assessor.get("/today").text
    answered = reader.post(mine, {"text": "Because of the trial."})
    assert answered.location == f"/evidence/{piece}#comment-{comment}"
    assert "Because of the trial." in reader.get(f"/evidence/{piece}").text
    for path in ("/today", "/marking/"):
        assert "Learners answered your comments" in assessor.get(path).text
    page = assessor.get(f"/submissions/{piece}").text
    assert "Because of the trial." in page
    assert "No answer needed" in page
    assert "Your tutor answered" not in reader.get("/today").text
    assert assessor.post(theirs, {"text": "Then cite it."}).status_code == 303
    assert "Learners answered" not in assessor.get("/today").text
    assert "Your tutor answered" in reader.get("/today").text
    reader.post(mine, {"text": "I will."})
    assert assessor.post(f"{theirs}/read").status_code == 303
    assert assessor.post(f"{theirs}/read").status_code == 303
    assert "Learners answered" not in assessor.get("/marking/").text
    assert count(app, "comment_words") == 5
    with app.app_context():
        noted = db.session.scalars(db.text("SELECT deed FROM audit_entries ORDER BY id")).all()
    assert [deed for deed in noted if "comment" in deed] == ["comment answered"] * 3 + ["answer to a comment read"]


@pytest.mark.parametrize("text", ["", "x" * (ANSWER_LIMIT + 1)], ids=["empty", "too long"])
@pytest.mark.parametrize("role", ["learner", "tutor"])
def test_an_answer_that_cannot_be_comes_back_in_its_place(app: Flask, as_: As, role: str, text: str) -> None:
    learner, tutor = a_class(app)
    piece, comment = a_commented_submission(app, learner, tutor)
    browser, page = (as_(learner), "evidence") if role == "learner" else (as_(tutor), "submissions")
    back = browser.post(f"/{page}/{piece}/comments/{comment}", {"text": text})
    assert back.status_code == 422
    assert f'href="#answer-{comment}"' in back.text
    assert text in back.text


def test_a_comment_that_is_not_released_is_as_good_as_missing_to_its_learner(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    comment = a_comment(app, piece, tutor)
    for text in ("What does it say?", ""):
        assert as_(learner).post(f"/evidence/{piece}/comments/{comment}", {"text": text}).status_code == 404
    assert as_(tutor).post(f"/submissions/{piece}/comments/{comment}", {"text": "Hello."}).status_code == 409
    assert as_(tutor).post(f"/submissions/{piece}/comments/999", {"text": "Hello."}).status_code == 404


def test_before_the_time_of_its_release_a_comment_neither_changes_nor_is_seen(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    a_comment(app, piece, tutor)
    with app.app_context():
        marking.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now(), on=now() + timedelta(days=1))
    changed = as_(tutor).post(f"/submissions/{piece}", {"seen": 1, "comment-1-text": "Other.", "comment-1-seen": 1})
    assert changed.status_code == 409
    assert "Say why." in as_(tutor).get(f"/submissions/{piece}").text
    assert "Say why." not in as_(learner).get(f"/evidence/{piece}").text
    later(app, days=2)
    assert "Say why." in as_(learner).get(f"/evidence/{piece}").text


def test_what_was_asked_stands_beside_the_draft_that_is_worked_on_again(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece, comment = a_commented_submission(app, learner, tutor, "Name the trial.")
    reflection = 1
    page = as_(learner).get(f"/journal/{reflection}").text
    for words in (
        "Name the trial.",
        f"<q>{QUOTED}</q>",
        "Read one trial and cite it.",
        f"/evidence/{piece}#comment-{comment}",
    ):
        assert words in page


# The action plan


def test_a_next_step_is_taken_on_shown_until_it_is_done_and_may_be_taken_up_again(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    piece, _ = a_commented_submission(app, learner, tutor)
    browser = as_(learner)
    assert "Your action plan" not in browser.get("/today").text
    assert "Add to my action plan" in browser.get(f"/evidence/{piece}").text
    for _ in range(2):
        assert browser.post(f"/evidence/{piece}/next-steps", {"criterion": "1.1"}).status_code == 303
    assert count(app, "planned_steps") == 1
    assert "In your action plan" in browser.get(f"/evidence/{piece}").text
    for path in ("/today", "/journal/"):
        assert "Read one trial and cite it." in browser.get(path).text
    for _ in range(2):
        assert browser.post("/action-plan/1", {"done": "yes"}).location == "/journal/#action-plan"
    assert "Your action plan" not in browser.get("/today").text
    assert "1 step done" in browser.get("/journal/").text
    browser.post("/action-plan/1")
    assert "Your action plan" in browser.get("/today").text


def test_a_step_of_the_plan_is_next_for_whoever_has_no_criterion_left_to_work_on(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    app.extensions["log"] = None  # a centre that asks for no log, of which something could be missing
    said = dict.fromkeys(ALL, ACHIEVED) | {"1.1": Judgement(Outcome.ACHIEVED, "", "Do it once more.")}
    piece = a_submission(app, learner, criteria=ALL, released_by=tutor, marks=said)
    browser = as_(learner)
    browser.post(f"/evidence/{piece}/next-steps", {"criterion": "1.1"})
    later(app, days=20)
    page = browser.get("/today").text
    assert "Nothing is waiting for you" not in page
    assert '<h2 id="next">Do it once more.</h2>' in page


def test_only_a_next_step_that_the_learner_may_read_is_taken_on(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    browser = as_(learner)
    waiting = a_submission(app, learner)
    with app.app_context():
        marking.mark(waiting, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now())
    achieved = a_submission(app, learner, released_by=tutor)
    for piece, criterion in ((waiting, "1.1"), (achieved, "1.1"), (achieved, "9.9"), (achieved, "")):
        assert browser.post(f"/evidence/{piece}/next-steps", {"criterion": criterion}).status_code == 404
    assert browser.post("/action-plan/1", {"done": "yes"}).status_code == 404
    other = as_(a_person(app))
    piece, _ = a_commented_submission(app, learner, tutor)
    browser.post(f"/evidence/{piece}/next-steps", {"criterion": "1.1"})
    assert other.post("/action-plan/1", {"done": "yes"}).status_code == 404


# Claims at passages


def test_a_passage_of_a_draft_is_marked_frozen_with_the_piece_and_seen_by_the_tutor_at_its_card(
    app: Flask, as_: As
) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner, a_text(criteria=("1.1", "1.3")))
    browser = as_(learner)
    page = browser.get(f"/journal/{reflection}/passages").text
    assert "Nothing is marked yet." in page
    sent = {"revision": 2, "passage": HERE, "criterion": "1.3"}
    for _ in range(2):
        assert browser.post(f"/journal/{reflection}/passages", sent).status_code == 303
    assert count(app, "draft_claims") == 1
    assert '<mark class="passage claimed">What happened</mark>' in browser.get(f"/journal/{reflection}/passages").text
    piece = a_submission(app, learner, of=reflection)
    rewritten(app, reflection, learner, a_text(criteria=("1.1", "1.3"), description="Other words."))
    assert "no longer in what you would hand in" in browser.get(f"/journal/{reflection}/passages").text
    for reader, path in ((as_(tutor), f"/submissions/{piece}"), (browser, f"/evidence/{piece}")):
        page = reader.get(path).text
        assert '<mark class="passage claimed">What happened</mark>' in page
        assert page.count(f'href="#about-{piece}-1.3"') == 1
        assert page.count(f"<q>{QUOTED}</q>") == 1


def test_a_passage_that_is_taken_away_is_kept_as_history_and_not_handed_in(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner)
    claim = a_claim(app, reflection, learner, QUOTED)
    browser = as_(learner)
    for _ in range(2):
        assert browser.post(f"/journal/{reflection}/passages/{claim}/remove").status_code == 303
    assert count(app, "draft_claims") == 1
    piece = a_submission(app, learner, of=reflection)
    assert "<mark" not in as_(tutor).get(f"/submissions/{piece}").text


def test_other_marked_passages_alone_are_a_change_worth_handing_in_again(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner, a_text(criteria=("1.1",)))
    a_claim(app, reflection, learner, QUOTED)
    first = a_submission(app, learner, of=reflection, released_by=tutor)
    path = f"/journal/{reflection}/hand-in"
    browser = as_(learner)
    assert "Nothing has changed since" in browser.get(path).text
    claim = a_claim(app, reflection, learner, "What")
    assert "Nothing has changed since" not in browser.get(path).text
    second = a_submission(app, learner, of=reflection)
    assert second != first
    assert a_submission(app, learner, of=reflection) == second  # a second click
    browser.post(f"/journal/{reflection}/passages/{claim}/remove")
    assert "is with your tutor" in browser.get(path).text
    with pytest.raises(NotHandedIn, match="with your tutor"):
        a_submission(app, learner, of=reflection)


def test_several_pieces_claim_one_criterion_each_at_its_own_words(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    for description in ("First words here.", "Second words here."):
        reflection = a_reflection(app, learner, a_text(description=description))
        a_claim(app, reflection, learner, description[:6])
        piece = a_submission(app, learner, of=reflection)
        assert (
            f'<mark class="passage claimed">{description[:6].strip()}' in as_(tutor).get(f"/submissions/{piece}").text
        )


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"passage": "", "criterion": "1.1"}, 422, "Choose the words that show it."),
        ({"passage": "description:0:1:2", "criterion": "1.1"}, 422, "Choose the words that show it."),
        ({"passage": HERE, "criterion": "1.3"}, 422, "Choose from what is listed here"),
        ({"passage": HERE}, 422, "Choose from what is listed here"),
        (
            {"passage": HERE, "criterion": "1.1", "revision": 1},
            409,
            "The draft has changed since you opened this page.",
        ),
        ({"passage": HERE, "criterion": "1.1", "revision": "9" * 30}, 409, "The draft has changed"),
    ],
)
def test_a_passage_that_cannot_be_marked_is_refused_in_words(
    app: Flask, as_: As, sent: dict[str, object], status: int, words: str
) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner)
    page = as_(learner).post(f"/journal/{reflection}/passages", {"revision": 2, **sent})
    assert page.status_code == status
    assert words in page.text
    assert count(app, "draft_claims") == 0


def test_without_a_tag_there_is_nothing_to_mark_and_the_way_leads_to_the_tags(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner, a_text(criteria=()))
    page = as_(learner).get(f"/journal/{reflection}/passages").text
    assert "Tag a criterion first" in page
    saved = as_(learner).post(f"/journal/{reflection}", {"revision": 2, "title": "Another", "passages": "1"})
    assert saved.location == f"/journal/{reflection}/passages"


def test_a_claim_of_another_draft_is_as_good_as_missing(app: Flask, as_: As) -> None:
    learner, _ = a_class(app)
    one, two = a_reflection(app, learner), a_reflection(app, learner)
    claim = a_claim(app, one, learner, QUOTED)
    assert as_(learner).post(f"/journal/{two}/passages/{claim}/remove").status_code == 404


# At the very same moment


def test_of_two_who_comment_and_release_at_once_nothing_is_lost(app: Flask) -> None:
    learner, tutor = a_class(app)
    piece = a_submission(app, learner)
    new = CommentSheet(new=NewComment(Passage("description", 0, 4), "Say why."))
    given = at_once(
        app,
        lambda: marking.mark(piece, {}, assessor_id=tutor, seen=0, at=now(), comments=new),
        lambda: marking.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now()),
    )
    assert given[1] is None
    assert count(app, "comments") == (1 if given[0] is None else 0)


def test_the_same_said_in_two_tabs_at_once_is_said_once(app: Flask) -> None:
    learner, tutor = a_class(app)
    piece, comment = a_commented_submission(app, learner, tutor)
    at_once(app, *[lambda: answers.answer(piece, comment, "Because.", learner_id=learner, at=now())] * 3)
    at_once(app, *[lambda: action_plan.take_on(piece, "1.1", learner_id=learner, at=now())] * 3)
    assert (count(app, "comment_words"), count(app, "planned_steps")) == (2, 1)


def test_a_claim_and_a_hand_in_at_once_freeze_it_or_leave_it_in_the_draft(app: Flask) -> None:
    learner, _ = a_class(app)
    reflection = a_reflection(app, learner)
    at_once(
        app,
        lambda: a_claim(app, reflection, learner, QUOTED),
        lambda: a_submission(app, learner, of=reflection),
    )
    assert (count(app, "draft_claims"), count(app, "pieces")) == (1, 1)
