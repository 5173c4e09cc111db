"""From the fields of a page to a response: what every kind does alike. Each raises ``Unreadable`` in words."""

from collections.abc import Collection, Mapping, Sequence

from .....shared.text import trimmed
from .base import Choice, Response, Unreadable


def known(options: Mapping[str, Choice], submitted: Sequence[str]) -> Response:
    """The options chosen, each once and in the order written."""
    if set(submitted) - set(options):
        raise Unreadable("Choose from the options shown on the page.")
    return tuple(option for option in options if option in submitted)


def only(options: Mapping[str, Choice], submitted: Sequence[str]) -> Response:
    """The one option chosen, if any."""
    if len(submitted) > 1:
        raise Unreadable("Choose one option only.")
    return known(options, submitted)


def written(submitted: Sequence[str], *, longest: int) -> str:
    """The one text written, cleaned; ``""`` is nothing."""
    if len(submitted) > 1:
        raise Unreadable("Write one answer only.")
    text = trimmed("".join(submitted))
    if len(text) > longest:
        raise Unreadable(f"This is {len(text):,} characters long; write at most {longest:,}.")
    return text


def answered(parts: Collection[str], submitted: Sequence[str]) -> dict[str, str]:
    """The value of each part that was answered, in the order of the parts."""
    values: dict[str, str] = {}
    for part, _, value in (pair.partition("=") for pair in submitted):
        if part not in parts or part in values:
            raise Unreadable("Answer each part that is shown on the page once.")
        values[part] = value
    return {part: values[part] for part in parts if values.get(part)}


def placed(places: Mapping[str, str], names: Collection[str]) -> list[str]:
    """The names in the order of their places, given as numbers from 1; all of them, or ``None`` if none has a place."""
    numbers = [str(n) for n in range(1, len(names) + 1)]
    given = list(places.values())
    if strange := [place for place in given if place not in numbers]:
        raise Unreadable(f"There is no place {strange[0][:20]}; the places go from 1 to {len(names)}.")
    if twice := [place for place in numbers if given.count(place) > 1]:
        raise Unreadable(f"Place {twice[0]} is given twice; give each line a place of its own.")
    if given and len(given) < len(names):
        raise Unreadable(f"Give each of the {len(names)} lines a place, or none of them.")
    return sorted(places, key=lambda name: int(places[name]))
