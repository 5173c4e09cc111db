"""How hard a text is to read, by the formula of Flesch and Kincaid."""

import re

_VOWELS = re.compile(r"[aeiouy]+")
# What the rule below miscounts, of the words that have been met.
_EXCEPTIONS = {
    "area": 3,
    "being": 2,
    "idea": 3,
    "ideas": 3,
    "people": 2,
    "creams": 1,
    "isotretinoin": 6,
    "quiet": 2,
    "tongue": 1,
}


def syllables(word: str) -> int:
    """How many syllables an English word has: its groups of vowels, but for an e that is not spoken."""
    word = word.lower().strip("'’")
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    count = len(_VOWELS.findall(word))
    silent = re.search(r"[^aeiouyl]es?$|[^aeiouytd]ed$|[aeiouy]les?$", word) and not re.search(
        r"(s|x|z|ch|sh|c|g)es$", word
    )
    return max(1, count - bool(silent))


def school_year(sentences: list[str]) -> float:
    """The American school year of which a text can be read (Kincaid and others, 1975); readers are five years older."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z][A-Za-z'’]*", sentence)]
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59
