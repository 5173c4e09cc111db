"""How a log's records are asked for, as ``content/log.yml`` says it."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic import Field as Bounded

from ...shared.yaml_text import Place

NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
TAKEN = ("page",)  # words that the addresses of the list use themselves
MOST_LINES = 12
SHORT, LONG = 200, 4000  # characters of a text on one line, and of a long one

Value = Any
"""What a field holds, as it is kept: a text, a list of texts, or for rows a list of ``{column: text}``."""


class FieldKind(StrEnum):
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    TEXT = "text"
    ROWS = "rows"


def _kind(name: object) -> FieldKind:
    if name not in list(FieldKind):
        raise ValueError(f"there is no such kind; write one of {', '.join(FieldKind)}")
    return FieldKind(str(name))


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


# What a field of a kind may have beside what all have, and what it must have.
_MAY = {
    FieldKind.DATE: set(),
    FieldKind.CHOICE: {"options"},
    FieldKind.CHOICES: {"options"},
    FieldKind.NUMBER: {"unit", "least", "most", "decimals"},
    FieldKind.TEXT: {"long", "unchecked"},
    FieldKind.ROWS: {"columns", "lines"},
}
_MUST = {
    FieldKind.CHOICE: {"options"},
    FieldKind.CHOICES: {"options"},
    FieldKind.NUMBER: {"least", "most"},
    FieldKind.ROWS: {"columns", "lines"},
}


class Column(_Written):
    """One thing that is asked: a field of its own, or a column of a field of rows.

    A number lies between ``least`` and ``most`` and has at most ``decimals``. A text is ``unchecked`` where it may
    name somebody, such as a supervisor. ``citation`` is the source of the options or the bounds.
    """

    id: str = Bounded(pattern=NAME)
    label: str = Bounded(min_length=1)
    kind: Annotated[FieldKind, BeforeValidator(_kind)]
    help: str = ""
    citation: str | None = None
    options: tuple[str, ...] = ()
    unit: str = ""
    least: float | None = None
    most: float | None = None
    decimals: int = Bounded(0, ge=0, le=3)
    long: bool = False
    unchecked: bool = False

    @model_validator(mode="after")
    def _complete(self) -> "Column":
        written = self.model_fields_set & set().union(*_MAY.values())
        for name in sorted(_MUST.get(self.kind, set()) - written):
            raise ValueError(f"a {self.kind} needs `{name}`; add it")
        for name in sorted(written - _MAY[self.kind]):
            raise ValueError(f"a {self.kind} has no `{name}`; remove it")
        if len(set(self.options)) < len(self.options) or (
            self.kind in (FieldKind.CHOICE, FieldKind.CHOICES)
            and not (self.options and all(option.strip() for option in self.options))
        ):
            raise ValueError("`options` are one or more texts, each written once")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("`least` is more than `most`; change one of them")
        return self

    @property
    def sources(self) -> list[tuple[str, str]]:
        """The references of what it offers, each with the label of what it is a source of."""
        return [(self.label, self.citation)] if self.citation else []

    @property
    def limit(self) -> int:
        """How many characters a text may have."""
        return LONG if self.long else SHORT

    @property
    def bounds(self) -> str:
        """``0.25 to 2.5 mm``: between what a number lies."""
        unit = f" {self.unit}" if self.unit else ""
        return f"{_plain(self.least)} to {_plain(self.most)}{unit}"

    def shown(self, value: str) -> str:
        """One value as a page says it."""
        if self.kind is FieldKind.NUMBER and self.unit:
            return f"{value} {self.unit}"
        if self.kind is FieldKind.DATE:
            return _day_in_words(value)
        return value


class LogField(Column):
    """``repeats``: a new record begins with what the last one said. ``more``: asked in the folded part of the form."""

    required: bool = False
    repeats: bool = False
    more: bool = False
    columns: tuple[Column, ...] = ()
    lines: int = Bounded(0, ge=0, le=MOST_LINES)

    @model_validator(mode="after")
    def _plain_columns(self) -> "LogField":
        for column in self.columns:
            if column.kind not in (FieldKind.CHOICE, FieldKind.NUMBER, FieldKind.TEXT):
                raise ValueError(
                    f"the column {column.id} is a {column.kind}; columns are choices of one, numbers or texts"
                )
        if len({column.id for column in self.columns}) < len(self.columns):
            raise ValueError("two columns have the same `id`; rename one")
        if self.required and self.more:
            raise ValueError("what is `required` is not folded away; remove `more`")
        return self

    @property
    def sources(self) -> list[tuple[str, str]]:
        return [*super().sources, *(source for column in self.columns for source in column.sources)]

    def fitted(self, value: Value) -> Value:
        """A value as this kind of field holds it: the kind may have been another when the value was kept."""
        several = value if isinstance(value, list | tuple) else [value] if value else []
        if self.kind is FieldKind.ROWS:
            return [{name: str(cell) for name, cell in row.items()} for row in several if isinstance(row, Mapping)]
        texts = [str(one) for one in several if not isinstance(one, Mapping)]
        return texts if self.kind is FieldKind.CHOICES else ", ".join(texts)

    def lines_of(self, value: Value) -> list[str]:
        """What a value says, line by line; nothing where it is empty."""
        fitted = self.fitted(value)
        if not fitted:
            return []
        if self.kind is FieldKind.ROWS:
            return [", ".join(self._cells(row)) for row in fitted]
        if self.kind is FieldKind.CHOICES:
            return [", ".join(fitted)]
        return [self.shown(fitted)]

    def _cells(self, row: Mapping[str, str]) -> Iterator[str]:
        for n, column in enumerate(self.columns):
            if said := row.get(column.id):
                shown = column.shown(said)
                yield shown if n == 0 or column.unit else f"{column.label.lower()}: {shown}"


class Target(_Written):
    """How many records a centre asks for: those whose fields have one of the options named in ``where``.

    ``label`` ends "2 of 3 …", ``none`` stands where there is not one: "no …".
    """

    least: int = Bounded(ge=1, le=500)
    label: str = Bounded(min_length=1)
    none: str = Bounded(min_length=1)
    where: Mapping[str, tuple[str, ...]] = {}
    citation: str | None = None


class Guide(_Written):
    """``when`` and ``who`` name the field of the day and of the pseudonym, ``summary`` what the list says of a record.

    ``one`` and ``many`` are what records are called: treatment, treatments.
    """

    title: str = Bounded(min_length=1)
    one: str = Bounded(min_length=1)
    many: str = Bounded(min_length=1)
    lede: str
    privacy: str
    declaration: str = Bounded(min_length=1)
    when: str
    who: str
    summary: tuple[str, ...]
    filters: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    familiar: tuple[str, ...] = ()
    fields: tuple[LogField, ...] = Bounded(min_length=1)
    targets: tuple[Target, ...] = ()

    def field(self, field_id: str) -> LogField:
        return next(field for field in self.fields if field.id == field_id)

    @property
    def known(self) -> dict[str, LogField]:
        return {field.id: field for field in self.fields}

    @property
    def asked_first(self) -> list[LogField]:
        return [field for field in self.fields if not field.more]

    @property
    def asked_more(self) -> list[LogField]:
        return [field for field in self.fields if field.more]

    def repeated(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What a new record begins with, after one that says ``values``."""
        return {field.id: values[field.id] for field in self.fields if field.repeats and values.get(field.id)}

    def title_of(self, values: Mapping[str, Value]) -> str:
        """``3 November 2026, Client A``."""
        said = (line for name in (self.when, self.who) for line in self.field(name).lines_of(values.get(name)))
        return ", ".join(said)

    def summary_of(self, values: Mapping[str, Value]) -> list[str]:
        return [line for name in self.summary for line in self.field(name).lines_of(values.get(name))]

    def lines(self, values: Mapping[str, Value]) -> list[tuple[str, list[str]]]:
        """All that a record says, by label."""
        said = ((field.label, field.lines_of(values.get(field.id))) for field in self.fields)
        return [(label, lines) for label, lines in said if lines]

    @property
    def faults(self) -> Iterator[tuple[Place, str]]:
        """What names a field or an option that there is not, or one of a kind that does not do."""
        known = self.known
        for n, field in enumerate(self.fields):
            if field.id in TAKEN or field.id in [other.id for other in self.fields[:n]]:
                yield ("fields", n, "id"), f"the id {field.id} is taken; choose another"
            for other in self.fields:
                if other.kind is FieldKind.ROWS and field.id.startswith(f"{other.id}-"):
                    yield ("fields", n, "id"), f"the rows of {other.id} are called like {field.id}; choose another id"
        for name, kind in (("when", FieldKind.DATE), ("who", FieldKind.TEXT)):
            chosen = known.get(getattr(self, name))
            if chosen is None or chosen.kind is not kind or not chosen.required:
                yield (name,), f"write the id of a field that is a {kind} and required"
        yield from self._faults_of_lists(known)
        for n, target in enumerate(self.targets):
            for field_id, options in target.where.items():
                place = ("targets", n, "where", field_id)
                if field_id not in known:
                    yield place, _no_field(field_id, known)
                    continue
                for option in set(options) - set(known[field_id].options):
                    yield place, f"{field_id} has no option {option}; write one of {', '.join(known[field_id].options)}"

    def _faults_of_lists(self, known: Mapping[str, LogField]) -> Iterator[tuple[Place, str]]:
        for name in ("summary", "filters", "charts"):
            for n, field_id in enumerate(getattr(self, name)):
                chosen = known.get(field_id)
                if chosen is None:
                    yield (name, n), _no_field(field_id, known)
                elif name != "summary" and not chosen.options:
                    yield (name, n), f"{field_id} is a {chosen.kind}; name fields that are a choice or choices"

    @property
    def citations(self) -> Iterator[tuple[Place, str]]:
        """Every reference that is named, and where."""
        for n, field in enumerate(self.fields):
            if field.citation:
                yield ("fields", n, "citation"), field.citation
            for m, column in enumerate(field.columns):
                if column.citation:
                    yield ("fields", n, "columns", m, "citation"), column.citation
        for n, target in enumerate(self.targets):
            if target.citation:
                yield ("targets", n, "citation"), target.citation


def _no_field(field_id: str, known: Mapping[str, LogField]) -> str:
    return f"there is no field {field_id}; write one of {', '.join(known)}"


def _day_in_words(kept: str) -> str:
    try:
        return in_words(date.fromisoformat(kept))
    except ValueError:  # the field was a text when this was kept
        return kept


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _plain(number: float | None) -> str:
    return f"{Decimal(str(number or 0)).normalize():f}"
