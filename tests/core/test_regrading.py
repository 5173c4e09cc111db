"""What changed in an item, and what marking it again does to marks that are written already."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revision_app.quiz.attempts.core.attempt import Attempt, Step, StepKind
from revision_app.quiz.attempts.core.grading import Correction, Grade, Way, can_be_given, grade
from revision_app.quiz.attempts.core.timing import Timing
from revision_app.quiz.bank.core.paper import ItemVersion, Paper, rules_in
from revision_app.quiz.regrading.core.changes import changes
from revision_app.quiz.regrading.core.regrade import ItemResults, ResultStanding, concerns, dry_run
from tests.support.papers import (
    a_multiple,
    a_paper,
    a_ranking,
    a_short_answer,
    an_item,
    an_open_answer,
    an_option,
    an_ordering,
)

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)


def a_version(written) -> ItemVersion:
    return a_paper((written,)).items[0]


def said(old, new) -> list[tuple[str, str | None, str | None, bool]]:
    found = changes(a_version(old), a_version(new))
    return [(" ".join(change.where), change.old, change.new, change.marks) for change in found]


def sat(paper: Paper, **answers: str) -> Attempt:
    steps = [
        Step(StepKind.RESPONDED, NINE, item_id, item_id, paper.item(item_id).item.read(tuple(letters)), n)
        for n, (item_id, letters) in enumerate(answers.items(), 1)
    ]
    return Attempt(1, 1, 1, paper, Timing(NINE, timedelta(minutes=20)), tuple(steps))


def standing(paper: Paper, marks: Grade, item_id: str, share: Fraction | None = None) -> ResultStanding:
    mark = next(mark for mark in marks.items if mark.version.item.id == item_id)
    return ResultStanding(
        1,
        1,
        1,
        rules_in(paper.text),
        mark,
        marks.scored,
        marks.available,
        marks.pending,
        marks.passed,
        {one.criterion: (one.scored, one.available) for one in marks.criteria},
        any(other.unsafe for other in marks.items if other is not mark),
        share,
    )


def test_a_changed_key_stands_before_changed_words_and_touches_marks():
    new = an_item("one", key="c", stem="What now?")
    assert said(an_item("one"), new) == [
        ("key", "b", "c", True),
        ("stem", "What about one?", "What now?", False),
    ]


@pytest.mark.parametrize(
    ("old", "new", "where", "marks"),
    [
        (an_item(), an_item(criteria=["1.2"]), "criteria", True),
        (an_item(), an_item(difficulty="recall"), "difficulty", False),
        (an_item(), an_item(options=an_item()["options"] | {"d": an_option("D")}), "options d", False),
        (an_item(), an_item(options=an_item()["options"] | {"d": an_option("D", unsafe=True)}), "options d", True),
        (an_item(), an_item(options=an_item()["options"] | {"a": an_option("Go on")}), "options a unsafe", True),
        (a_short_answer(), a_short_answer(near=0), "near", True),
        (a_short_answer(), a_short_answer(accepted=["Keloid"]), "accepted", True),
        (a_short_answer(), a_short_answer(rationale="It just grows."), "rationale", False),
        (an_open_answer(), an_open_answer(model="In short."), "model", False),
    ],
)
def test_only_what_is_marked_touches_marks(old, new, where, marks):
    assert [(change[0], change[3]) for change in said(old, new)] == [(where, marks)]


def test_another_order_of_elements_touches_marks_and_another_order_of_options_does_not():
    turned = dict(reversed(an_ordering()["elements"].items()))
    assert said(an_ordering(), an_ordering(elements=turned)) == [
        ("elements order", "wash, glove, clean, begin", "begin, clean, glove, wash", True)
    ]
    turned = dict(reversed(an_item()["options"].items()))
    assert said(an_item(), an_item(options=turned)) == [("options order", "a, b, c", "c, b, a", False)]


def test_a_foreseen_wrong_answer_is_compared_with_what_was_typed_so_its_words_touch_marks():
    new = a_short_answer(wrong=[{"text": "hypertrophic", "rationale": "It stays in the wound."}])
    assert [change[3] for change in said(a_short_answer(), new)] == [True]


def test_two_versions_that_say_the_same_have_no_changes():
    assert said(an_item(), an_item()) == []


def test_a_response_stands_where_the_new_version_does_not_have_what_it_names():
    old = a_version(an_item("one"))
    fewer = a_version(an_item("one", options={name: an_option(name) for name in "bd"}))
    assert can_be_given(("b",), old, fewer)
    assert can_be_given((), old, fewer)
    assert not can_be_given(("c",), old, fewer)
    assert not can_be_given(("a",), old, a_version(a_multiple("one")))


def test_a_response_in_another_order_of_the_options_says_the_same():
    old, new = (
        a_version(a_multiple("many")),
        a_version(a_multiple("many", options=dict(reversed(a_multiple()["options"].items())))),
    )
    assert can_be_given(("a", "c"), old, new)
    marks = grade(sat(a_paper((a_multiple("many"),)), many="ac"), corrections={"many": [as_now(new, old)]})
    assert marks.items[0].response == ("c", "a")
    assert marks.scored == 2


def as_now(new: ItemVersion, *old: ItemVersion) -> Correction:
    return Correction(Way.AS_NOW, frozenset(one.digest for one in old), new)


OLD = (an_item("one"), a_multiple("many"), an_open_answer("open"))
VERSIONS = [
    OLD[0],
    an_item("one", key="c"),
    an_item("one", key="c", criteria=["1.2", "1.3"]),
    an_item("one", options={name: an_option(name) for name in "bcd"}),
    an_item("one", options={"a": an_option("A"), "b": an_option("B"), "c": an_option("C", unsafe=True)}),
]


def test_an_item_that_is_taken_out_leaves_no_marks_no_harm_and_no_criterion_behind():
    paper = a_paper((an_item("one", criteria=["1.3"]), an_item("two")), must_be_safe=True, pass_each_criterion=50)
    void = Correction(Way.VOID, frozenset({paper.items[0].digest}))
    marks = grade(sat(paper, one="a", two="b"), corrections={"one": [void]})
    assert (marks.scored, marks.available, marks.passed) == (1, 1, True)
    assert [mark.criterion for mark in marks.criteria] == ["1.1"]
    assert [mark.unsafe for mark in marks.items] == [(), ()]


def test_full_marks_are_for_everybody_and_do_not_hide_harm():
    paper = a_paper((an_item("one"), an_item("two")), must_be_safe=True)
    full = Correction(Way.FULL, frozenset({paper.items[0].digest}))
    unanswered = grade(sat(paper, two="b"), corrections={"one": [full]})
    assert (unanswered.scored, unanswered.passed) == (2, True)
    harmful = grade(sat(paper, one="a", two="b"), corrections={"one": [full]})
    assert (harmful.scored, harmful.passed) == (2, False)


def test_an_answer_that_a_tutor_marked_keeps_its_share_and_one_that_waits_goes_on_waiting():
    paper = a_paper((an_item("one"), an_open_answer("open")))
    guide = [{"point": "All", "marks": 6}]
    new = a_version(an_open_answer("open", guide=guide, marks=6))
    attempt = sat(paper, one="b", open=("Words.",))
    corrections = {"open": [as_now(new, paper.items[1])]}
    assert grade(attempt, corrections=corrections).pending == 1
    given = grade(attempt, {"open": Fraction(2, 3)}, corrections)
    assert (given.pending, given.scored, given.available) == (0, 5, 7)


def test_a_question_that_was_put_right_counts_from_then_on():
    paper, right = a_paper((an_item("one"), an_item("two"))), a_paper((an_item("one", key="c"), an_item("two")))
    old, new = paper.items[0], right.items[0]
    by_old, by_new = (standing(one, grade(sat(one, one="b")), "one") for one in (paper, right))

    def taken_out(now: ItemVersion | None, *standings: ResultStanding) -> frozenset[str]:
        versions = {old.digest: old, new.digest: new}
        return ItemResults("one", versions, now, (), standings).corrections[Way.VOID].old

    assert taken_out(new, by_old, by_new) == {old.digest}
    assert taken_out(new, by_new) == {old.digest, new.digest}
    assert taken_out(None, by_old) == {old.digest, new.digest}
    assert Way.AS_NOW not in ItemResults("one", {}, None, (), ()).corrections


def test_the_dry_run_counts_by_paper_what_changes():
    paper = a_paper((an_item("one"), an_item("two")), pass_mark=100)
    new = a_version(an_item("one", key="c", options={name: an_option(name) for name in "bc"}))
    answers = [{"one": "b", "two": "b"}, {"one": "c", "two": "b"}, {"one": "a", "two": "b"}, {"two": "b"}]
    stands = [standing(paper, grade(sat(paper, **one)), "one") for one in answers]
    run = dry_run(stands, as_now(new, paper.items[0]))
    (effect,) = run.papers
    assert effect == run.whole.__class__(
        "first-paper", "First paper", attempts=4, other=2, rise=1, fall=1, newly_passed=1, no_longer_passed=1, kept=1
    )
    assert (run.whole.attempts, len(run.changed), run.leaves_nothing) == (4, 2, False)


answers = st.fixed_dictionaries(
    {"one": st.sampled_from(["", "a", "b", "c"]), "many": st.sampled_from(["", "a", "ac", "abd"])}
)
ways = st.lists(st.one_of(st.sampled_from([Way.VOID, Way.FULL]), st.sampled_from(VERSIONS)), max_size=4)


@settings(deadline=None)
@given(answers, ways, st.sampled_from([None, Fraction(0), Fraction(1, 3)]), st.booleans(), st.sampled_from([None, 50]))
def test_marking_again_step_by_step_comes_to_what_marking_late_does(responses, ways, share, safe, each):
    """An attempt that is marked first and then regraded n times has the grade of one that is marked after them all."""
    paper = a_paper(OLD, must_be_safe=safe, pass_each_criterion=each)
    attempt = sat(paper, **responses, **({"open": ("Words.",)} if share is not None else {}))
    given_shares = {"open": share} if share is not None else {}
    every = frozenset(a_version(one).digest for one in VERSIONS)
    corrections = [
        Correction(way, every) if isinstance(way, Way) else Correction(Way.AS_NOW, every, a_version(way))
        for way in ways
    ]
    marked = [grade(attempt, given_shares, {"one": corrections[:n]}) for n in range(len(corrections) + 1)]
    for correction, (before, after) in zip(corrections, pairwise(marked), strict=True):
        stands = standing(paper, before, "one")
        then = stands.after(correction) if concerns(correction, stands) else stands
        mark = next(mark for mark in after.items if mark.version.item.id == "one")
        assert (then.mark.scored, then.mark.available, then.mark.ruling) == (mark.scored, mark.available, mark.ruling)
        assert (then.scored, then.available, then.pending) == (after.scored, after.available, after.pending)
        assert then.passed == after.passed
        assert then.by_criterion == after.criteria


def test_a_ranking_keeps_its_order_when_only_its_words_change():
    paper = a_paper((a_ranking("rank"),))
    new = a_version(a_ranking("rank", panel={"who": "Four people", "ratings": {name: [1, 2, 1, 3] for name in "abc"}}))
    attempt = sat(paper, rank=("a=1", "b=3", "c=2"))
    assert grade(attempt, corrections={"rank": [as_now(new, paper.items[0])]}).scored == 3
