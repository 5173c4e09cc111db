"""What changes about the client of a case, what is asked of it, and how a choice alters it."""

import re
from collections.abc import Mapping

Value = bool | int | str
Start = bool | int | tuple[str, ...]
"""How a case's file declares one: a truth or a number as it begins, or the words that it may be, the first first."""

Wanted = bool | int | str | tuple[str, ...]
When = Mapping[str, Wanted]
"""What must hold, each by its name; all of it at once. ``score`` is the marks so far."""

SCORE = "score"
_COMPARED = re.compile(r"at (least|most) (-?\d{1,6})")
_STEP = re.compile(r"(\d{1,6}) (more|less)")


def beginning(start: Start) -> Value:
    return start[0] if isinstance(start, tuple) else start


def holds(when: When, values: Mapping[str, Value], score: int) -> bool:
    return all(_fits(wanted, score if name == SCORE else values[name]) for name, wanted in when.items())


def changed(values: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    return {name: _change(value, changes[name]) if name in changes else value for name, value in values.items()}


def fault_in_wanted(start: Start, wanted: Wanted) -> str | None:
    """What an author has to write instead, where ``wanted`` can never be compared with this part of the state."""
    if isinstance(start, tuple):
        words = wanted if isinstance(wanted, tuple) else (wanted,)
        return None if set(words) <= set(start) else f"write one or several of {', '.join(start)}"
    if isinstance(start, bool):
        return None if isinstance(wanted, bool) else "write true or false"
    numeric = isinstance(wanted, int) and not isinstance(wanted, bool)
    compared = isinstance(wanted, str) and _COMPARED.fullmatch(wanted)
    return None if numeric or compared else "write a whole number, `at least 2` or `at most 2`"


def fault_in_change(start: Start, value: Value) -> str | None:
    """The same for what a choice sets."""
    if isinstance(start, tuple):
        return None if value in start else f"write one of {', '.join(start)}"
    if isinstance(start, bool):
        return None if isinstance(value, bool) else "write true or false"
    numeric = isinstance(value, int) and not isinstance(value, bool)
    step = isinstance(value, str) and _STEP.fullmatch(value)
    return None if numeric or step else "write a whole number, `1 more` or `1 less`"


def _fits(wanted: Wanted, value: Value) -> bool:
    if isinstance(wanted, tuple):
        return value in wanted
    if isinstance(value, int) and isinstance(wanted, str) and (compared := _COMPARED.fullmatch(wanted)):
        bound = int(compared[2])
        return value >= bound if compared[1] == "least" else value <= bound
    return value == wanted


def _change(value: Value, change: Value) -> Value:
    if isinstance(value, int) and isinstance(change, str) and (step := _STEP.fullmatch(change)):
        return value + int(step[1]) if step[2] == "more" else value - int(step[1])
    return change
