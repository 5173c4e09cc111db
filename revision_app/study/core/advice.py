"""What an author may want to look at again in a unit. Nothing here is wrong for certain, so nothing stops for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...shared.problem import Advice
from .citing import CITATION
from .parsing import prose_lines, split

LONGEST = 40  # words of a sentence
_FENCE = re.compile(r"(?P<slashes>/{3,})\s*(?P<name>[\w-]+)?")
_FIGURE = re.compile(r"/{3,}\s*figure\s*\|\s*(\S+)\s*$", re.MULTILINE)
_CLAIM = re.compile(r"(?<![\w.:#/-])(?:\d+[.,]\d+|\d{2,}|\d+(?=\s?%))(?![\w:/-])")
_NO_CLAIM = re.compile(
    r"^\s*\d+[.)]\s|\]\([^)]*\)|\{:[^}]*\}"
    r"|\b(?:\d{1,2} )?(?:(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber) \d{4}\b"
    r"|\b(?:999|111)\b"  # telephone numbers in an emergency
    r"|\b(?:19|20)\d\d\b|\b[Cc]riteri(?:on|a) [\d., and]+|\b\d+[\s-]+year[\s-]+old"
)
_MARKUP = re.compile(r"[*_`|]+|\]\([^)]*\)|\[")
_END = re.compile(r"[.?!:;][\s\"”’)]+(?=[\"“‘(]*[A-Z0-9])")
_WORD = re.compile(r"\w[\w’'.-]*")
_ITEM = re.compile(r"\s*([-*+]|\d+[.)]|:)\s")
_EXAMPLES = frozenset({"client"})  # made-up people's numbers are nobody's claim


@dataclass
class _Passage:
    """Lines that stand together: a paragraph, a list, a table, or all that is in one block."""

    within: str
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(line for _number, line in self.lines)


def advice(text: str, file: str) -> list[Advice]:
    """Numbers that nothing is cited for, and sentences that are hard to read."""
    _head, line, body = split(text)
    collected: list[Advice] = []
    for passage in _passages(list(prose_lines(body, line))):
        collected += (Advice(file, number, words) for number, words in _uncited(passage))
        collected += (Advice(file, number, words) for number, words in _long(passage))
    return sorted(collected)


def figures_in(text: str) -> set[str]:
    """The figures that a unit shows."""
    return set(_FIGURE.findall(text))


def _passages(lines: list[tuple[int, str]]) -> Iterator[_Passage]:
    """A block counts as a whole; outside of blocks an empty line divides."""
    within: list[str] = []
    passage = _Passage("")
    for number, line in lines:
        fence = _FENCE.match(line)
        if fence and fence["name"]:
            within.append(fence["name"])
        elif fence and within:
            within.pop()
        if fence or line.startswith("#") or not (line.strip() or within):
            yield passage
            passage = _Passage(within[-1] if within else "")
        else:
            passage.lines.append((number, line))
    yield passage


def _uncited(passage: _Passage) -> Iterator[tuple[int, str]]:
    if passage.within in _EXAMPLES or CITATION.search(passage.text):
        return
    for number, line in passage.lines:
        claim = _CLAIM.search(_NO_CLAIM.sub(" ", line))
        if claim:
            yield number, f"{claim[0]} stands without a source; cite one in this block, or leave the number out"
            return


def _long(passage: _Passage) -> Iterator[tuple[int, str]]:
    for start, text in _running(passage):
        at = 0
        for end in [*(stop.end() for stop in _END.finditer(text)), len(text)]:
            words = len(_WORD.findall(text, at, end))
            if words > LONGEST:
                line = start + text.count("\n", 0, at)
                yield line, f"this sentence has {words} words; make two of it (at most {LONGEST})"
            at = end


def _running(passage: _Passage) -> Iterator[tuple[int, str]]:
    """Running text with its first line: each item of a list by itself, and no rows of tables."""
    chunks: list[tuple[int, list[str]]] = []
    begins = True
    for number, line in passage.lines:
        if begins or _ITEM.match(line):
            chunks.append((number, []))
        begins = not line.strip()
        chunks[-1][1].append("" if line.lstrip().startswith("|") else _MARKUP.sub(" ", CITATION.sub("", line)))
    return ((number, "\n".join(lines)) for number, lines in chunks)
