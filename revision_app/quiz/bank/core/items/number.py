"""A number as people type it, on whatever keyboard they have."""

import re
from unicodedata import category

_LONGEST = 15  # digits before the point, and after it
_SURE_BLANKS = "\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}"  # typed by no accident: they only ever part thousands
_MINUSES = "‐‑‒–—―⁻−➖﹘﹣"  # every dash that a phone or a word processor puts in for one
_ALIKE = str.maketrans(
    {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)}  # full width
    | dict.fromkeys(_MINUSES, "-")
    | dict.fromkeys("\N{MIDDLE DOT}\N{DOT OPERATOR}\N{BULLET OPERATOR}\N{HYPHENATION POINT}", ".")
    | dict.fromkeys(_SURE_BLANKS, "_")
)
_SIGNED = re.compile(r"([+-]?) ?([0-9.,_ ]*)")
_DECIMAL = re.compile(r"([0-9]*)[.,]?([0-9]*)")
_THOUSANDS = re.compile(
    r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]*))?"
    r"|([1-9][0-9]{0,2}(?:[ _][0-9]{3})+)(?:[.,]([0-9]*))?"
    r"|([1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]*)"
    r"|([1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})"
)
_EITHER = re.compile(r"([1-9][0-9]{0,2}) ([0-9]{3})")


def meanings(text: str) -> tuple[str, ...]:
    """The numbers that a text may mean, each as digits with at most a leading minus and a point.

    None if it is no number; two where a comma or a blank may stand between thousands or before decimals: ``1,500``.
    A point stands before decimals where it stands alone, and every dash is a minus.
    """
    typed = "".join(sign for sign in text.translate(_ALIKE) if category(sign) != "Cf")
    signed = _SIGNED.fullmatch(" ".join(typed.split()))
    if not signed or not signed[2].strip(".,_ "):
        return ()
    minus, digits = signed[1] == "-", signed[2]
    read = [match.groups() for match in (_DECIMAL.fullmatch(digits), _EITHER.fullmatch(digits)) if match]
    if thousands := _THOUSANDS.fullmatch(digits):
        whole, *rest = (part for part in thousands.groups() if part is not None)
        read.append((re.sub("[,._ ]", "", whole), "".join(rest)))
    found = [_written(minus, whole, rest) for whole, rest in read]
    return tuple(dict.fromkeys(number for number in found if number))


def _written(minus: bool, whole: str, rest: str) -> str | None:
    whole, rest = whole.lstrip("0") or "0", rest.rstrip("0")
    if max(len(whole), len(rest)) > _LONGEST:
        return None
    number = f"{whole}.{rest}" if rest else whole
    return f"-{number}" if minus and number != "0" else number
