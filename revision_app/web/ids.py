"""Numbers and names in addresses: one that no database could hold is a page that does not exist, not a fault."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

LARGEST = 2**31 - 1  # PostgreSQL's integer


class Id(IntegerConverter):
    regex = "[0-9]+"  # in these figures alone

    def __init__(self, map: Map, **given: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **given})


class Name(UnicodeConverter):
    def __init__(self, map: Map, **given: Any) -> None:
        super().__init__(map, **given)
        self.regex = self.regex.replace("[^/]", r"[^/\x00-\x1f]")  # PostgreSQL's text holds no NUL


def whole(typed: str | None) -> int | None:
    """A whole number that an address or a form brings, such as a page; ``None`` if it makes no sense as one."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def register(app: Flask) -> None:
    """Call it before the first route is added: ``<int:…>`` then ends at the largest id, and a name is written."""
    app.url_map.converters |= {"int": Id, "default": Name, "string": Name}
