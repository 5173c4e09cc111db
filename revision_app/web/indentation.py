"""Templates are laid out in lines for who reads them; a page is served without that."""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_SPACES = re.compile(r"[ \t]+")
_BREAK = re.compile(r"(>?)\s*\n\s*(<?)")


class Indentation(Extension):
    """When a template is loaded, leave out its indentation, and the line breaks within its tags and sentences."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            yield Token(token.lineno, token.type, _closer(token.value)) if token.type == "data" else token


def _closer(text: str) -> str:
    """A browser shows any run of white space as one space; between two tags a line break stays, for who looks there."""
    return _BREAK.sub(_space, _SPACES.sub(" ", text))


def _space(found: re.Match[str]) -> str:
    end, start = found.groups()
    return end + ("\n" if end and start else " ") + start
