"""What was changed in the units and why, and the law and guidance they rest on, with the dates to check it again."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...shared.problem import Problems
from ...shared.yaml_text import Document, Place, validate
from .cited_text import CitedText, EntryFile, Known, faults, parse_cited_text


class Change(BaseModel):
    """One correction: on which day, in which units, what became different, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: date
    units: tuple[str, ...] = Field(min_length=1)
    what: str = Field(min_length=1)
    why: str = Field(min_length=1)


class ChangesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    changes: tuple[Change, ...]


class RuleFile(EntryFile):
    """One entry of ``law.yml``, as an author writes it. ``where`` is a nation or nations, ``status`` a few words."""

    where: str = Field(min_length=1)
    name: str = Field(min_length=1)
    status: str = Field(min_length=1)
    says: str = Field(min_length=1)
    checked: date
    check_again: date

    @model_validator(mode="after")
    def _ahead(self) -> "RuleFile":
        if self.check_again <= self.checked:
            raise ValueError("`check_again` comes after `checked`; give a later date")
        return self


class RulesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    law: tuple[RuleFile, ...]


@dataclass(frozen=True)
class Rule:
    """A law or a piece of guidance: where it holds, how far it is in force, and when that was checked."""

    id: str
    where: str
    name: str
    status: str
    says: CitedText
    checked: date
    check_again: date
    sections: tuple[str, ...]


def parse_changes(document: Document, units: Collection[str], problems: Problems) -> tuple[Change, ...]:
    """The changes that a file lists, the latest first; none where it is not as it should be."""
    wrapped = document.under("changes")
    written = validate(ChangesFile, wrapped, problems)
    if written is None:
        return ()
    for n, change in enumerate(written.changes):
        for unit_id in change.units:
            if unit_id not in units:
                message = f"there is no unit {unit_id}; name units of qualification.yml"
                problems.add(wrapped.problem(("changes", n, "units"), message))
    return tuple(sorted(written.changes, key=lambda change: change.date, reverse=True))


def parse_law(document: Document, known: Known, problems: Problems) -> tuple[Rule, ...]:
    """The rules that a file lists; none where it is not as it should be."""
    wrapped = document.under("law")
    written = validate(RulesFile, wrapped, problems)
    if written is None:
        return ()
    problems.update(wrapped.problem(place, message) for place, message in faults(_entries(written), known))
    return tuple(map(_rule, written.law))


def _entries(written: RulesFile) -> Iterator[tuple[Place, EntryFile, str]]:
    for n, rule in enumerate(written.law):
        yield ("law", n), rule, "says"


def _rule(written: RuleFile) -> Rule:
    return Rule(
        written.id,
        written.where,
        written.name,
        written.status,
        parse_cited_text(written.says, written.id),
        written.checked,
        written.check_again,
        written.sections,
    )
