"""What somebody typed into the search box, as words to look for."""

import re
import unicodedata
from dataclasses import dataclass, field

from ....shared.text import APOSTROPHES, one_line

MOST_CHARACTERS = 200
MOST_TERMS = 8
_QUOTED_OR_NOT = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}](s\b)?")
LITTLE = frozenset(
    "a about after afterwards again all am an and any are as at be before been being but by can could did do does doing"
    " during for from get gets give go goes going got had has have having he her here hers herself him himself his how"
    " i if in into is it its just long made make makes many may me mean means might mine must my myself need needed"
    " needs no not of on only or our out over please should so some somebody someone something than that the their"
    " them there these they thing things this those to too up us use used using want wants was we were what when where"
    " which while who whom whose why will with would you your yours".split()
)
"""Words that say little where others say more: they are looked for only when nothing else was typed."""


@dataclass(frozen=True)
class Term:
    """One word, or several that stand together: ``0.5``, ``after-care`` or what was put in quotation marks.

    ``written`` is how an author wrote it.
    """

    words: tuple[str, ...]
    quoted: bool = False
    written: str = field(default="", compare=False)

    def __str__(self) -> str:
        return " ".join(self.words)


def folded(text: str) -> str:
    """In small letters and without accents, as the index compares words."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()


def words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def terms(typed: str) -> list[Term]:
    """Every word that was typed, in its order, those that say little among them."""
    found = []
    for quoted, bare in _QUOTED_OR_NOT.findall(one_line(typed[:MOST_CHARACTERS])):
        if term := words(quoted or _POSSESSIVE.sub("", bare)):
            found.append(Term(tuple(term[:MOST_TERMS]), bool(quoted)))
    return found
