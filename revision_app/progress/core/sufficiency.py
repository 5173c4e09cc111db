"""How much evidence a centre asks for before a criterion's is enough, and what of it is there.

*Ours.* Of VACSR it is what can be counted: sufficient (how many pieces, of which kinds, from which areas) and current
(how recent). Whether a piece shows its criterion is for its assessor alone to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MONTH = timedelta(days=365.25 / 12)


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Written):
    """What is asked for: so many accepted pieces handed in ``within_months``, one of them of one of the kinds
    ``any_of``, and treatments in records among them that say each of ``values`` in the log's field ``field``."""

    pieces: Annotated[int, Field(ge=1, le=50)] = 1
    any_of: tuple[str, ...] = ()
    field: str | None = None
    values: tuple[str, ...] = ()
    within_months: Annotated[int, Field(ge=1, le=240)] | None = None


class Sufficiency(_Written):
    """A centre's rules: those of ``criteria``, and ``every`` for each criterion that has none of its own."""

    every: Rule = Rule()
    criteria: Mapping[str, Rule] = {}

    def rule(self, criterion_id: str) -> Rule:
        return self.criteria.get(criterion_id, self.every)

    @property
    def asks_of_records(self) -> bool:
        """Whether any rule asks what records of the log say."""
        return any(rule.values for rule in (self.every, *self.criteria.values()))


@dataclass(frozen=True)
class Accepted:
    """A piece that achieved the criterion: its kind, when it was handed in, and what its records say in each field."""

    kind: str
    at: datetime
    said: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Need:
    """One thing that is asked for: how many are there of how many. ``kinds`` are those that would meet it; of any kind
    where there are none."""

    words: str
    count: int
    least: int
    kinds: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        return self.count >= self.least


def needs(rule: Rule, accepted: Iterable[Accepted], *, record_kind: str, at: datetime) -> tuple[Need, ...]:
    """What a rule asks for, with what there is of it. ``record_kind`` is the kind whose pieces hold records."""
    since = at - rule.within_months * MONTH if rule.within_months else None
    current = [piece for piece in accepted if since is None or piece.at >= since]
    recent = f", handed in within the last {rule.within_months} months" if rule.within_months else ""
    word = "accepted piece" if rule.pieces == 1 else "accepted pieces"
    found = [Need(f"{rule.pieces} {word}{recent}", len(current), rule.pieces, rule.any_of)]
    if rule.any_of:
        named = " or ".join(rule.any_of)
        found.append(
            Need(f"One of these among them: {named}", sum(each.kind in rule.any_of for each in current), 1, rule.any_of)
        )
    for value in rule.values:
        there = sum(value in each.said.get(rule.field or "", ()) for each in current)
        found.append(Need(f"A record that says “{value}”", there, 1, (record_kind,)))
    return tuple(found)
