"""The queries by which search is judged, with the places that answer them, and how well it does.

A third is kept aside: nobody looks at its failures while the ranking or the synonyms are worked on.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from revision_app.study.core.search.index import Index

FILE = Path(__file__).parents[1] / "content" / "queries.yml"
SEED, KEPT_ASIDE = 18, 40


@dataclass(frozen=True)
class Query:
    typed: str
    right: frozenset[str]

    def place(self, index: Index) -> int | None:
        """Where the first right place stands among all results as the page lists them, counted from 1."""
        results = index.find(self.typed).in_order
        return next((place for place, result in enumerate(results, start=1) if result.entry in self.right), None)


@dataclass(frozen=True)
class Score:
    """How many of some queries lead to a right place: as the first result, and among the first three."""

    of: int
    first: int
    among_three: int


def all_queries() -> list[Query]:
    listed = yaml.safe_load(FILE.read_text(encoding="utf-8"))["queries"]
    return [Query(str(one["typed"]), frozenset(one["right"])) for one in listed]


def in_two() -> tuple[list[Query], list[Query]]:
    """Those to work with, and those kept aside."""
    queries = all_queries()
    aside = set(random.Random(SEED).sample(range(len(queries)), KEPT_ASIDE))
    return (
        [query for n, query in enumerate(queries) if n not in aside],
        [query for n, query in enumerate(queries) if n in aside],
    )


def score(queries: Iterable[Query], index: Index) -> Score:
    places = [query.place(index) for query in queries]
    found = [place for place in places if place]
    return Score(len(places), sum(place == 1 for place in found), sum(place <= 3 for place in found))
