"""What somebody typed into a record's form: what it means, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ...shared.text import one_line, trimmed
from .guide import Column, FieldKind, Guide, LogField, Value

NUMBER = re.compile(r"\d{1,9}([.,]\d{1,9})?")
EARLIEST = date(1990, 1, 1)
Typed = Mapping[str, Sequence[str]]
"""What a form sent, by the names of its fields."""


def name_of(field_id: str, row: int | None = None, column_id: str = "") -> str:
    """What a field is called in the form; ``row`` counts from 1."""
    return f"log-{field_id}" if row is None else f"log-{field_id}-{row}-{column_id}"


@dataclass(frozen=True)
class Entry:
    """``typed`` goes back into the form as it came; ``faults`` are by the names of the form's fields."""

    typed: Typed
    values: Mapping[str, Value]
    faults: Mapping[str, str]

    def text(self, name: str) -> str:
        """What stands in a field of the form."""
        return (self.typed.get(name) or ("",))[0]

    def chosen(self, name: str) -> Sequence[str]:
        return self.typed.get(name) or ()

    def shown(self, name: str) -> Sequence[str]:
        """What is chosen in a field, as far as anybody can see it."""
        return [text for text in self.chosen(name) if one_line(text)]

    def rows(self, field: LogField) -> int:
        """How many rows the form shows at once: those that are filled and one more, at least two."""
        filled = [
            row
            for row in range(1, field.lines + 1)
            if any(self.text(name_of(field.id, row, column.id)) for column in field.columns)
        ]
        return min(max([1, *filled]) + 1, field.lines)

    def has_more(self, guide: Guide) -> bool:
        """Whether the folded part of the form has anything to show."""
        names = {field.id for field in guide.asked_more}
        return any(self.values.get(name) for name in names) or any(
            fault.removeprefix("log-") in names
            or fault.removeprefix("log-").startswith(tuple(f"{name}-" for name in names))
            for fault in self.faults
        )


def read(guide: Guide, typed: Typed, *, today: date, before: Mapping[str, Value] | None = None) -> Entry:
    """What a form means. ``before`` is what the record said: an option that is no longer offered may stay."""
    values: dict[str, Value] = {}
    faults: dict[str, str] = {}
    for field in guide.fields:
        value = _value(field, typed, today, field.fitted((before or {}).get(field.id)), faults)
        if value:
            values[field.id] = value
        elif field.required and name_of(field.id) not in faults:
            faults[name_of(field.id)] = f"{field.label}: {_ask(field)}"
    return Entry(typed, values, faults)


def written(guide: Guide, values: Mapping[str, Value]) -> Entry:
    """What the form of a record holds that says ``values``."""
    typed: dict[str, Sequence[str]] = {}
    for field in guide.fields:
        value = field.fitted(values.get(field.id))
        if not value:
            continue
        if field.kind is FieldKind.ROWS:
            for n, row in enumerate(value, 1):
                typed |= {name_of(field.id, n, column): (said,) for column, said in row.items()}
        else:
            typed[name_of(field.id)] = tuple(value) if isinstance(value, list) else (value,)
    return Entry(typed, dict(values), {})


def told(guide: Guide, says: Mapping[str, object], day: date) -> Entry:
    """What a record of an author's story means, which says this and was made on that day."""
    entry = read(guide, written(guide, {**says, guide.when: day.isoformat()}).typed, today=day)
    lost = {
        name_of(field.id): f"{field.label}: this cannot be a {field.kind}."
        for field in guide.fields
        if says.get(field.id) and not entry.values.get(field.id)
    }
    return replace(entry, faults=lost | dict(entry.faults))


def _ask(field: LogField) -> str:
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        return "choose what fits."
    return "fill in at least one row." if field.kind is FieldKind.ROWS else "write it down."


def _value(field: LogField, typed: Typed, today: date, before: Value, faults: dict[str, str]) -> Value:
    if field.kind is FieldKind.ROWS:
        return list(_rows(field, typed, before or (), faults))
    name = name_of(field.id)
    sent = [one_line(text) for text in typed.get(name) or ()]
    if field.kind is FieldKind.CHOICES:
        kept = [*field.options, *(option for option in before or () if option not in field.options)]
        if set(sent) - {*kept, ""}:
            faults[name] = f"{field.label}: choose from the list."
        return [option for option in kept if option in sent]
    if field.kind is FieldKind.DATE:
        return _day(field, sent[0] if sent else "", today, faults)
    return _one(field, (typed.get(name) or ("",))[0], before or "", name, faults)


def _rows(
    field: LogField, typed: Typed, before: Sequence[Mapping[str, str]], faults: dict[str, str]
) -> Iterator[dict[str, str]]:
    for n in range(1, field.lines + 1):
        row = {}
        for column in field.columns:
            name = name_of(field.id, n, column.id)
            used = {said.get(column.id) for said in before}
            text = (typed.get(name) or ("",))[0]
            said = _one(column, text, text if text in used else "", name, faults, of=f"{field.label}, row {n}, ")
            if said:
                row[column.id] = said
        if row:
            yield row


def _one(column: Column, text: str, before: str, name: str, faults: dict[str, str], *, of: str = "") -> str:
    """A choice of one, a number or a text; nothing where it is empty or wrong."""
    label = f"{of}{column.label.lower() if of else column.label}"
    said = trimmed(text) if column.long else one_line(text)
    if not said:
        return ""
    fault = ""
    if column.kind is FieldKind.CHOICE:
        fault = "" if said in (*column.options, before) else "choose from the list."
    elif column.kind is FieldKind.NUMBER:
        if said != before:
            said, fault = _number(column, said)
    elif len(said) > column.limit:
        fault = f"write at most {column.limit:,} characters; these are {len(said):,}."
    if fault:
        faults[name] = f"{label}: {fault}"
        return ""
    return said


def _number(column: Column, said: str) -> tuple[str, str]:
    """A number as it is kept, and what is wrong with it."""
    if not NUMBER.fullmatch(said):
        return "", f"write a number from {column.bounds}."
    number = Decimal(said.replace(",", "."))
    exponent = number.normalize().as_tuple().exponent
    if -int(exponent) > column.decimals:
        decimals = "a whole number" if not column.decimals else f"at most {column.decimals} decimals"
        return "", f"write {decimals}, from {column.bounds}."
    if not Decimal(str(column.least)) <= number <= Decimal(str(column.most)):
        return "", f"{said} is outside {column.bounds}. Check the number."
    return f"{number.normalize():f}", ""


def _day(field: LogField, said: str, today: date, faults: dict[str, str]) -> str:
    if not said:
        return ""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = None
    if day is None or len(said) != 10:
        faults[name_of(field.id)] = f"{field.label}: write a date like {today.isoformat()}."
    elif not EARLIEST <= day <= today:
        faults[name_of(field.id)] = f"{field.label}: choose a day from {EARLIEST.year} to today."
    else:
        return day.isoformat()
    return ""
