"""Templates are laid out for who reads them; a page is served without that."""

import re

from jinja2.ext import Extension

_TAG_ON_LINES = re.compile(r"(<[a-zA-Z][\w-]*)([^<>]*\n[^<>]*>)")


class Indentation(Extension):
    """Take a line's indentation for a single space, and put a tag on one line, when a template is loaded.

    A space stays, because the line break before it may not: with ``trim_blocks`` the one after a block's tag is dropped.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"(?m)^[ \t]+", " ", _TAG_ON_LINES.sub(_on_one_line, source))


def _on_one_line(tag: re.Match[str]) -> str:
    """The tag, with its line breaks in a comment: so faults still name the lines on which they are."""
    start, attributes = tag.groups()
    breaks = "\n" * attributes.count("\n")
    return start + "{#" + breaks + "#}" + re.sub(r"\s*\n\s*", " ", attributes)
