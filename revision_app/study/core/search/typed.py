"""What somebody typed into the search box, as words to look for."""

import re
import unicodedata
from dataclasses import dataclass

from ....shared.text import APOSTROPHES, one_line

MOST_CHARACTERS = 200
MOST_TERMS = 8
_QUOTED_OR_NOT = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}](s\b)?")
# Words that say little where others say more: they are looked for only when nothing else was typed.
_LITTLE = frozenset(
    "a an and are as at be by can do does for from has have how i if in is it must my of on or should that the this to"
    " was what when where which who why with you".split()
)


@dataclass(frozen=True)
class Term:
    """One word, or several that stand together: ``0.5``, ``after-care`` or what was put in quotation marks."""

    words: tuple[str, ...]

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
    """What to look for, each once; nothing where no word was typed. Only the first few are looked for."""
    wanted: dict[Term, None] = {}
    for quoted, bare in _QUOTED_OR_NOT.findall(one_line(typed[:MOST_CHARACTERS])):
        if term := words(quoted or _POSSESSIVE.sub("", bare)):
            wanted[Term(tuple(term[:MOST_TERMS]))] = None
    telling = [term for term in wanted if term.words[0] not in _LITTLE or len(term.words) > 1]
    return (telling or list(wanted))[:MOST_TERMS]
