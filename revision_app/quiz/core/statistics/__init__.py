"""How a paper and its items work, over many attempts: what is measured, and what of it deserves a look."""

from .flags import ENOUGH, Attention, Flag, Options, flags
from .measures import GROUPS, Answer, Given, Group, ItemStatistics, Level, PaperStatistics, measure

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
    "Options",
    "PaperStatistics",
    "flags",
    "measure",
]
