"""What the files offer to a learner's portfolio."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from ...shared.portfolio import Original, Part
from . import queries, store
from .core.consent import Purpose
from .core.file import StoredFile


def handed_in(learner_id: int, *, at: datetime) -> Iterator[Part]:
    """The files of pieces that were handed in, photographs only while their client allows them for a portfolio."""
    files = queries.handed_in(learner_id, Purpose.PORTFOLIO, at=at)
    if files:
        data = {"files": [{"name": _name(file), "sha256": file.digest, "caption": file.caption} for file in files]}
        yield Part("files", "Files and photographs", "files/portfolio.html", data, tuple(map(_original, files)))


def _original(file: StoredFile) -> Original:
    small = _bytes_under(file.thumbnail_key) if file.thumbnail_key else None
    return Original(_name(file), file.caption or file.name, file.alternative, _bytes_under(file.key), small)


def _name(file: StoredFile) -> str:
    """A name that no other file of the learner's has."""
    return f"{file.id} {file.name}"


def _bytes_under(key: str | None) -> Callable[[], bytes | None]:
    return partial(store.read, key) if key else lambda: None
