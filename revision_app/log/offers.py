"""What the log offers to a learner's portfolio."""

from collections.abc import Iterator
from datetime import datetime

from ..shared.portfolio import Part
from . import library, queries
from .core.selection import frozen


def whole_log(learner_id: int, *, at: datetime) -> Iterator[Part]:
    """Every record as it stands, in words of today; nothing where the site has no log, or the learner no record."""
    guide = library.guide()
    records = queries.records_of(learner_id) if guide else []
    if guide and records:
        data = {"records": [frozen(guide, record) for record in reversed(records)]}
        yield Part("log", guide.title, "log/portfolio.html", data)
