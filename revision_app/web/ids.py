"""Numbers in addresses: one that no database could hold is a page that does not exist, not a fault."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # PostgreSQL's integer


class Id(IntegerConverter):
    def __init__(self, map: Map, **given: Any) -> None:
        super().__init__(map, **{"max": LARGEST, **given})


def register(app: Flask) -> None:
    """Call it before the first route is added: ``<int:…>`` then ends at the largest id."""
    app.url_map.converters["int"] = Id
