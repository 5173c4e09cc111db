"""Own tests that are begun in one tap."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...bank.core.paper import ItemVersion
from .recipe import FULL, History, Only, Recipe

FEWEST = 3
"""*Ours:* how many questions on a criterion somebody has to have answered before it can be called their weakest."""


@dataclass(frozen=True)
class Preset:
    words: str
    recipe: Recipe


def presets(past: History, weakest: str | None) -> tuple[Preset, ...]:
    """What is offered to somebody with this history, whose weakest criterion this is."""
    missed = any(share < FULL for share in past.shares.values())
    mixed = Preset("Twenty mixed", Recipe(count=20))
    return (
        *([Preset("Ten I missed", Recipe(only=Only.MISSED, count=10))] if missed else []),
        mixed,
        *([Preset(f"Five minutes on {weakest}", Recipe(criterion=weakest, count=5, minutes=5))] if weakest else []),
    )


def weakest(past: History, bank: Mapping[str, ItemVersion], criteria: Collection[str]) -> str | None:
    """The criterion of which the latest answers earned the smallest share on average; ``None`` if too few are known."""
    shares: defaultdict[str, list[Fraction]] = defaultdict(list)
    for item_id, share in past.shares.items():
        for criterion in bank[item_id].item.criteria if item_id in bank else ():
            shares[criterion].append(share)
    known = [name for name in criteria if len(shares[name]) >= FEWEST]
    return min(known, key=lambda name: sum(shares[name], Fraction(0)) / len(shares[name]), default=None)
