"""What the files offer to a learner's portfolio."""

from collections.abc import Callable, Iterator, Mapping
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
        by_id = {file.id: file for file in files}
        originals = tuple(_original(file, by_id) for file in files)
        yield Part("files", "Files and photographs", "files/portfolio.html", data, originals)


def _original(file: StoredFile, others: Mapping[int, StoredFile]) -> Original:
    small = _bytes_under(file.thumbnail_key) if file.thumbnail_key else None
    after = others.get(file.pair.after_id) if file.pair else None
    caption = file.pair.caption if file.pair and after else file.caption or file.name
    body = _bytes_under(file.key)
    return Original(_name(file), caption, file.alternative, body, small, after=_name(after) if after else None)


def _name(file: StoredFile) -> str:
    """A name that no other file of the learner's has."""
    return f"{file.id} {file.name}"


def _bytes_under(key: str | None) -> Callable[[], bytes | None]:
    return partial(store.read, key) if key else lambda: None
