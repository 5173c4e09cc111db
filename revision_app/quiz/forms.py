"""What the page of an item sends. Nobody types these fields, so a fault in one refuses the whole."""

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from .core.items import Unreadable

_SHAPES = {
    "item": re.compile(r"[a-z0-9-]{1,80}"),
    "key": re.compile(r"[A-Za-z0-9-]{8,64}"),
    "seen": re.compile(r"[0-9]{1,15}"),
    "flag": re.compile(r"[01]?"),
    "then": re.compile(r"([1-9][0-9]{0,3}|review)?"),
}


@dataclass(frozen=True)
class Save:
    """An answer to one item, of whatever kind: what the values mean is for the item to say.

    ``key`` names this save, ``seen`` is the latest answer that the page knew, ``then`` is where to go next.
    """

    item_id: str
    submitted: tuple[str, ...]
    key: str
    seen: int
    flagged: bool | None
    then: str


def read(form: MultiDict[str, str]) -> Save:
    """The save that a form says; raises ``Unreadable`` where no page of ours would have sent it."""
    given = {name: form.get(name, "") for name in _SHAPES}
    if not all(shape.fullmatch(given[name]) for name, shape in _SHAPES.items()):
        raise Unreadable("Something was missing from the page. Open the question again and choose once more.")
    return Save(
        item_id=given["item"],
        submitted=tuple(form.getlist("answer")),
        key=given["key"],
        seen=int(given["seen"]),
        flagged={"1": True, "0": False}.get(given["flag"]),
        then=given["then"],
    )
