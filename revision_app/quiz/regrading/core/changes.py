"""What an author changed from one version of an item to another, field by field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ...bank.core.paper import ItemVersion

# Fields that are read and never marked. Every other field, and any that comes to be added, may touch marks.
_READ_ONLY = frozenset(
    "stem text rationale citations section difficulty part update case title facts vignette figure svg name description"
    " shape panel model scale point words keep_last".split()
)
_COMPARED = frozenset({"wrong"})  # the texts in here are compared with what was typed
_ORDERED = frozenset({"elements"})  # the order of these is the key

Value = object


@dataclass(frozen=True)
class Change:
    """One field that two versions say otherwise; ``None`` if one of them does not have it."""

    where: tuple[str, ...]
    old: str | None
    new: str | None
    marks: bool  # whether it may touch what a response earns


def changes(old: ItemVersion, new: ItemVersion) -> tuple[Change, ...]:
    """What changed from one version of an item to another, field by field; what touches marks stands first."""
    changed = _changes(_fields(old), _fields(new), ())
    return tuple(sorted(changed, key=lambda change: (not change.marks, change.where[:1] != ("key",))))


def _fields(version: ItemVersion) -> dict[str, Value]:
    fields = json.loads(version.text)
    drawing = {"drawing": fields["figure"]} if "figure" in fields else {}
    return {**fields["item"], "client": fields["case"], **drawing}


def _changes(old: Value, new: Value, where: tuple[str, ...]) -> Iterator[Change]:
    if json.dumps(old) == json.dumps(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            yield from _changes(old.get(name), new.get(name), (*where, name))
        if _in_another_order(old, new):
            touches = bool(where) and where[-1] in _ORDERED
            yield Change((*where, "order"), ", ".join(old), ", ".join(new), touches)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and _has_parts(old):
        for n, (before, after) in enumerate(zip(old, new, strict=True), 1):
            yield from _changes(before, after, (*where, str(n)))
    else:
        yield Change(where, _words(old), _words(new), _touches_marks(where, old) or _touches_marks(where, new))


def _in_another_order(old: Value, new: Value) -> bool:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    return [name for name in old if name in new] != [name for name in new if name in old]


def _has_parts(values: list[Value]) -> bool:
    return any(isinstance(value, dict) for value in values)


def _touches_marks(where: tuple[str, ...], value: Value) -> bool:
    """Whether anything at or under this place may be marked."""
    if isinstance(value, dict):
        return any(_touches_marks((*where, name), part) for name, part in value.items())
    if isinstance(value, list) and _has_parts(value):
        return any(_touches_marks(where, part) for part in value)
    if value in (None, False) or "client" in where[:1] or "drawing" in where[:1] or "rationale" in where:
        return False
    return bool(_COMPARED.intersection(where)) or not _READ_ONLY.intersection(where)


def _words(value: Value) -> str | None:
    """A value in words; parts on lines of their own."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(f"{name.replace('_', ' ')}: {_words(part)}" for name, part in value.items() if name != "svg")
    if isinstance(value, list):
        return ("\n" if _has_parts(value) else ", ").join(_words(part) or "" for part in value)
    return str(value)
