"""The pages of reading; each module brings its own to the one blueprint."""

from . import depths, glossary, notes, reading, references, search, short, units
from .blueprint import bp

__all__ = ["bp", "depths", "glossary", "notes", "reading", "references", "search", "short", "units"]
