"""A plan that ends on a date: what fits on which day, what is left out, and what is worth doing first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revision_app.criteria.core import Criterion
from revision_app.planning.core.cards import every_day, moved
from revision_app.planning.core.plan import Feasibility, StudyPlan, Wish, plan
from revision_app.planning.core.study_time import StudyTime
from revision_app.planning.core.wanted import ClientCase, Pace, Unread, blocks, chains
from revision_app.planning.core.words import feasibility, hours
from revision_app.planning.core.work import GRAIN, Span, Work, WorkKind, in_order
from revision_app.progress.core import MatrixRow
from revision_app.progress.core.aim import AimKind
from revision_app.progress.core.own_matrix import Drafted, OwnRow
from revision_app.progress.core.sufficiency import Need
from revision_app.quiz.readiness.core.readiness import Readiness
from revision_app.shared.feed import Link

TUESDAY = date(2026, 9, 1)
WEEKDAYS = 7


def work(name: str, minutes: int = 20, worth: float = 1.0) -> Work:
    span = Span.of(minutes / 2, minutes, minutes * 2)
    return Work(name, WorkKind.READ, name, Link("x"), span, worth, "1.1", "Begin")


def wish(days: int, minutes: int = 30, **more: object) -> Wish:
    return replace(Wish(TUESDAY, TUESDAY + timedelta(days), StudyTime((minutes,) * WEEKDAYS)), **more)  # type: ignore[arg-type]


works = st.builds(work, st.uuids().map(str), st.integers(1, 90), st.floats(0.001, 5))
chained = st.lists(st.lists(works, max_size=5), max_size=6)
wishes = st.builds(
    Wish,
    st.just(TUESDAY),
    st.integers(-3, 60).map(lambda n: TUESDAY + timedelta(n)),
    st.builds(
        StudyTime,
        st.tuples(*[st.integers(0, 120)] * WEEKDAYS),
        st.frozensets(st.integers(0, 60).map(lambda n: TUESDAY + timedelta(n)), max_size=9),
    ),
    cards=st.integers(0, 40),
    done=st.integers(0, 60),
    cards_done=st.integers(0, 30),
)
few = settings(max_examples=60)


def before_an_exam(wished: Wish, *, deck: int, ago: int) -> Wish:
    """The same where cards are moved towards an exam, with a plan that was made some days ago."""
    since = wished.today - timedelta(ago)
    return replace(wished, moved=moved(wished.until, wished.time, wished.cards, deck=deck, since=since))


exams = st.builds(before_an_exam, wishes, deck=st.integers(0, 200), ago=st.integers(0, 30))


def placed(made: StudyPlan) -> dict[str, int]:
    """The minutes of each piece of work that have a day."""
    found: dict[str, int] = {}
    for day in made.days:
        for portion in day.portions:
            found[portion.work.name] = found.get(portion.work.name, 0) + portion.minutes
    return found


@few
@given(wishes | exams, chained)
def test_no_day_has_more_than_its_minutes_and_none_off_or_from_the_date_on_has_any(
    wished: Wish, todo: list[list[Work]]
) -> None:
    for day in plan(wished, todo).days:
        assert day.minutes <= wished.time.minutes[day.day.weekday()]
        assert not (day.minutes and day.day in wished.time.days_off)
        assert TUESDAY <= day.day < wished.until
        assert all(portion.minutes >= GRAIN for portion in day.portions)


@few
@given(wishes | exams, chained)
def test_everything_is_placed_whole_or_said_to_be_left_out(wished: Wish, todo: list[list[Work]]) -> None:
    made = plan(wished, todo)
    left_out = {each.name for each in made.left_out}
    every = {each.name: each.minutes.likely for chain in todo for each in chain}
    assert placed(made) == {name: minutes for name, minutes in every.items() if name not in left_out}


@few
@given(wishes, chained, st.integers(0, 6), st.integers(1, 60))
def test_more_minutes_never_hold_less(wished: Wish, todo: list[list[Work]], weekday: int, more: int) -> None:
    minutes = tuple(each + more * (n == weekday) for n, each in enumerate(wished.time.minutes))
    longer = plan(replace(wished, time=replace(wished.time, minutes=minutes)), todo)
    assert set(placed(longer)) >= set(placed(plan(wished, todo)))


@few
@given(wishes | exams, chained)
def test_the_same_gives_the_same_and_keeps_the_order_of_each_chain(wished: Wish, todo: list[list[Work]]) -> None:
    made = plan(wished, todo)
    assert made == plan(wished, todo)
    order = [portion.work for day in made.days for portion in day.portions if portion.begins]
    for chain in todo:
        begun = [each for each in chain if each in order]
        assert begun == chain[: len(begun)]
        assert [each for each in order if each in chain] == begun


def test_what_brings_most_for_a_minute_comes_first_even_behind_something_that_brings_little() -> None:
    first = [work("reading", 10, 0.1), work("practice", 10, 3)]
    assert [each.name for each in in_order([[work("other", 10, 1)], first])] == ["reading", "practice", "other"]


def test_what_does_not_fit_is_left_out_from_the_least_worth_on() -> None:
    made = plan(
        wish(2), [[work(str(n), 20, n) for n in (3,)], [work("2", 20, 2)], [work("1", 40, 1)], [work("0", 5, 0.1)]]
    )
    assert list(placed(made)) == ["3", "2"]
    assert [each.name for each in made.left_out] == ["0", "1"]


def test_a_day_that_was_missed_makes_a_smaller_plan_and_nothing_late() -> None:
    todo = [[work(str(n), 20, 9 - n)] for n in range(6)]
    before, after = plan(wish(4), todo), plan(replace(wish(4), today=TUESDAY + timedelta(2)), todo)
    assert len(placed(before)) == 6
    assert list(placed(after)) == ["0", "1", "2"]
    assert min(day.day for day in after.days) == TUESDAY + timedelta(2)


def test_what_was_done_today_counts_towards_today() -> None:
    todo = [[work(str(n), 20)] for n in range(9)]
    made = plan(wish(3, done=20, cards=10, cards_done=10), todo)
    assert [day.minutes for day in made.days] == [0, 30, 30]


def test_cards_take_what_they_need_and_never_more_than_half_of_a_day() -> None:
    assert [day.cards for day in plan(wish(1, 30, cards=10), []).days] == [10]
    assert [day.cards for day in plan(wish(1, 15, cards=10), []).days] == [5]
    assert [day.cards for day in plan(wish(1, 5, cards=10), []).days] == [0]


@few
@given(exams, st.integers(0, 200))
def test_before_an_exam_cards_have_the_same_time_in_all_but_later(wished: Wish, deck: int) -> None:
    given, time = moved(wished.until, wished.time, wished.cards, deck=deck, since=wished.today), wished.time
    assert sum(given.values()) == sum(every_day(time.room(day), wished.cards) for day in given)
    assert all(minutes <= time.room(day) and minutes % GRAIN == 0 for day, minutes in given.items())
    assert len(given) == min(28, max(0, (wished.until - wished.today).days))
    full = min(map(time.room, given), default=0)
    alike = [minutes for day, minutes in given.items() if time.room(day) == full]
    assert alike == sorted(alike)


@pytest.mark.parametrize(
    ("deck", "expected"),
    [(0, [10] * 6), (15, [0, 5, 10, 15, 15, 15]), (60, [0, 0, 0, 0, 5, 55])],
)
def test_no_day_has_more_for_cards_than_one_look_at_each_takes(deck: int, expected: list[int]) -> None:
    exam = TUESDAY + timedelta(6)
    time = StudyTime((60,) * WEEKDAYS)
    assert list(moved(exam, time, 10, deck=deck, since=TUESDAY).values()) == expected


def test_whoever_changes_a_plan_before_an_exam_begins_anew() -> None:
    exam, time = TUESDAY + timedelta(2), StudyTime((60,) * WEEKDAYS)
    early = moved(exam, time, 10, deck=60, since=TUESDAY - timedelta(9))
    assert [early[TUESDAY], early[TUESDAY + timedelta(1)]] == [35, 60]
    assert list(moved(exam, time, 10, deck=60, since=TUESDAY).values()) == [0, 20]


def test_more_minutes_hold_no_less_before_an_exam_either() -> None:
    todo = [[work(str(n), 20, 9 - n)] for n in range(20)]
    counts = [
        len(placed(plan(before_an_exam(wish(9, minutes, cards=10), deck=60, ago=0), todo)))
        for minutes in range(0, 90, 5)
    ]
    assert counts == sorted(counts)


def test_work_is_spread_over_the_days_with_room_for_what_takes_longest() -> None:
    made = plan(wish(8, 60), [[work(str(n), 30)] for n in range(4)])
    assert [day.minutes for day in made.days] == [30, 30, 30, 30, 0, 0, 0, 0]
    assert made.feasibility is Feasibility.SAFE


@pytest.mark.parametrize(
    ("minutes", "says"),
    [
        (60, Feasibility.SAFE),
        (30, Feasibility.LIKELY),
        (15, Feasibility.AT_BEST),
        (5, Feasibility.NOT),
        (0, Feasibility.NO_TIME),
    ],
)
def test_whether_it_fits_is_said_for_the_best_the_likely_and_the_worst(minutes: int, says: Feasibility) -> None:
    made = plan(wish(4, minutes), [[work(str(n), 30)] for n in range(4)])
    assert made.feasibility is says
    assert feasibility(made).heading


def test_how_many_minutes_a_week_are_lacking_is_enough() -> None:
    todo = [[work(str(n), 30)] for n in range(20)]
    made = plan(wish(14, 20), todo)
    assert made.lacking == 160
    assert made.feasibility is Feasibility.NOT or made.left_out
    assert not plan(wish(14, 20 + made.lacking // WEEKDAYS + GRAIN), todo).left_out
    assert plan(wish(14, 60), todo).lacking == 0


def test_no_more_than_half_a_year_is_planned() -> None:
    assert len(plan(wish(1500), [[work("one")]]).days) == 26 * 7


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0 minutes"), (45, "45 minutes"), (60, "1 hour"), (95, "1½ hours"), (600, "10 hours")]
)
def test_hours_are_said_about_as_exactly_as_they_are_known(minutes: int, words: str) -> None:
    assert hours(minutes) == words


# What is worth doing

ASKED = Need("1 accepted piece", 0, 1)


def row(name: str, middle: float = 0.5, *, needs: tuple[Need, ...] = (), drafts: tuple[Drafted, ...] = ()) -> OwnRow:
    criterion = Criterion(
        id=name, title=f"Title {name}", statement="s", asks="a", outcomes=("LO1",), evidence="A reflection"
    )
    known = Readiness(middle - 0.1, middle, middle + 0.1, 20, 4)
    return OwnRow(MatrixRow(criterion, None, ()), drafts, needs, known)


def wanted(*rows: OwnRow, aim: AimKind = AimKind.EXAM, **more: object) -> list[Work]:
    given = {"unread": {}, "cases": [], "pace": Pace(1, 1.5, 2.5)} | more
    return list(in_order(chains(rows, aim=aim, **given)))  # type: ignore[arg-type]


def learnt(*rows: OwnRow, **more: object) -> list[Work]:
    """Without the evidence."""
    return [each for each in wanted(*rows, **more) if each.kind not in (WorkKind.REFLECT, WorkKind.EVIDENCE)]


def test_the_weakest_criterion_comes_first() -> None:
    assert learnt(row("1.1", 0.6), row("1.2", 0.3))[0].criterion == "1.2"


def test_a_criterion_is_read_before_it_is_practised_and_a_section_of_two_is_read_once() -> None:
    section = Unread("unit", "one", "Unit", "One", 9)
    todo = learnt(row("1.1"), row("1.2", 0.4), unread={"1.1": [section], "1.2": [section]})
    assert [each.kind for each in todo].count(WorkKind.READ) == 1
    assert todo[0].kind is WorkKind.READ
    assert todo[0].title == "Unit: One"


def test_whoever_is_ready_practises_no_more_and_whoever_may_not_be_once_more() -> None:
    assert learnt(row("1.1", 0.85)) == []
    [once] = learnt(row("1.1", 0.75))
    assert once.minutes == Span(0, 15, 25)


def test_the_range_of_readiness_is_in_the_minutes() -> None:
    known = row("1.1").knowledge
    assert known is not None
    assert [blocks(chance, known) for chance in (known.high, known.middle, known.low)] == [2, 4, 6]
    todo = learnt(row("1.1"))
    total = sum((each.minutes for each in todo), Span(0, 0, 0))
    assert total == Span(20, 60, 150)


def test_a_case_is_worked_through_once() -> None:
    case = ClientCase("case", "A client", ("1.1", "1.2"))
    assert [each.kind for each in learnt(row("1.1"), row("1.2"), cases=[case])].count(WorkKind.CASE) == 1


def test_evidence_comes_first_where_everything_is_to_be_handed_in() -> None:
    rows = row("1.1", needs=(ASKED,)), row("1.2", 0.3)
    assert wanted(*rows, aim=AimKind.HAND_IN)[0].kind is WorkKind.REFLECT
    assert wanted(*rows, aim=AimKind.EXAM)[0].kind is WorkKind.PRACTISE


def test_a_draft_is_finished_rather_than_another_begun() -> None:
    draft = Drafted("reflection", 1, "My first", None, ("1.1",))  # type: ignore[arg-type]
    todo = wanted(row("1.1", 0.9, needs=(ASKED,), drafts=(draft,)))
    assert [each.title for each in todo] == ["Finish “My first” and hand it in"]


def test_a_centre_that_asks_for_another_kind_is_told_as_it_says() -> None:
    asked = Need("1 accepted piece", 0, 1, ("observation", "witness statement"))
    assert [each.title for each in wanted(row("1.1", 0.9, needs=(asked,)))] == [
        "Show title 1.1: observation or witness statement"
    ]


def test_a_pace_is_ones_own_once_it_is_known_and_leaves_out_what_lay_about() -> None:
    assert not Pace.of([(10, 10)] * 3).is_own
    assert not Pace.of([(1000, 10)] * 9).is_own
    own = Pace.of([(10, 10), (20, 10), (20, 10), (30, 10)])
    assert (own.is_own, own.likely) == (True, 2.0)
    assert own.best <= own.likely < own.worst
