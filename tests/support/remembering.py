"""Simulated learners who look at cards until an exam, and what they know on its day: to try ways of choosing the cards.

Their memory is not the one that FSRS presumes but the model of Pavlik & Anderson (2005, "Practice and forgetting
effects on vocabulary memory: An activation-based model of the spacing effect", Cognitive Science 29), with the numbers
that are commonly cited from it. Each look leaves a trace that fades by a power of its age, the faster the better the
card was known just then; what is left of all traces is the card's activation, and with it rises the chance of the
answer. Between days, time passes more slowly than within one. *Ours* is how much learners and cards differ, and that
each card was read once in the fortnight before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from fsrs import Scheduler

from revision_app.recall.core.session import PACE, SAFE

Array = np.ndarray[Any, Any]

DAYS, CARDS = 28, 400
LOOKS_A_MINUTE = 60 / PACE
FADING, FASTER, THRESHOLD, NOISE = 0.177, 0.217, -0.704, 0.255  # a, c, τ and s of Pavlik & Anderson
DAY = 0.025 * 24 * 3600  # seconds: their h, at which time passes between sessions
MEAN, SPREAD = 0.5, 0.3  # of an activation: its mean, and by how much learners, cards and both together differ
FORTNIGHT = 14
MOST = 64  # traces of a card
FIXED = np.array([1, 3, 7, 14, 30])  # days
LATER = 1e4  # more than any day, so that one group of cards comes after another


class Memory:
    """What each learner remembers of each card."""

    def __init__(self, chance: np.random.Generator, learners: int, cards: int) -> None:
        shape = learners, cards
        differs = (chance.normal(0, SPREAD, each) for each in ((learners, 1), (1, cards), shape))
        self.base = MEAN + sum(differs)
        self.at = np.zeros((*shape, MOST), np.float32)
        self.fading = np.full((*shape, MOST), FADING, np.float32)
        self.traces = np.ones(shape, int)
        self.at[..., 0] = -DAY * chance.integers(1, FORTNIGHT + 1, shape)

    def activation(self, where: tuple[Array, Array], at: Array | float) -> Array:
        traces = self.traces[where]
        upto = traces.max(initial=1)
        age = np.maximum(np.asarray(at, np.float32)[..., None] - self.at[where][..., :upto], 1)
        left = np.where(np.arange(upto) < traces[..., None], age ** -self.fading[where][..., :upto], 0)
        return self.base[where] + np.log(left.sum(-1))

    def look(self, where: tuple[Array, Array], at: Array, chance: np.random.Generator) -> Array:
        """Look at cards; which of them were known."""
        activation = self.activation(where, at)
        place = (*where, np.minimum(self.traces[where], MOST - 1))
        self.at[place] = at
        self.fading[place] = FASTER * np.exp(activation) + FADING
        self.traces[where] = np.minimum(self.traces[where] + 1, MOST)
        return chance.random(activation.shape) < _recalled(activation)

    def known(self, at: float) -> Array:
        """The part of the cards that each learner is expected to know."""
        return _recalled(self.activation((slice(None), slice(None)), at)).mean(axis=1)  # type: ignore[arg-type]


def _recalled(activation: Array) -> Array:
    return 1 / (1 + np.exp((THRESHOLD - activation) / NOISE))


W = Scheduler().parameters
FACTOR = 0.9 ** (-1 / W[20]) - 1


def retrievability(days: Array, stability: Array) -> Array:
    return (1 + FACTOR * days / stability) ** -W[20]


@dataclass
class Deck:
    """What the site knows of each learner's cards: looks, how often they were known, and how they stand in FSRS-6."""

    learners: int
    cards: int
    looks: Array = field(init=False)
    day: int = 0

    def __post_init__(self) -> None:
        shape = self.learners, self.cards
        self.looks, self.knew, self.today, self.right = (np.zeros(shape, int) for _ in range(4))
        self.last = np.full(shape, -1.0)  # with the time of day as a fraction
        self.box, self.box_due = np.zeros(shape, int), np.zeros(shape)
        self.stability, self.difficulty, self.due = np.ones(shape), np.full(shape, 5.0), np.zeros(shape)
        self.steps, self.graduated = np.full(shape, 2), np.zeros(shape, bool)

    def begin(self, day: int) -> None:
        self.day = day
        self.today[:] = 0

    @property
    def is_new(self) -> Array:
        return self.looks == 0

    @property
    def is_fresh(self) -> Array:
        """Not looked at today."""
        return self.today == 0

    def looked(self, where: tuple[Array, Array], known: Array, when: Array) -> None:
        self._by_fsrs(where, known)
        self.looks[where] += 1
        self.knew[where] += known
        self.today[where] += 1
        self.last[where] = when
        self.box[where] = np.where(known, np.minimum(self.box[where] + 1, len(FIXED)), 0)
        self.box_due[where] = self.day + FIXED[np.maximum(self.box[where] - 1, 0)]

    def _by_fsrs(self, where: tuple[Array, Array], known: Array) -> None:
        """FSRS-6 (py-fsrs 6, scheduler.py) with two buttons, for many cards at once."""
        s, d, new = self.stability[where], self.difficulty[where], self.looks[where] == 0
        days = self.day - np.floor(self.last[where])
        r = retrievability(np.maximum(days, 0), s)
        recalled = s * (1 + np.exp(W[8]) * (11 - d) * s ** -W[9] * (np.exp(W[10] * (1 - r)) - 1))
        lapsed = W[11] * d ** -W[12] * ((s + 1) ** W[13] - 1) * np.exp(W[14] * (1 - r))
        lapsed = np.minimum(lapsed, s / np.exp(W[17] * W[18]))
        again = np.exp(W[17] * (np.where(known, 0, -2) + W[18])) * s ** -W[19]
        within = s * np.where(known, np.maximum(again, 1), again)
        later = np.where(days < 1, within, np.where(known, recalled, lapsed))
        self.stability[where] = np.maximum(0.001, np.where(new, np.where(known, W[2], W[0]), later))
        first = np.clip(W[4] - np.exp(W[5] * np.where(known, 2, 0)) + 1, 1, 10)
        easy = W[4] - np.exp(W[5] * 3) + 1
        towards = d + np.where(known, 0, 2 * W[6]) * (10 - d) / 9
        self.difficulty[where] = np.where(new, first, np.clip(W[7] * easy + (1 - W[7]) * towards, 1, 10))
        steps = np.where(known, np.maximum(self.steps[where] - 1, 0), np.where(self.graduated[where], 1, 2))
        self.steps[where] = steps
        self.graduated[where] |= steps == 0
        self.due[where] = self.day + np.where(steps > 0, 0, np.maximum(1, np.round(self.stability[where])))


Strategy = Callable[[Deck], Array]
"""The order of the cards at a moment, the lowest first; infinite for those that are not to be looked at."""


def ours(deck: Deck) -> Array:
    """``session.before_exam``: new ones, then by ``turn``; each once a day, unless it is safe."""
    safe = retrievability(DAYS - np.floor(deck.last), deck.stability) >= SAFE
    return np.where(deck.is_fresh & (deck.is_new | ~safe), deck.looks + deck.knew + deck.last / LATER, np.inf)


def crammed(deck: Deck) -> Array:
    """All in rotation."""
    return deck.looks + deck.last / LATER


def at_fixed_intervals(deck: Deck) -> Array:
    """1, 3, 7, 14 and 30 days after a card was known, from the first again when it was not; what is due first, then
    new ones, and with minutes left what is due next."""
    due = ~deck.is_new & (deck.box_due <= deck.day)
    order = np.where(deck.is_new, LATER, deck.box_due + np.where(due, 0, 2 * LATER))
    return np.where(deck.is_fresh, order, np.inf)


def fsrs(deck: Deck) -> Array:
    """FSRS-6 for a retention of 0.9: what is due, the most at risk first, then new ones, and with minutes left what is
    due next. What is being learnt is due the next day: within a day it costs more than it brings."""
    due = ~deck.is_new & (deck.due <= deck.day)
    risk = retrievability(deck.day - np.floor(deck.last), deck.stability)
    order = np.where(deck.is_new, LATER, np.where(due, risk, deck.due + 2 * LATER))
    return np.where(deck.is_fresh, order, np.inf)


CRAMMING = "cramming"
RIVALS = {"fixed-intervals": at_fixed_intervals, "fsrs-without-a-date": fsrs, CRAMMING: crammed}


def known_on_the_day(
    strategy: Strategy, minutes: Sequence[int], *, learners: int, seed: int, cards: int = CARDS
) -> Array:
    """The part of their cards that each learner knows who has so many minutes on each of the ``DAYS`` before an exam.

    The same learners come with the same seed.
    """
    chance = np.random.default_rng(seed)
    memory, deck = Memory(chance, learners, cards), Deck(learners, cards)
    rows = np.arange(learners)[:, None]
    for day, of_day in enumerate(minutes):
        deck.begin(day)
        looks, done = round(of_day * LOOKS_A_MINUTE), 0
        while done < looks:
            order = strategy(deck)
            chosen = np.argsort(order, axis=1, kind="stable")[:, : looks - done]
            those, columns = np.nonzero(np.isfinite(order[rows, chosen]))
            if not those.size:
                break
            where = those, chosen[those, columns]
            seconds = (done + columns) * PACE
            known = memory.look(where, day * DAY + seconds, chance)
            deck.looked(where, known, day + seconds / (24 * 3600))
            done += chosen.shape[1]
    return memory.known(DAYS * DAY)
