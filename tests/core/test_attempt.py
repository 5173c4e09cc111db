from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revision_app.quiz.attempts.core.attempt import (
    AnsweredElsewhere,
    Attempt,
    AttemptClosed,
    Progress,
    Save,
    Step,
    StepKind,
)
from revision_app.quiz.attempts.core.refusals import NoBreakLeft, NoSuchItem
from revision_app.quiz.attempts.core.timing import LOAD_ALLOWANCE, Timing
from revision_app.quiz.bank.core.items import Unreadable
from tests.support.papers import a_paper

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)
PAPER = a_paper()
LATE = AttemptClosed


def an_attempt(allowance: int = 20, **more) -> Attempt:
    return Attempt(id=1, learner_id=1, number=1, paper=PAPER, timing=Timing(NINE, timedelta(minutes=allowance)), **more)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def stored(attempt: Attempt, step: Step | None) -> Attempt:
    """The attempt once a step has been stored, under the next number."""
    if step is None or step.id:
        return attempt
    number = len(attempt.steps) + 1
    return attempt.after(Step(step.kind, step.at, step.key, step.item_id, step.response, number))


def answered(*answers: tuple, attempt: Attempt | None = None) -> Attempt:
    """An attempt after these ``(minute, item, *options)``, each sent by a page that knew all before it."""
    attempt = attempt or an_attempt()
    for n, (minute, item, *options) in enumerate(answers):
        latest = attempt.latest(item)
        seen = latest.id if latest else 0
        attempt = stored(attempt, attempt.respond(Save(item, options, f"{minute}-{n}", seen), at(minute)))
    return attempt


# time


def test_the_deadline_is_the_start_and_the_allowance():
    assert an_attempt(25).deadline(at(1)) == at(25)


def test_a_response_just_before_the_deadline_counts():
    assert answered((19.99, "one", "b")).responses == {"one": ("b",)}


@pytest.mark.parametrize("minute", [20 + 1 / 6, 20.5, 500])
def test_a_response_that_comes_when_time_is_up_is_kept_and_not_counted(minute):
    attempt = answered((minute, "one", "b"))
    assert ([step.response for step in attempt.late], attempt.responses) == ([("b",)], {})
    assert "Time was up before this answer came, so it is kept but not counted" in str(attempt.closed(at(minute)))


@pytest.mark.parametrize("minute", [20, 20.16])
def test_a_response_within_the_load_allowance_counts_though_the_attempt_is_over(minute):
    attempt = answered((minute, "one", "b"))
    assert attempt.responses == {"one": ("b",)}
    assert not attempt.is_open(at(minute))
    assert attempt.finished_at(at(minute)) == at(20)


def test_an_answer_that_came_late_earns_the_same_receipt_when_it_is_sent_again():
    attempt = answered((21, "one", "b"))
    assert attempt.respond(Save("one", ["b"], "21-0", 0), at(22)) is attempt.steps[0]


def test_an_answer_that_came_late_counts_when_it_is_sent_again_with_more_time():
    late = answered((21, "one", "b"))
    extended = replace(late, timing=replace(late.timing, extended=timedelta(minutes=5)))
    step = extended.respond(Save("one", ["b"], "21-0", 0), at(22))
    assert stored(extended, step).responses == {"one": ("b",)}


def test_a_larger_allowance_moves_the_deadline():
    assert answered((22, "one", "b"), attempt=an_attempt(25)).responses == {"one": ("b",)}


def test_nobody_has_to_close_an_attempt():
    assert [an_attempt().progress(at(minute)) for minute in (0, 19, 20, 90)] == [
        Progress.IN_PROGRESS,
        Progress.IN_PROGRESS,
        Progress.TIMED_OUT,
        Progress.TIMED_OUT,
    ]


def test_the_time_left_runs_from_the_whole_allowance_to_nothing():
    left = [an_attempt().remaining(at(minute)) / timedelta(minutes=1) for minute in (-3, 0, 5, 19.5, 20, 60)]
    assert left == [20, 20, 15, 0.5, 0, 0]


def test_an_attempt_that_ran_out_finished_at_its_deadline_whenever_one_looks():
    assert {an_attempt().finished_at(at(minute)) for minute in (20, 21, 9_000)} == {at(20)}


def test_an_open_attempt_has_not_finished():
    assert an_attempt().finished_at(at(19)) is None


def test_a_submitted_attempt_finished_when_it_was_submitted():
    attempt = stored(an_attempt(), an_attempt().submit(at(7)))
    assert (attempt.finished_at(at(50)), attempt.progress(at(50))) == (at(7), Progress.SUBMITTED)
    assert attempt.remaining(at(8)) == timedelta(0)


def test_the_refusal_knows_what_ended_the_attempt():
    assert an_attempt().closed(at(21)).timed_out_at == at(20)
    submitted = stored(an_attempt(), an_attempt().submit(at(7))).closed(at(8))
    assert (submitted.timed_out_at, "has been submitted" in str(submitted)) == (None, True)


# answering


def test_the_same_response_twice_is_one_step():
    assert len(answered((1, "one", "a"), (2, "one", "a")).steps) == 1


def test_changing_back_is_a_third_step():
    attempt = answered((1, "one", "a"), (2, "one", "b"), (3, "one", "a"))
    assert (len(attempt.steps), attempt.responses) == (3, {"one": ("a",)})


def test_the_order_of_the_options_sent_makes_no_difference():
    assert len(answered((1, "many", "a", "c"), (2, "many", "c", "a")).steps) == 1


def test_no_answer_where_there_was_none_is_no_step():
    assert an_attempt().respond(Save("one", [], "k", 0), at(1)) is None


def test_an_answer_can_be_taken_back():
    attempt = answered((1, "many", "a"), (2, "many"))
    assert (len(attempt.steps), attempt.responses, attempt.unanswered()) == (2, {}, [1, 2, 3])


def test_each_item_has_its_own_answer():
    attempt = answered((1, "one", "a"), (2, "two", "b"))
    assert (attempt.responses, attempt.unanswered()) == ({"one": ("a",), "two": ("b",)}, [2])


def test_an_item_of_another_paper_is_missing():
    with pytest.raises(NoSuchItem):
        answered((1, "elsewhere", "a"))


def test_an_option_that_is_not_there_is_not_saved():
    with pytest.raises(Unreadable):
        answered((1, "one", "z"))


# sent twice, and from two windows


def test_the_same_key_again_is_the_same_step():
    attempt = answered((1, "one", "a"))
    first = attempt.steps[0]
    assert attempt.respond(Save("one", ["a"], first.key, 0), at(2)) is first


def test_the_same_key_again_earns_its_receipt_even_when_the_time_is_up():
    attempt = answered((19, "one", "a"))
    assert attempt.respond(Save("one", ["a"], attempt.steps[0].key, 0), at(21)) is attempt.steps[0]


def test_a_save_repeated_after_its_window_came_back_to_that_answer_is_told_the_newest_step():
    """Told an older one, the window would be refused its next change as if it had missed something."""
    attempt = answered((1, "one", "a"), (2, "one", "b"), (3, "one", "a"))
    assert attempt.respond(Save("one", ["a"], attempt.steps[0].key, 0), at(4)) is attempt.steps[2]


def test_a_key_never_stands_for_another_item():
    attempt = answered((1, "one", "b"))
    with pytest.raises(Unreadable, match="out of date"):
        attempt.respond(Save("two", ["b"], attempt.steps[0].key, 0), at(2))


def test_a_key_never_stands_for_another_answer():
    attempt = answered((1, "one", "a"))
    with pytest.raises(AnsweredElsewhere):
        attempt.respond(Save("one", ["b"], attempt.steps[0].key, 1), at(2))


def test_a_page_that_missed_an_answer_is_told_instead_of_overwriting_it():
    attempt = answered((1, "one", "a"))
    with pytest.raises(AnsweredElsewhere, match="another window") as told:
        attempt.respond(Save("one", ["b"], "other window", 0), at(2))
    assert told.value.saved.response == ("a",)


def test_a_page_that_missed_an_answer_like_its_own_need_not_be_told():
    attempt = answered((1, "one", "a"))
    assert attempt.respond(Save("one", ["a"], "other window", 0), at(2)) is attempt.steps[0]


def test_a_page_that_missed_that_an_answer_was_taken_back_is_told():
    attempt = answered((1, "many", "a"), (2, "many"))
    with pytest.raises(AnsweredElsewhere):
        attempt.respond(Save("many", ["b"], "other window", 1), at(3))


def test_a_page_that_was_told_may_replace_the_answer():
    attempt = answered((1, "one", "a"))
    step = attempt.respond(Save("one", ["b"], "other window", 1), at(2))
    assert stored(attempt, step).responses == {"one": ("b",)}


def test_a_save_repeated_after_another_window_answered_is_told_that_its_answer_no_longer_stands():
    attempt = answered((1, "one", "a"), (2, "one", "b"))
    with pytest.raises(AnsweredElsewhere):
        attempt.respond(Save("one", ["a"], attempt.steps[0].key, 0), at(3))


def test_answers_to_other_items_are_nobodys_conflict():
    attempt = answered((1, "one", "a"))
    assert attempt.respond(Save("two", ["b"], "other window", 0), at(2))


def test_nothing_counts_once_a_result_is_written_even_a_save_that_set_out_in_time():
    attempt = answered((19, "one", "a"), attempt=an_attempt(marked=True))
    assert (attempt.responses, len(attempt.late)) == ({}, 1)


# flags


def test_a_flag_can_be_set_and_lifted():
    flagged = stored(an_attempt(), an_attempt().flag("one", True, at(1), key="f"))
    lifted = stored(flagged, flagged.flag("one", False, at(2), key="u"))
    assert (flagged.flags, lifted.flags) == ({"one"}, set())


def test_setting_a_flag_that_stands_changes_nothing():
    flagged = stored(an_attempt(), an_attempt().flag("one", True, at(1), key="f"))
    assert flagged.flag("one", True, at(2), key="g") is None
    assert an_attempt().flag("one", False, at(2), key="g") is None


def test_a_flag_sent_again_after_it_was_lifted_stays_lifted():
    flagged = stored(an_attempt(), an_attempt().flag("one", True, at(1), key="f"))
    lifted = stored(flagged, flagged.flag("one", False, at(2), key="u"))
    assert lifted.flag("one", True, at(3), key="f") is None


def test_flags_close_with_the_attempt():
    with pytest.raises(LATE):
        an_attempt().flag("one", True, at(20), key="f")
    with pytest.raises(NoSuchItem):
        an_attempt().flag("elsewhere", True, at(1), key="f")


# breaks


def resting(minutes: int = 5) -> Attempt:
    """An attempt in a break since its tenth minute."""
    attempt = replace(an_attempt(), timing=replace(an_attempt().timing, rest=timedelta(minutes=minutes)))
    step, timing = attempt.rest(at(10), key="rest")
    return replace(stored(attempt, step), timing=timing)


def test_a_request_for_a_break_that_arrives_twice_begins_one_break():
    step, timing = resting().resume(at(12), key="resume")
    gone_on = replace(stored(resting(), step), timing=timing)
    assert (gone_on.rest(at(13), key="rest"), gone_on.resume(at(13), key="resume")) == (None, None)


def test_a_request_to_go_on_that_arrives_late_ends_no_later_break():
    step, timing = resting().resume(at(12), key="resume")
    gone_on = replace(stored(resting(), step), timing=timing)
    step, timing = gone_on.rest(at(13), key="another rest")
    again = replace(stored(gone_on, step), timing=timing)
    assert again.resume(at(14), key="resume") is None


def test_breaks_last_no_longer_than_they_may_in_all():
    with pytest.raises(NoBreakLeft):
        resting().rest(at(15), key="more")


# submitting


def test_submitting_ends_the_attempt():
    attempt = stored(an_attempt(), an_attempt().submit(at(5)))
    for change in (
        lambda: attempt.flag("one", True, at(6), key="k"),
        lambda: attempt.submit(at(6)),
    ):
        with pytest.raises(LATE):
            change()


def test_what_ran_out_cannot_be_submitted():
    with pytest.raises(LATE):
        an_attempt().submit(at(20))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 30), st.sampled_from(["one", "many", "two"]), st.sampled_from("abc"), st.booleans())
    )
)
def test_what_counts_is_the_last_answer_that_was_acknowledged(story):
    """Random saves in order of time, some by a page that knows nothing: an answer either counts or is refused aloud."""
    attempt, acknowledged = an_attempt(), {}
    for n, (minute, item, choice, informed) in enumerate(sorted(story)):
        latest = attempt.latest(item)
        seen = latest.id if informed and latest else 0
        try:
            step = attempt.respond(Save(item, [choice], str(n), seen), at(minute))
        except AnsweredElsewhere:
            continue
        attempt = stored(attempt, step)
        if step and step.kind is StepKind.RESPONDED:
            acknowledged[item] = (choice,)
    assert attempt.responses == acknowledged
    over = attempt.deadline(at(0)) + LOAD_ALLOWANCE
    assert all((step.kind is StepKind.LATE) == (step.at >= over) for step in attempt.steps)
