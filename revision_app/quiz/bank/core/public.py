"""What may be found of the quizzes before they are sat: whose case it is and what is asked, never how to answer."""

import re
from collections.abc import Collection, Iterator
from html import unescape

from ....shared.findable import Kind, Passage, SearchEntry
from .bank import Bank
from .offer import Offer
from .text import prose

_TAG = re.compile("<[^>]*>")
_PAPER = re.compile(r"\bpaper\b", re.IGNORECASE)


def findable(bank: Bank) -> Iterator[SearchEntry]:
    """Each paper, to be found by its summary, its cases and its stems; it leads to the paper's cover.

    What a timed paper may ask is not found by its stem: that would tell where else it is asked, with its key. Options,
    keys and rationales are left out, and so is what a case comes to later: it gives earlier answers away.
    """
    timed = {
        version.item.id for offer in bank.papers.values() if not offer.sample.is_practice for version in offer.versions
    }
    for offer in bank.papers.values():
        paper = offer.sample
        passages = tuple(Passage("", _plain(text)) for text in _texts(offer, timed))
        bare = _PAPER.sub("", paper.title).strip()
        also = tuple(f"{bare} {name}" for name in ("paper", "test", "exam", "quiz"))
        yield SearchEntry(Kind.QUIZ, paper.title, f"/quizzes/{paper.id}", passages, also=also)


def _texts(offer: Offer, timed: Collection[str]) -> Iterator[str]:
    yield offer.written.summary
    for case in offer.sample.cases:
        yield f"{case.title}. {case.vignette}"
    for version in offer.versions:
        if version.item.id not in timed:
            yield version.item.stem


def _plain(source: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", prose(source))).split())
