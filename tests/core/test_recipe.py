"""What an own test is made of."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from revision_app.quiz.bank.core.bank import Bank
from revision_app.quiz.practice.core.presets import presets, weakest
from revision_app.quiz.practice.core.recipe import (
    MOST_QUESTIONS,
    Answered,
    History,
    Only,
    Recipe,
    available,
    drawn,
    how_many,
    paper_of,
)
from tests.support.papers import a_bank, a_case, a_multiple, a_paper_file, an_item, an_open_answer

NOTHING = History()
HALF, FULL = Fraction(1, 2), Fraction(1)
STORY = (
    an_item("first", case="sam", update="Sam *rings*."),
    an_item("second", case="sam"),
    an_item("third", case="sam"),
)
OTHERS = (
    an_item("plain", criteria=["1.2"], section="other#start", difficulty="recall"),
    a_multiple("many"),
    an_open_answer("written"),
)


def bank(items: tuple[dict[str, object], ...] = (*STORY, *OTHERS)) -> Bank:
    built, problems = a_bank(items, (a_paper_file(items=["plain"]),), (a_case(),))
    assert not problems
    return built


def fitting(recipe: Recipe, past: History = NOTHING, held_back: tuple[str, ...] = ()) -> set[str]:
    groups = available(recipe, bank().items.values(), past, held_back)
    assert how_many(groups) == sum(len(group.wanted) for group in groups)
    return {item_id for group in groups for item_id in group.wanted}


def asked(recipe: Recipe, past: History = NOTHING, seed: str = "seed") -> list[str]:
    groups = available(recipe, bank().items.values(), past, ())
    return [version.item.id for version in drawn(recipe, groups, seed)]


def test_each_choice_narrows_what_fits() -> None:
    assert fitting(Recipe()) == {"first", "second", "third", "plain", "many"}
    assert fitting(Recipe(unit="other")) == {"plain"}
    assert fitting(Recipe(criterion="1.2")) == {"plain", "many"}
    assert fitting(Recipe(kind="multiple_response")) == {"many"}
    assert fitting(Recipe(level="recall")) == {"plain"}
    assert fitting(Recipe(unit="other", kind="multiple_response")) == set()


def test_writing_at_length_comes_only_where_it_is_asked_for() -> None:
    assert fitting(Recipe(kind="open_answer")) == {"written"}


def test_a_history_says_what_is_new_missed_certain_and_wrong_and_flagged() -> None:
    answers = (Answered("plain", Fraction(0), True), Answered("many", HALF), Answered("third", FULL))
    past = History.of({"plain", "many", "third", "first"}, answers, {"second"})
    assert fitting(Recipe(only=Only.NEW), past) == {"second"}
    assert fitting(Recipe(only=Only.MISSED), past) == {"plain", "many"}
    assert fitting(Recipe(only=Only.CERTAIN_AND_WRONG), past) == {"plain"}
    assert fitting(Recipe(only=Only.FLAGGED), past) == {"second"}


def test_certain_and_wrong_lasts_until_full_marks_are_earned_with_a_certainty_or_without() -> None:
    wrong, again, right = Answered("plain", HALF, True), Answered("plain", HALF), Answered("plain", FULL)
    assert History.of((), (wrong, again), ()).certain_and_wrong == {"plain"}
    assert History.of((), (wrong, again, right), ()).certain_and_wrong == set()


def test_of_a_client_of_whom_anything_is_held_back_nothing_is_asked() -> None:
    assert fitting(Recipe(), held_back=("second", "many")) == {"plain"}


def test_the_questions_of_one_client_stay_together_in_the_order_of_the_story() -> None:
    for seed in map(str, range(20)):
        order = asked(Recipe(), seed=seed)
        start = order.index("first")
        assert order[start : start + 3] == ["first", "second", "third"]


def test_what_was_told_before_a_missed_question_comes_with_it() -> None:
    past = History.of(("third",), (Answered("third", HALF),), ())
    assert asked(Recipe(only=Only.MISSED), past) == ["first", "third"]
    assert asked(Recipe(only=Only.MISSED, count=1), past) == []


@given(st.integers(1, MOST_QUESTIONS), st.text(max_size=9))
def test_a_paper_has_at_most_as_many_questions_as_were_asked_for_and_none_twice(count: int, seed: str) -> None:
    groups = available(Recipe(count=count), bank().items.values(), NOTHING, ())
    ids = [version.item.id for version in drawn(Recipe(count=count), groups, seed)]
    assert len(ids) == len(set(ids)) == min(count, 5)


def test_the_same_seed_makes_the_same_paper_and_others_make_others() -> None:
    assert asked(Recipe(), seed="a") == asked(Recipe(), seed="a")
    assert len({tuple(asked(Recipe(count=2), seed=str(seed))) for seed in range(20)}) > 3


def test_it_is_practice_with_reasons_at_once_unless_a_limit_or_the_learner_puts_them_at_the_end() -> None:
    def paper(recipe: Recipe):
        return paper_of(recipe, tuple(bank().items.values())[:2], seed="s")

    at_once, at_end, timed = paper(Recipe()), paper(Recipe(at_end=True)), paper(Recipe(minutes=5))
    assert all(made.is_practice for made in (at_once, at_end, timed))
    assert [made.tells_reasons_meanwhile for made in (at_once, at_end, timed)] == [True, False, False]
    assert [made.minutes for made in (at_once, at_end, timed)] == [None, None, 5]


def test_a_choice_is_named_the_same_way_every_time_and_no_other_choice_is() -> None:
    assert Recipe().name == Recipe().name
    changed = {"unit": "x", "criterion": "1.1", "count": 9, "minutes": 3, "only": Only.NEW, "at_end": True}
    assert len({replace(Recipe(), **{field: value}).name for field, value in changed.items()} | {Recipe().name}) == 7


def test_what_was_chosen_is_said_in_words() -> None:
    recipe = Recipe("skin-care", "1.4", "multiple_response", "recall", Only.MISSED, 1, 5)
    assert recipe.title == (
        "Own test: questions I missed, unit skin care, criterion 1.4, multiple response, recall, 5 minutes"
    )
    assert Recipe().words == "10 questions, reasons as soon as asked for"
    assert Recipe().title == "Own test: mixed questions"


def test_the_weakest_criterion_is_named_once_three_answers_are_known() -> None:
    items = tuple(an_item(f"item-{n}", criteria=["1.1" if n < 3 else "1.2"]) for n in range(6))
    built, _ = a_bank(items, (a_paper_file(items=["item-0"]),))
    shares = {f"item-{n}": HALF if n >= 3 else FULL for n in range(6)}
    assert weakest(History(shares=shares), built.items, ["1.1", "1.2"]) == "1.2"
    few = {name: share for name, share in shares.items() if name != "item-5"}
    assert weakest(History(shares=few), built.items, ["1.1", "1.2"]) == "1.1"
    assert weakest(NOTHING, built.items, ["1.1", "1.2"]) is None


def test_what_is_offered_in_one_tap_follows_from_what_is_known() -> None:
    assert [preset.words for preset in presets(NOTHING, None)] == ["Twenty mixed"]
    assert [preset.words for preset in presets(History(shares={"one": HALF}), "1.4")] == [
        "Ten I missed",
        "Twenty mixed",
        "Five minutes on 1.4",
    ]
