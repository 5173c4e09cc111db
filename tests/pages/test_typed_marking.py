"""Marking is kept while it is typed: for its assessor alone, on every device of theirs, and without a decision."""

from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.marking.core.comments import COMMENT_AT_LIMIT
from revision_app.marking.core.submission import Judgement, Outcome
from tests.pages.test_marking import a_class, count, marks
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, REFERRED, a_comment, a_submission

As = Callable[..., Browser]
JSON = {"Accept": "application/json"}
THINKING = Judgement(None, "Say which depth you chose")
SAID = "Say which depth you chose</textarea>"


@pytest.fixture
def people(app: Flask) -> tuple[int, int]:
    return a_class(app)


@pytest.fixture
def piece(app: Flask, people: tuple[int, int]) -> int:
    return a_submission(app, people[0], criteria=("1.1", "1.2"))


def keep(browser: Browser, piece: int, judged: Judgement, revision: object = 0, criterion: str = "1.1"):  # type: ignore[no-untyped-def]
    fields = marks(0, {criterion: judged}, revision=str(revision), auto="1")
    return browser.post(f"/submissions/{piece}/typed", fields, headers=JSON)


def test_what_is_typed_is_found_on_another_device_and_is_no_decision(
    app: Flask, as_: As, people: tuple[int, int], piece: int
) -> None:
    assert keep(as_(people[1]), piece, THINKING).json == {"revision": 1, "saved_at": "2026-09-01T12:00:00+00:00"}
    assert (count(app, "decisions"), count(app, "releases")) == (0, 0)
    page = as_(people[1]).get(f"/submissions/{piece}").text
    assert SAID in page
    assert "Typed 13:00, not saved as marking yet" in page
    assert '<input name="revision" value="1"' in page


def test_nobody_else_sees_it(app: Flask, as_: As, people: tuple[int, int], piece: int) -> None:
    learner, tutor = people
    keep(as_(tutor), piece, THINKING)
    other, both = a_person(app, Role.TUTOR), a_person(app, Role.ADMINISTRATOR)
    a_cohort(app, learners=(learner,), tutors=(other,))
    for reader, path in (
        (as_(other), f"/submissions/{piece}"),
        (as_(learner), f"/evidence/{piece}"),
        (as_(both), f"/submissions/{piece}"),
    ):
        assert "Say which depth" not in reader.get(path).text


def test_saving_the_marking_leaves_nothing_waiting(app: Flask, as_: As, people: tuple[int, int], piece: int) -> None:
    browser = as_(people[1])
    keep(browser, piece, ACHIEVED)
    sent = marks(0, {"1.1": ACHIEVED}, revision="1")
    assert browser.post(f"/submissions/{piece}", sent).status_code == 303
    page = browser.get(f"/submissions/{piece}").text
    assert "Marking saved 13:00" in page
    assert "not saved as marking yet" not in page
    assert keep(browser, piece, THINKING, 1).status_code == 409, "another window still shows what was typed before"


@pytest.mark.parametrize("button", [{}, {"release": "1"}])
def test_words_typed_in_another_window_are_shown_before_marking_is_saved_over_them(
    app: Flask, as_: As, people: tuple[int, int], piece: int, button: dict[str, str]
) -> None:
    browser = as_(people[1])
    keep(browser, piece, THINKING)
    both = {"1.1": ACHIEVED, "1.2": REFERRED}
    page = browser.post(f"/submissions/{piece}", marks(0, both, revision="0", **button))
    assert page.status_code == 409
    assert "You typed something else into these fields" in page.text
    assert "You typed elsewhere, kept today at 13:00" in page.text
    assert "No decision yet: “Say which depth you chose”" in page.text
    assert "Well argued.</textarea>" in page.text
    assert count(app, "decisions") == 0
    assert browser.post(f"/submissions/{piece}", marks(0, both, revision="1", **button)).status_code == 303
    assert count(app, "decisions") == 2
    assert "not saved as marking yet" not in browser.get(f"/submissions/{piece}").text


def test_two_windows_do_not_type_over_each_other(as_: As, people: tuple[int, int], piece: int) -> None:
    browser = as_(people[1])
    keep(browser, piece, THINKING)
    parted = keep(browser, piece, ACHIEVED, 0)
    assert (parted.status_code, parted.json["why"]) == (409, "parted")
    assert keep(browser, piece, THINKING, 0).json["revision"] == 1, "an answer that was lost is asked for again"
    assert keep(browser, piece, ACHIEVED, 1).json["revision"] == 2


def test_what_another_tutor_decides_meanwhile_stands_beside_what_was_typed(
    app: Flask, as_: As, people: tuple[int, int], piece: int
) -> None:
    other = a_person(app, Role.TUTOR, name="Ann Other")
    a_cohort(app, learners=(people[0],), tutors=(other,))
    browser = as_(people[1])
    keep(browser, piece, THINKING)
    as_(other).post(f"/submissions/{piece}", marks(0, {"1.1": ACHIEVED}))
    page = browser.get(f"/submissions/{piece}").text
    assert SAID in page
    assert "Achieved: “Well argued.”" in page


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (Judgement(None, "é" * 5_001), 422),
        (Judgement(Outcome.REFERRED, "", "x" * 501), 422),
        (Judgement(Outcome.REFERRED, "\x00 and \ud800 too"), 200),
    ],
)
def test_bad_input_is_answered_in_words(
    as_: As, people: tuple[int, int], piece: int, said: Judgement, status: int
) -> None:
    sent = Judgement(said.outcome, said.comment.encode("utf-8", "replace").decode(), said.next_step)
    answer = keep(as_(people[1]), piece, sent)
    assert answer.status_code == status
    assert status == 200 or "Keep the" in answer.json["problem"]


@pytest.mark.parametrize("revision", ["", "x", "9" * 40, "-7"])
def test_a_revision_that_makes_no_sense_overwrites_nothing(
    as_: As, people: tuple[int, int], piece: int, revision: str
) -> None:
    browser = as_(people[1])
    keep(browser, piece, THINKING)
    assert keep(browser, piece, ACHIEVED, revision).status_code == 409
    assert SAID in browser.get(f"/submissions/{piece}").text


def test_nobody_types_where_they_may_not_mark(app: Flask, as_: As, people: tuple[int, int], piece: int) -> None:
    assert keep(as_(a_person(app, Role.TUTOR)), piece, THINKING).status_code == 404
    assert keep(as_(people[0]), piece, THINKING).status_code == 403
    released = a_submission(app, people[0], released_by=people[1])
    refused = keep(as_(people[1]), released, THINKING)
    assert refused.status_code == 409
    assert "have been released" in refused.json["problem"]
    assert count(app, "typed_marking") == 0


# Comments at passages


COMMENT = {"comment-passage": "description:0:13", "comment-text": "Half a sen"}


def keep_comment(browser: Browser, piece: int, revision: int = 0, **said: str):  # type: ignore[no-untyped-def]
    fields = {"seen": 0, "revision": revision, "auto": "1", **COMMENT, **said}
    return browser.post(f"/submissions/{piece}/typed", fields, headers=JSON)


def test_a_half_typed_comment_comes_back_with_its_words_and_says_nothing_yet(
    app: Flask, as_: As, people: tuple[int, int], piece: int
) -> None:
    learner, tutor = people
    other = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(other,))
    assert keep_comment(as_(tutor), piece).json == {"revision": 1, "saved_at": "2026-09-01T12:00:00+00:00"}
    assert (count(app, "comments"), count(app, "comment_words")) == (0, 0)
    page = as_(tutor).get(f"/submissions/{piece}").text
    assert "Half a sen</textarea>" in page
    assert '<option selected value="description:0:13">What happened</option>' in page
    assert "Half a sen" not in as_(other).get(f"/submissions/{piece}").text
    assert "Half a sen" not in as_(learner).get(f"/evidence/{piece}").text


def test_a_comment_without_its_passage_and_one_under_edit_come_back(
    app: Flask, as_: As, people: tuple[int, int], piece: int
) -> None:
    browser, comment = as_(people[1]), a_comment(app, piece, people[1])
    under_edit = {f"comment-{comment}-text": "Say wh", f"comment-{comment}-seen": "1"}
    kept = keep_comment(browser, piece, **{"comment-passage": "", "comment-text": "Where?"}, **under_edit)
    assert kept.status_code == 200
    page = browser.get(f"/submissions/{piece}").text
    assert "Where?</textarea>" in page
    assert "Say wh</textarea>" in page
    assert '<p class="written">Say why.</p>' in page, "what is saved stands beside it"
    emptied = {f"comment-{comment}-text": "", f"comment-{comment}-seen": "1", f"comment-{comment}-gone": "y"}
    assert keep_comment(browser, piece, 1, **emptied).json["revision"] == 2
    assert 'name="comment-1-gone" type="checkbox" value="y"' in browser.get(f"/submissions/{piece}").text


def test_adding_the_comment_leaves_nothing_waiting_and_a_late_window_brings_no_second_one(
    app: Flask, as_: As, people: tuple[int, int], piece: int
) -> None:
    browser = as_(people[1])
    keep_comment(browser, piece)
    added = {"seen": 0, "revision": 1, "add_comment": "1", **COMMENT}
    assert browser.post(f"/submissions/{piece}", added).status_code == 303
    page = browser.get(f"/submissions/{piece}").text
    assert page.count("Half a sen</textarea>") == 1
    assert "not saved as marking yet" not in page
    assert keep_comment(browser, piece, 1).json["why"] == "parted"


def test_a_comment_typed_in_another_window_is_shown_before_marking_is_saved_over_it(
    app: Flask, as_: As, people: tuple[int, int], piece: int
) -> None:
    browser = as_(people[1])
    keep_comment(browser, piece)
    page = browser.post(f"/submissions/{piece}", marks(0, {"1.1": ACHIEVED}, revision="0"))
    assert page.status_code == 409
    assert "You typed elsewhere, kept today at 13:00" in page.text
    assert '<p class="written">Half a sen</p>' in page.text
    assert browser.post(f"/submissions/{piece}", marks(0, {"1.1": ACHIEVED}, revision="1")).status_code == 303
    assert "Half a sen" not in browser.get(f"/submissions/{piece}").text


def test_too_long_a_comment_is_answered_in_words_and_one_after_release_too(
    app: Flask, as_: As, people: tuple[int, int], piece: int
) -> None:
    browser = as_(people[1])
    too_long = keep_comment(browser, piece, **{"comment-text": "x" * (COMMENT_AT_LIMIT + 1)})
    assert (too_long.status_code, too_long.json["problem"]) == (422, "Comment: Keep the comment to 2,000 characters.")
    released = a_submission(app, people[0], released_by=people[1])
    refused = keep_comment(browser, released)
    assert (refused.status_code, "have been released" in refused.json["problem"]) == (409, True)
    assert count(app, "typed_comments") == 0
