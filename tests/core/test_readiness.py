"""What answers say of what a learner knows: a range that, on simulated learners, holds the truth as it claims."""

from collections.abc import Iterable
from dataclasses import replace
from statistics import fmean, median

import pytest

from revision_app.quiz.readiness.core.ability import Ability, Answered, ability
from revision_app.quiz.readiness.core.question import PRIOR_VARIANCE, Fair, Question, guess, question
from revision_app.quiz.readiness.core.readiness import Readiness, Verdict
from tests.support.simulated import four_papers, learners

AVERAGE = Question(0.0, 0.25)
FAIR = Fair.of([AVERAGE])
FELL = 0.4  # of the marks of two papers: two good ones, then two bad ones


def answered(shares: Iterable[float], *, day: float = 0.0, per_occasion: int = 10, **more: object) -> list[Answered]:
    plain = Answered("", day, AVERAGE, 0.0)
    return [
        replace(plain, occasion=f"{day} {n // per_occasion}", share=share, **more) for n, share in enumerate(shares)
    ]


def said(given: list[Answered], *, day: float = 0.0) -> Readiness:
    return Readiness.of(ability(given), FAIR, day=day)


def test_with_nothing_answered_the_range_is_wide_and_nothing_is_said() -> None:
    nothing = said([])
    assert nothing.high - nothing.low > 0.5
    assert nothing.verdict is Verdict.TOO_EARLY


@pytest.mark.parametrize(
    ("answers", "per_occasion", "known"),
    [(9, 3, False), (40, 20, False), (10, 3, True), (200, 100, False), (12, 4, True)],
)
def test_two_papers_alone_say_nothing_however_long(answers: int, per_occasion: int, known: bool) -> None:
    assert said(answered([1.0] * answers, per_occasion=per_occasion)).is_known is known


def test_each_right_answer_raises_it_and_each_wrong_one_lowers_it() -> None:
    so_far = answered([1, 0, 1, 0])
    middle = said(so_far).middle
    assert said([*so_far, *answered([0])]).middle < middle < said([*so_far, *answered([1])]).middle
    assert said([*so_far, *answered([0.5])]).middle < said([*so_far, *answered([1])]).middle


def test_a_hard_question_answered_rightly_says_more_than_an_easy_one() -> None:
    easy, hard = (answered([1] * 5, question=Question(difficulty, 0.25)) for difficulty in (-2.0, 2.0))
    assert said(easy).middle < said(hard).middle
    easy, hard = (answered([0], question=Question(difficulty, 0.25)) for difficulty in (-1.0, 1.0))
    assert said(easy).middle < said(hard).middle


def test_an_occasion_far_below_all_that_was_known_moves_it_less_than_the_same_answers_one_by_one() -> None:
    able = answered([1] * 40)
    at_once, one_by_one = answered([0] * 10), answered([0] * 10, per_occasion=1)
    assert said([*able, *one_by_one]).middle < said([*able, *at_once]).middle < said(able).middle


def test_what_could_be_guessed_says_less() -> None:
    guessed, known = (answered([1] * 5, question=Question(0.0, chance)) for chance in (0.5, 0.0))
    assert said(guessed).middle < said(known).middle


def test_who_is_certain_and_right_knew_it_and_who_had_no_idea_guessed() -> None:
    certainties = (0, 1, 2, 3)
    middles = [said(answered([1] * 5, certainty=certainty)).middle for certainty in certainties]
    assert middles == sorted(middles)
    assert middles[0] == pytest.approx(said([]).middle, abs=0.02)
    wrong = {said(answered([0] * 5, certainty=certainty)).middle for certainty in certainties}
    assert len({round(each, 6) for each in wrong}) == 1


def test_the_same_question_again_says_less_than_a_new_one() -> None:
    new, again = answered([1] * 5), answered([1] * 5, last_met=-1.0)
    long_ago = answered([1] * 5, last_met=-200.0)
    assert said([]).middle < said(again).middle < said(long_ago).middle < said(new).middle


def test_time_without_an_answer_widens_the_range_until_nothing_is_known_again() -> None:
    known = ability(answered([1] * 30))
    assert known.variance < known.on(60).variance < known.on(600).variance
    assert known.on(60).mean < known.mean
    forgotten = known.on(9_000)
    assert forgotten.mean == pytest.approx(0, abs=1e-6)
    assert forgotten.variance == pytest.approx(PRIOR_VARIANCE)
    assert known.on(-5).variance == known.variance


def test_a_thousand_answers_all_right_or_all_wrong_stay_within_the_scale() -> None:
    for share in (0.0, 1.0):
        found = said(answered([share] * 1_000))
        assert 0 <= found.low <= found.middle <= found.high <= 1


@pytest.mark.parametrize(
    ("kind", "offers", "in_parts", "expected"),
    [
        ("single_best_answer", ("a", "b", "c", "d"), False, 0.25),
        ("cloze", ("x=a", "x=b", "y=a", "y=b"), True, 0.5),
        ("extended_matching", tuple(f"{part}={option}" for part in "xyz" for option in "abcd"), True, 0.25),
        ("numeric", (), False, 0.0),
        ("ordering", (), False, 0.2),
        ("of a new kind", ("true", "false"), False, 0.5),
    ],
)
def test_the_chance_of_guessing_follows_from_the_kind(
    kind: str, offers: tuple[str, ...], in_parts: bool, expected: float
) -> None:
    assert guess(kind, offers, in_parts=in_parts) == expected


def test_how_hard_a_question_is_follows_its_answers_the_more_there_are() -> None:
    presumed = question("apply", 0.25)
    few, many = (question("apply", 0.25, answers=n, earned=0.3 * n) for n in (3, 300))
    assert presumed.difficulty == pytest.approx(0)
    assert 0 < few.difficulty < many.difficulty
    assert question("recall", 0.25).difficulty < presumed.difficulty < question("evaluate", 0.25).difficulty
    impossible = question("apply", 0.25, answers=1_000, earned=0)
    assert impossible.difficulty < 10


@pytest.mark.parametrize(
    ("low", "middle", "high", "verdict"),
    [
        (0.71, 0.8, 0.9, Verdict.READY),
        (0.6, 0.72, 0.9, Verdict.NEARLY),
        (0.5, 0.6, 0.71, Verdict.GETTING_THERE),
        (0.3, 0.5, 0.69, Verdict.NOT_YET),
    ],
)
def test_the_range_is_said_in_words(low: float, middle: float, high: float, verdict: Verdict) -> None:
    assert Readiness(low, middle, high, 20, 3).verdict is verdict
    assert Readiness(low, middle, high, 20, 2).verdict is Verdict.TOO_EARLY


def test_the_range_of_simulated_learners_holds_the_truth_as_often_as_it_claims() -> None:
    widths = []
    for answers, count in ((10, 240), (50, 120)):
        found = [
            (
                Readiness.of(ability(learner.answers), bank.fair, day=learner.day),
                bank.truly_fair.chance(learner.ability),
            )
            for bank, learner in learners(seed=16, count=count, answers=answers)
        ]
        assert 0.85 <= fmean(each.low <= truth <= each.high for each, truth in found) <= 0.97
        widths.append(median(each.high - each.low for each, _ in found))
    assert widths[1] < widths[0]


def test_two_bad_papers_after_two_good_ones_move_it_as_far_as_those_learners_had_moved() -> None:
    bad_after_good = [
        (
            Readiness.of(ability(learner.answers), bank.fair, day=learner.day).middle,
            bank.truly_fair.chance(learner.ability),
        )
        for bank, learner, shares in four_papers(seed=16, count=1_500)
        if sum(shares[:2]) - sum(shares[2:]) >= FELL
    ]
    assert len(bad_after_good) >= 20
    assert fmean(said for said, _ in bad_after_good) == pytest.approx(
        fmean(true for _, true in bad_after_good), abs=0.05
    )


def test_nothing_is_known_of_who_has_not_answered() -> None:
    assert ability([]) == Ability()
