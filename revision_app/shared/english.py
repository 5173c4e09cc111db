"""Where English words follow from the words beside them."""

import re

_SAID_WITH_A = re.compile(r"(?!hour|honest)[^aeiou]|uni|us[ei]|eu|one\b", re.IGNORECASE)
_CAPITAL_OF_A_SENTENCE = re.compile(r"[A-Z]([a-z-]|\b)")


def with_article(words: str) -> str:
    """``an item``, ``a question``, ``an eleventh``: as it is said, so ``a unit`` and ``an hour``."""
    return f"{'a' if _SAID_WITH_A.match(words) else 'an'} {words}"


def mid_sentence(words: str) -> str:
    """A sentence as it goes on after other words: without its capital, unless that is part of a short form."""
    return words[:1].lower() + words[1:] if _CAPITAL_OF_A_SENTENCE.match(words) else words
