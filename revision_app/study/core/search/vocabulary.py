"""The words of an index: which begin with what was typed, and which was probably meant."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from rapidfuzz.distance import OSA

from .typed import words

MOST_BEGINNINGS = 8
_LOOKED_AT = 40


class Vocabulary:
    """The words of some texts, with how often each occurs."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        # Most that is written between two spaces comes again and again; it is read once.
        for written, times in Counter(chain.from_iterable(map(str.split, texts))).items():
            for word in words(written):
                self._counts[word] += times
        self._sorted = sorted(self._counts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def count(self, word: str) -> int:
        """How often a word occurs."""
        return self._counts[word]

    @property
    def size(self) -> int:
        """How many words there are in all."""
        return self._counts.total()

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def beginning(self, start: str) -> list[str]:
        """The commonest words that begin so; nothing for a single letter, which says too little."""
        if len(start) < 2:
            return []
        first = bisect_left(self._sorted, start)
        last = bisect_left(self._sorted, start + "\U0010ffff")
        return sorted(self._sorted[first:last], key=lambda word: (-self._counts[word], word))[:MOST_BEGINNINGS]

    def nearest(self, word: str) -> tuple[int, int, str] | None:
        """The word that was probably meant, after its distance and minus its count, so that the least is the best.

        Return ``None`` if no word is near enough. A distance counts letters left out, added, changed or swapped with
        their neighbour (optimal string alignment).
        """
        bound = bound_for(word)
        if not bound:
            return None
        shared: Counter[str] = Counter()
        for pair in _pairs(word):
            shared.update(self._by_pair.get(pair, ()))
        near = [
            (OSA.distance(word, other), -self._counts[other], other)
            for other, _ in shared.most_common(_LOOKED_AT)
            if abs(len(other) - len(word)) <= bound
        ]
        return min((candidate for candidate in near if candidate[0] <= bound), default=None)

    @cached_property
    def _by_pair(self) -> dict[str, list[str]]:
        words_with = defaultdict(list)
        for word in self._sorted:
            if word.isalpha():
                for pair in _pairs(word):
                    words_with[pair].append(word)
        return dict(words_with)


def bound_for(word: str) -> int:
    """How many slips of the finger a word of this length may hold; none in a number or a short word."""
    if len(word) < 4 or not word.isalpha():
        return 0
    return 1 if len(word) < 6 else 2 if len(word) < 11 else 3


def is_near(word: str, other: str) -> bool:
    """Whether one is so near to another that it was very probably meant: at most one slip in five letters."""
    return OSA.distance(word, other) * 5 <= len(word)


def _pairs(word: str) -> set[str]:
    """Letters that stand together, its two ends included."""
    framed = f" {word} "
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
