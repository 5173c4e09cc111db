"""The pages of reading; each module brings its own to the one blueprint."""

from . import depths, exemplars, faq_and_mistakes, glossary, notes, reading, references, search, units
from .blueprint import bp

__all__ = [
    "bp",
    "depths",
    "exemplars",
    "faq_and_mistakes",
    "glossary",
    "notes",
    "reading",
    "references",
    "search",
    "units",
]
