"""Sums of pairs, from which variances and covariances follow: whole numbers, so that nothing is lost by subtracting."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from math import sqrt


class Pairs:
    """Values (x, y) and how often each occurs. Add them all before asking.

    ``cov`` and its kin are n(n - 1) times the sample covariance: the factor falls out of every ratio of them.
    """

    def __init__(self) -> None:
        self.counts: Counter[tuple[int, int]] = Counter()

    def add(self, x: int, y: int, n: int) -> None:
        self.counts[x, y] += n

    @cached_property
    def n(self) -> int:
        return self.counts.total()

    @cached_property
    def x(self) -> int:
        """The sum of the first values."""
        return sum(x * n for (x, _), n in self.counts.items())

    @cached_property
    def _y(self) -> int:
        return sum(y * n for (_, y), n in self.counts.items())

    @cached_property
    def cov(self) -> int:
        return self.n * sum(x * y * n for (x, y), n in self.counts.items()) - self.x * self._y

    @cached_property
    def var_x(self) -> int:
        return self.n * sum(x * x * n for (x, _), n in self.counts.items()) - self.x**2

    @cached_property
    def var_y(self) -> int:
        return self.n * sum(y * y * n for (_, y), n in self.counts.items()) - self._y**2

    @cached_property
    def cov_if_sorted(self) -> int:
        """The covariance if the smallest x stood beside the smallest y, and so on up."""
        xs: Counter[int] = Counter()
        ys: Counter[int] = Counter()
        for (x, y), n in self.counts.items():
            xs[x] += n
            ys[y] += n
        return self.n * _sum_of_sorted_products(xs, ys) - self.x * self._y

    @property
    def correlation(self) -> float | None:
        """Pearson's r; ``None`` if one of the two never varies."""
        if not self.var_x or not self.var_y:
            return None
        return self.cov / sqrt(self.var_x * self.var_y)


def _sum_of_sorted_products(xs: Mapping[int, int], ys: Mapping[int, int]) -> int:
    left = sorted(xs.items())
    right = sorted(ys.items())
    total = 0
    while left:
        (x, n), (y, m) = left.pop(), right.pop()
        together = min(n, m)
        total += x * y * together
        if n > together:
            left.append((x, n - together))
        if m > together:
            right.append((y, m - together))
    return total
