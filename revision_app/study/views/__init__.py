"""The pages of reading; each module brings its own to the one blueprint."""

from . import (
    blank_forms,
    depths,
    device,
    exemplars,
    faq_and_mistakes,
    glossary,
    notes,
    practical,
    reading,
    references,
    search,
    units,
)
from .blueprint import bp

__all__ = [
    "blank_forms",
    "bp",
    "depths",
    "device",
    "exemplars",
    "faq_and_mistakes",
    "glossary",
    "notes",
    "practical",
    "reading",
    "references",
    "search",
    "units",
]
