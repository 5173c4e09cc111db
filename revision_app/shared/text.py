"""What becomes of text that somebody typed: one cleaning for every field, whatever keyboard or system it came from."""

import re
from functools import cache
from unicodedata import category, combining, normalize

APOSTROPHES = "'’‘‛ʼʻʹʽ´`′＇"
"""What keyboards and word processors give where an apostrophe is meant."""

_MOST_MARKS = 30
_MAY_HOLD_MORE = re.compile(f"[^\x00-\x7f]{{{_MOST_MARKS // 3 + 1}}}")  # composing makes at most three signs of one
_MARKS_TOO = "\u0f73\u0f75\u0f81\uff9e\uff9f"  # which composing takes apart into marks, or takes for ones
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_UNKEPT = re.compile(  # controls but tab and newline, halves of surrogate pairs, and what Unicode calls noncharacters
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_FILLERS = "\N{BRAILLE PATTERN BLANK}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}\N{HANGUL FILLER}"
_BLANKS = (
    "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace())
    + "\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}"
    + _JOINERS
    + _FILLERS
)


def clean(text: str | None) -> str:
    """Text as it may be kept: lines end in a bare newline, letters are composed (NFC), and what no page shows is gone.

    That are control characters, halves of surrogate pairs and noncharacters: PostgreSQL holds no NUL, UTF-8 no
    surrogate and a workbook none of them. Joiners stay, which Persian and emoji are spelled with. A letter keeps at
    most 30 marks (the Stream-Safe Text Format of UAX #15), as the time to compose more grows with their square.
    """
    return composed(_UNKEPT.sub("", _LINE_ENDS.sub("\n", text or "")))


def composed(text: str) -> str:
    """Text with its letters composed (NFC), with at most 30 marks each."""
    if not _MAY_HOLD_MORE.search(text):
        return normalize("NFC", text)
    return _few_marks(normalize("NFC", _few_marks(text)))  # composing takes some apart, too


def trimmed(text: str | None) -> str:
    """Clean text without the blanks around it, seen or unseen; nothing where nobody would see anything."""
    return _seen(clean(text).strip(_BLANKS))


def one_line(text: str | None) -> str:
    """A name or a title: on one line, with single spaces, and without what nobody sees but the joiners in words."""
    seen = (sign for sign in clean(text) if category(sign) != "Cf" or sign in _JOINERS)
    return _seen(" ".join("".join(seen).split()).strip(_BLANKS))


def _seen(text: str) -> str:
    """The text, unless it is nothing but marks on no letter, formats and blanks."""
    return text if any(category(sign)[0] not in "MCZ" and sign not in _FILLERS for sign in text) else ""


def _few_marks(text: str) -> str:
    return _run_of_marks().sub(r"\1", text)


@cache
def _run_of_marks() -> re.Pattern[str]:
    marks = "".join(sign for sign in map(chr, range(0x300, 0x1F000)) if combining(sign)) + _MARKS_TOO
    return re.compile(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+")
