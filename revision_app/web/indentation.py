"""Templates are laid out in lines for who reads them; a page is served without that."""

import re
from collections.abc import Iterable, Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_SPACES = re.compile(r"[ \t]+")
_BREAK = re.compile(r"(>?)\s*\n\s*(<?)")


class Indentation(Extension):
    """When a template is loaded, leave out its indentation, and the line breaks within its tags and sentences.

    What is put into a page stays as it is. A line break that must reach the browser, as the first in a ``textarea``,
    which HTML drops, is put in too: ``{{ "\\n" ~ text }}``. A letter (``.txt``) is sent in its lines.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        return stream if (stream.name or "").endswith(".txt") else self._closer_stream(stream)

    def _closer_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            yield Token(token.lineno, token.type, _closer(token.value)) if token.type == "data" else token


def _closer(text: str) -> str:
    """A browser shows any run of white space as one space; beside a tag a line break stays, for who looks there."""
    return _BREAK.sub(_space, _SPACES.sub(" ", text))


def _space(match: re.Match[str]) -> str:
    end, start = match.groups()
    is_first, is_last = match.start() == 0, match.end() == len(match.string)
    beside_tags = (end and (start or is_last)) or (is_first and start)
    return end + ("\n" if beside_tags else " ") + start
