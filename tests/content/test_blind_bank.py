"""The shipped bank cannot be beaten by somebody who sees the options and not the questions.

Limits are points over chance. Where a kind has few sets, what chance does to so few is allowed as well: two and a half
standard errors.
"""

from math import sqrt

import numpy as np
import pytest

from tests.content.blind import Model, Options, clues, load, table

LIMITED = ("length", "punctuation", "hedges", "absolutes", "comparatives", "reason", "words of the item", "position")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(load())


def by_kind(sets: list[Options]) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for place, one in enumerate(sets):
        kinds.setdefault(one.kind, []).append(place)
    return kinds


def by_chance(sets: list[Options]) -> float:
    """Two and a half standard errors of a hit rate by chance over these sets."""
    return 2.5 * sqrt(sum(one.chance * (1 - one.chance) / len(one.keys) for one in sets)) / len(sets)


def test_words_alone_find_the_key_of_at_most_32_in_100_single_best_answers(model: Model) -> None:
    print("", *table(model, lambda one: one.kind), sep="\n")
    rows = [place for place, one in enumerate(model.sets) if one.kind == "single best answer"]
    assert np.mean([model.sets[row].chance for row in rows]) == pytest.approx(0.25, abs=0.005)
    assert model.found[rows].mean() <= 0.32
    assert model.control[rows].mean() == pytest.approx(0.25, abs=0.02)


def test_words_alone_find_no_more_than_seven_points_over_chance_in_any_other_kind(model: Model) -> None:
    found = {}
    for kind, rows in by_kind(list(model.sets)).items():
        sets = [model.sets[row] for row in rows]
        over = model.found[rows].mean() - np.mean([one.chance for one in sets])
        if over > max(0.07, by_chance(sets)):
            found[kind] = round(100 * over)
    assert found == {}


def test_no_feature_by_itself_picks_the_key_or_strikes_it_out(model: Model) -> None:
    found = {}
    for kind, rows in by_kind(list(model.sets)).items():
        sets = [model.sets[row] for row in rows]
        limit = 0.04 if kind == "single best answer" else max(0.04, by_chance(sets))
        found |= {
            f"{kind}: {clue.name}": round(100 * clue.gain)
            for clue in clues(sets)
            if clue.name.startswith(LIMITED) and abs(clue.gain) > limit
        }
    assert found == {}
