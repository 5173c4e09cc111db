"""The measure of whether the bank can be beaten blind finds a clue where there is one, and none where there is none."""

from random import Random

import numpy as np
import pytest

from tests.content.blind import Model, Options, clues

WORDS = "skin scar depth needle cheek redness cream sun client plan photo record prescriber interval zone lot".split()


def made_up(count: int, *, sign: str = "") -> list[Options]:
    """Sets of four options in random words, of which the key carries a sign."""
    draw, found = Random(7), []
    for n in range(count):
        key = draw.randrange(4)
        texts = [" ".join(draw.sample(WORDS, 5)) for _option in range(4)]
        texts[key] += sign
        found.append(
            Options("single best answer", "made-up", f"item-{n}", f"item-{n}", tuple(texts), frozenset([key]), "")
        )
    return found


def test_a_sign_that_only_keys_carry_is_found() -> None:
    sets = made_up(120, sign="; and so on")
    assert Model(sets).found.mean() > 0.95
    assert {"punctuation: semicolon, colon, dash (most)", "length: longest (most)"} <= {
        clue.name for clue in clues(sets) if clue.gain > 0.3
    }


def test_random_words_are_guessed_as_often_as_chance_and_so_is_the_control() -> None:
    model = Model(made_up(300))
    assert model.found.mean() == pytest.approx(0.25, abs=0.06)
    assert model.control.mean() == pytest.approx(0.25, abs=0.03)


def test_no_option_is_predicted_by_a_model_that_saw_its_item() -> None:
    """The closed form of the folds gives what a model of the other folds gives."""
    model = Model(made_up(40, sign=";"))
    scores = model.scores(model.labels, seed=3)
    order = np.random.default_rng(3).permutation(40)
    groups = sorted(one.group for one in model.sets)
    fold = {groups[n] for place, n in enumerate(order) if place % 10 == 0}
    inside = np.repeat([one.group in fold for one in model.sets], 4)
    seen, unseen = model.features[~inside].astype(float), model.features[inside].astype(float)
    alphas = np.linalg.solve(seen @ seen.T + 4.0 * np.eye(len(seen)), model.labels[~inside])
    assert scores[inside] == pytest.approx(unseen @ seen.T @ alphas, abs=1e-4)


def test_keys_among_options_with_one_score_count_as_chance() -> None:
    one = Options("multiple response", "made-up", "item", "item", ("a", "b", "c", "d"), frozenset([0, 1]), "")
    assert one.hit([0, 0, 0, 0]) == 0.5
    assert one.hit([1, 1, 0, 0]) == 1
    assert one.hit([0, 1, 1, 1]) == pytest.approx(1 / 3)
