"""How a paper and its items work, over many attempts: what is measured, and what of it deserves a look."""

from .flags import ENOUGH, Attention, Flag, Offered, flags, offered
from .measures import (
    GROUPS,
    Answer,
    Given,
    Group,
    ItemStatistics,
    Level,
    PaperStatistics,
    Time,
    Which,
    measure,
    nothing_known,
    time_taken,
)
from .review import Line, Standing, by_need, review

__all__ = [
    "ENOUGH",
    "GROUPS",
    "Answer",
    "Attention",
    "Flag",
    "Given",
    "Group",
    "ItemStatistics",
    "Level",
    "Line",
    "Offered",
    "PaperStatistics",
    "Standing",
    "Time",
    "Which",
    "by_need",
    "flags",
    "measure",
    "nothing_known",
    "offered",
    "review",
    "time_taken",
]
