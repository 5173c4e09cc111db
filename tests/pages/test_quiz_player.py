"""The timed attempt through its pages: what a learner does, what is kept, and what is refused in words."""

import re

import pytest

from revision_app.db import db
from revision_app.quiz.attempts.models import AttemptRow, ResultRow
from revision_app.quiz.attempts.queries import summaries
from revision_app.quiz.bank.models import ItemVersionRow, PaperVersionRow
from tests.support.builders import a_person
from tests.support.papers import a_multiple, a_paper, an_item, offer
from tests.support.sitting import JSON, Sitting, hidden, later, steps, unveiled


@pytest.fixture
def learner(app, as_):
    offer(app, a_paper())
    return as_(a_person(app))


@pytest.fixture
def sitting(learner) -> Sitting:
    return Sitting(learner)


def checked(page) -> list[str]:
    attempt_id = int(page.request.path.split("/")[2])
    return re.findall(r'value="(\w+)" checked', unveiled(page.text, attempt_id))


def count(app, table) -> int:
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(table))


def test_a_whole_paper_from_the_list_to_the_result(learner):
    assert "First paper" in learner.get("/quizzes/").text
    cover = learner.get("/quizzes/first-paper")
    assert "Start the paper" in cover.text
    sitting = Sitting(learner)
    assert "Question 1 of 3" in learner.get(sitting.url(1)).text
    assert sitting.answer(1, "b", then="2").location == sitting.url(2)
    assert sitting.answer(2, "a", "c", then="3").location == sitting.url(3)
    assert sitting.answer(3, "c", then="review").location == f"/attempts/{sitting.id}/review"
    assert "All 3 questions have an answer" in sitting.review().text
    assert sitting.submit().location == f"/attempts/{sitting.id}/result"
    result = sitting.result().text
    assert "<b>3</b> of 4 marks" in result
    assert "Passed" in result


def test_a_question_shows_its_case_and_what_was_told_before(app, as_):
    items = (an_item("one", case="sam", update="First news."), an_item("two", case="sam", update="Second news."))
    offer(app, a_paper(items))
    sitting = Sitting(as_(a_person(app)))
    page = sitting.browser.get(sitting.url(2)).text
    assert "Sam <em>comes</em> back." in page
    assert "<strong>40</strong> years" in page
    assert "Part 2 of 2" in page
    assert page.index("First news") < page.index("Second news")
    assert "Second news" not in sitting.browser.get(sitting.url(1)).text


def test_a_saved_answer_is_there_when_one_comes_back_with_the_time_it_was_saved(app, sitting):
    later(app, seconds=127)
    sitting.answer(1, "b")
    page = sitting.browser.get(sitting.url(1))
    assert checked(page) == ["b"]
    assert "Saved 13:02:07" in page.text  # in London, in summer


def test_an_answer_can_be_changed_until_the_paper_is_submitted(app, sitting):
    for choice in "abca":
        sitting.answer(1, choice)
    assert checked(sitting.browser.get(sitting.url(1))) == ["a"]
    assert steps(app, sitting.id) == 4


def test_moving_by_number_or_back_saves_the_answer_too(sitting):
    assert sitting.answer(2, "a", then="1").location == sitting.url(1)
    assert checked(sitting.browser.get(sitting.url(2))) == ["a"]


def test_moving_on_without_an_answer_saves_nothing(app, sitting):
    assert sitting.answer(1, then="2").location == sitting.url(2)
    assert steps(app, sitting.id) == 0


def test_every_choice_of_a_multiple_response_can_be_taken_back(sitting):
    sitting.answer(2, "a", "c")
    sitting.answer(2)
    page = sitting.browser.get(sitting.url(2))
    assert checked(page) == []
    assert 'aria-label="Question 2, not answered"' in page.text


def test_the_palette_says_in_words_what_is_answered_and_flagged(sitting):
    sitting.answer(1, "b", flag="1")
    sitting.answer(2, flag="1")
    page = sitting.browser.get(sitting.url(3)).text
    assert 'aria-label="Question 1, answered, flagged"' in page
    assert 'aria-label="Question 2, not answered, flagged"' in page
    assert 'aria-label="Question 3, not answered" aria-current="step"' in page
    assert "<span data-flagged>2</span> flagged" in page


def test_flagging_keeps_the_answer_and_the_place_and_can_be_undone(sitting):
    assert sitting.answer(1, "b", flag="1").location == sitting.url(1)
    page = sitting.browser.get(sitting.url(1))
    assert checked(page) == ["b"]
    assert "Remove the flag" in page.text
    sitting.answer(1, "b", flag="0")
    assert "Flag for review" in sitting.browser.get(sitting.url(1)).text


def test_the_review_names_what_is_missing_and_what_is_flagged(sitting):
    sitting.answer(1, "b", flag="1")
    page = sitting.review().text
    assert "2 questions have no answer" in page
    assert "1 question is still flagged" in page
    assert "Submit the paper for marking" in page


def test_what_is_not_a_question_of_the_paper_is_missing(sitting):
    assert [sitting.browser.get(sitting.url(n)).status_code for n in (0, 4, 99999999999)] == [404, 404, 404]


# time


def test_without_scripts_the_page_says_when_the_paper_ends_and_what_is_left(app, sitting):
    later(app, minutes=4)
    page = sitting.browser.get(sitting.url(1)).text
    assert "Ends at 13:20" in page
    assert "16 minutes left when this page was opened" in page
    assert 'data-remaining="960.0"' in page


def test_an_answer_after_the_deadline_is_refused_in_words_and_not_counted(app, sitting):
    sitting.answer(1, "b")
    page = sitting.open(2)
    later(app, minutes=20, seconds=10)
    late = sitting.answer(2, "a", "c", page=page)
    assert late.status_code == 409
    assert "Time was up at 13:20; this answer came after it, so it is kept but not counted." in late.text
    assert f'href="/attempts/{sitting.id}/result"' in late.text
    assert steps(app, sitting.id) == 2  # it is kept all the same
    assert "<b>1</b> of 4 marks" in sitting.result().text


def test_a_script_is_told_the_same(app, sitting):
    page = sitting.open(1)
    later(app, minutes=20, seconds=10)
    late = sitting.answer(1, "b", page=page, headers=JSON)
    assert late.status_code == 409
    assert "Time was up" in late.json["problem"]
    assert late.json["result"] == f"/attempts/{sitting.id}/result"


def test_after_the_deadline_every_page_of_the_attempt_leads_to_the_result(app, sitting):
    later(app, minutes=20, seconds=10)
    for path in (sitting.url(1), f"/attempts/{sitting.id}/review"):
        assert sitting.browser.get(path).location == f"/attempts/{sitting.id}/result"
    assert sitting.submit().location == f"/attempts/{sitting.id}/result"
    page = sitting.result().text
    assert "The time was up today at 13:20" in page
    assert page.count("No answer was given.") == 3


def test_a_script_may_ask_for_the_time_left(app, sitting):
    later(app, minutes=5, seconds=30)
    assert sitting.browser.get(sitting.url(1), headers=JSON).json["remaining"] == 870.0
    later(app, hours=2)
    assert sitting.browser.get(sitting.url(1), headers=JSON).json["remaining"] == 0.0


# sent twice, and from two windows


def test_the_same_key_twice_is_one_step_and_one_receipt(app, sitting):
    page = sitting.open(1)
    first = sitting.answer(1, "b", page=page, headers=JSON)
    later(app, seconds=30)
    again = sitting.answer(1, "b", page=page, headers=JSON)
    assert first.json == again.json == {"step": first.json["step"], "saved_at": "13:00:00"}
    assert steps(app, sitting.id) == 1


def test_the_same_post_twice_is_one_step(app, sitting):
    page = sitting.open(1)
    assert [sitting.answer(1, "b", page=page, flag="1").status_code for _ in range(2)] == [303, 303]
    assert steps(app, sitting.id) == 2  # the answer and the flag


def test_a_second_window_is_told_and_nothing_is_overwritten_unseen(app, sitting):
    first_window, second_window = sitting.open(1), sitting.open(1)
    sitting.answer(1, "b", page=first_window)
    later(app, minutes=1)
    told = sitting.answer(1, "c", page=second_window, then="2")
    assert told.status_code == 409
    assert "two different answers" in told.text
    assert "Saved at 13:00:00" in told.text
    assert "Wait" in told.text  # the words of b, which is saved
    assert checked(told) == ["c"]  # what was chosen here is kept on the page
    assert checked(sitting.browser.get(sitting.url(1))) == ["b"]
    assert sitting.answer(1, "c", page=hidden(told), then="2").location == sitting.url(2)
    assert checked(sitting.browser.get(sitting.url(1))) == ["c"]


def test_a_script_in_a_second_window_is_told_too(sitting):
    first_window, second_window = sitting.open(1), sitting.open(1)
    sitting.answer(1, "b", page=first_window, headers=JSON)
    told = sitting.answer(1, "c", page=second_window, headers=JSON)
    assert told.status_code == 409
    assert "another window" in told.json["problem"]


def test_a_second_window_that_takes_an_answer_back_is_told(sitting):
    first_window, second_window = sitting.open(2), sitting.open(2)
    sitting.answer(2, "a", page=first_window)
    sitting.answer(2, page=hidden(sitting.browser.get(sitting.url(2))))
    told = sitting.answer(2, "b", page=second_window)
    assert told.status_code == 409
    assert "taken back in another window" in told.text


def test_starting_again_leads_back_to_the_open_attempt(app, learner, sitting):
    assert Sitting(learner).id == sitting.id
    assert count(app, AttemptRow) == 1
    assert "You are in the middle of this paper" in learner.get("/quizzes/first-paper").text


def test_submitting_twice_marks_once(app, sitting):
    assert [sitting.submit().status_code for _ in range(2)] == [303, 303]
    assert count(app, ResultRow) == 1


def test_an_answer_after_submitting_is_refused(sitting):
    page = sitting.open(1)
    sitting.submit()
    late = sitting.answer(1, "b", page=page)
    assert late.status_code == 409
    assert "This paper has been submitted" in late.text


# what is sent in bad faith


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"answer": ["z"]}, 422),
        ({"answer": ["a", "b"]}, 422),
        ({"item": "elsewhere"}, 404),
        ({"item": ""}, 422),
        ({"key": ""}, 422),
        ({"key": "short"}, 422),
        ({"key": "x" * 65}, 422),
        ({"seen": ""}, 422),
        ({"seen": "-1"}, 422),
        ({"seen": "many"}, 422),
        ({"then": "//elsewhere.example"}, 422),
        ({"then": "0"}, 422),
        ({"flag": "perhaps"}, 422),
        ({"seen": "9" * 30}, 422),
        ({"seen": "9" * 15}, 303),
    ],
)
def test_a_form_that_no_page_of_ours_would_send_changes_nothing(app, sitting, changed, status):
    page = sitting.open(1)
    sent = {"answer": ["b"], **changed}
    assert sitting.browser.post(sitting.url(1), {**page, **sent}).status_code == status
    assert steps(app, sitting.id) == (status == 303)


def test_a_form_without_its_token_is_refused(sitting):
    answer = sitting.browser.client.post(sitting.url(1), data={**sitting.open(1), "answer": "b"})
    assert answer.status_code == 400


def test_an_attempt_of_somebody_else_is_missing_at_every_url(app, as_, sitting):
    page = sitting.open(1)
    other = Sitting(as_(a_person(app)), attempt_id=sitting.id)
    assert other.browser.get(other.url(1)).status_code == 404
    assert other.browser.get(other.url(1), headers=JSON).status_code == 404
    assert other.answer(1, "b", page=page).status_code == 404
    assert other.answer(1, "b", page=page, headers=JSON).status_code == 404
    assert other.review().status_code == other.submit().status_code == other.result().status_code == 404
    sitting.submit()
    assert other.result().status_code == 404
    assert steps(app, sitting.id) == 1


def test_an_attempt_that_never_was_is_missing(learner):
    for number in (77, 10**30):
        other = Sitting(learner, attempt_id=number)
        assert other.browser.get(other.url(1)).status_code == other.result().status_code == 404
        assert other.answer(1, "b", page={"item": "one", "key": "12345678", "seen": "0"}).status_code in (404, 405)


def test_somebody_signed_out_is_told_so_in_the_language_they_speak(app, as_, sitting):
    page = sitting.open(1)
    with sitting.browser.client.session_transaction() as session:
        del session["_user_id"]
    answer = sitting.answer(1, "b", page=page, headers=JSON)
    assert answer.status_code == 401
    assert answer.json["problem"]
    assert as_().get(sitting.url(1)).status_code in (302, 303)


def test_a_paper_that_is_not_offered_cannot_be_opened_or_started(app, learner):
    assert learner.get("/quizzes/no-such-paper").status_code == 404
    assert learner.post("/quizzes/no-such-paper").status_code == 404
    assert count(app, AttemptRow) == 0


def test_a_paper_is_sat_no_more_often_than_it_may_be(app, as_):
    offer(app, a_paper(attempts=2))
    learner = as_(a_person(app))
    for _ in range(2):
        Sitting(learner).submit()
    assert "No attempts left" in learner.get("/quizzes/first-paper").text
    refused = learner.post("/quizzes/first-paper")
    assert refused.status_code == 409
    assert "used every attempt" in refused.text
    assert count(app, AttemptRow) == 2


def test_keys_and_rationales_are_on_no_page_before_the_paper_is_over(app, learner, sitting):
    pages = [learner.get(path) for path in ("/quizzes/", "/quizzes/first-paper", sitting.url(1), sitting.url(2))]
    pages += [sitting.review(), learner.get(f"/attempts/{sitting.id}/result", follow_redirects=True)]
    pages += [sitting.answer(1, "a", headers=JSON), sitting.browser.get(sitting.url(1), headers=JSON)]
    for page in pages:
        assert page.status_code == 200
        assert not re.search(r"Because of|unsafe|rationale|would harm a client\b(?! is shown)", page.text), (
            page.request.path
        )


def test_opening_the_result_early_leads_back_to_the_review_and_says_why(sitting):
    assert sitting.result().location == f"/attempts/{sitting.id}/review"
    assert "appears once you submit it" in sitting.review().text


# frozen text


def test_editing_the_files_leaves_a_sat_attempt_alone(app, sitting):
    sitting.answer(1, "b")
    offer(app, a_paper((an_item("one", stem="Edited?", key="c"), a_multiple("many")), minutes=5))
    assert "What about one?" in sitting.browser.get(sitting.url(1)).text
    assert "Question 3 of 3" in sitting.browser.get(sitting.url(3)).text
    later(app, minutes=10)
    assert sitting.answer(2, "a").status_code == 303
    sitting.submit()
    page = sitting.result().text
    assert "<b>2</b> of 4 marks" in page
    assert "Edited?" not in page


def test_a_paper_that_is_withdrawn_can_still_be_finished(app, sitting):
    offer(app)
    sitting.answer(1, "b")
    sitting.submit()
    assert "<b>1</b> of 4 marks" in sitting.result().text
    assert "First paper" in sitting.browser.get("/quizzes/").text


def test_an_unchanged_item_is_stored_once_however_often_it_is_sat(app, as_):
    offer(app, a_paper())
    for _ in range(2):
        Sitting(as_(a_person(app)))
    assert (count(app, PaperVersionRow), count(app, ItemVersionRow)) == (1, 3)
    offer(app, a_paper(minutes=30))
    Sitting(as_(a_person(app)))
    assert (count(app, PaperVersionRow), count(app, ItemVersionRow)) == (2, 3)


def test_of_two_starts_at_once_both_lead_to_the_same_attempt(app, learner, sitting, monkeypatch):
    """The second has not seen the first's attempt when it asks; the table lets only one of them stand."""
    asked, blind = summaries.attempts_at, [()]
    monkeypatch.setattr(
        summaries, "attempts_at", lambda *args, **named: blind.pop() if blind else asked(*args, **named)
    )
    assert Sitting(learner).id == sitting.id
    assert count(app, AttemptRow) == 1


# one window that answers, and the copy that a device keeps


def take(sitting: Sitting, window: str):
    return sitting.browser.post(f"/attempts/{sitting.id}/window", {"window": window}, headers=JSON)


def test_a_named_window_answers_until_another_takes_over_and_nothing_is_overwritten_unseen(sitting):
    assert take(sitting, "first-window").status_code == 200
    page = sitting.open(1)
    assert sitting.answer(1, "b", page=page, window="first-window", headers=JSON).status_code == 200
    told = sitting.answer(2, "a", window="second-window", headers=JSON)
    assert (told.status_code, told.json["why"]) == (409, "elsewhere")
    assert "open in another window" in told.json["problem"]
    assert take(sitting, "second-window").status_code == 200
    assert sitting.browser.get(sitting.url(1), headers=JSON).json["window"] == "second-window"
    assert sitting.answer(2, "a", window="second-window", headers=JSON).status_code == 200
    assert sitting.answer(1, "c", window="first-window", headers=JSON).json["why"] == "elsewhere"


def test_a_window_without_scripts_has_no_name_and_is_held_to_what_it_saw(sitting):
    take(sitting, "first-window")
    assert sitting.answer(1, "b", then="2").status_code == 303


@pytest.mark.parametrize("name", ["", "short", "x" * 65, "a window with spaces"])
def test_a_window_says_its_name_properly(sitting, name):
    assert take(sitting, name).status_code == 422


def test_the_copy_for_a_device_holds_every_question_as_it_stands_and_no_reason(sitting):
    sitting.answer(2, "a", flag="1")
    page = unveiled(sitting.browser.get(f"/attempts/{sitting.id}/paper").text, sitting.id)
    for n, words in enumerate(("What about one?", "What about many?", "What about two?"), start=1):
        start = page.index(f'<template data-place="{n}"')
        assert words in page[start : page.index("</template>", start)]
    assert re.findall(r'value="(\w+)" checked', page[page.index('data-place="2"') :]) == ["a"]
    assert 'data-place="review"' in page
    assert "Because of" not in page


def test_the_copy_is_gone_with_the_attempt(sitting):
    sitting.submit()
    path = f"/attempts/{sitting.id}/paper"
    assert sitting.browser.get(path).location == f"/attempts/{sitting.id}/result"
