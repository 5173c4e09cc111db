"""Patterns as JavaScript writes them, so that a script in the page can follow the rules that the site follows."""

import re

_WORD = r"\p{L}\p{N}_"
_BOUNDARY = rf"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))"
_OUTSIDE = {r"\w": f"[{_WORD}]", r"\d": r"\p{Nd}", r"\b": _BOUNDARY, "$": r"(?=\n?(?![^]))"}
_INSIDE = {r"\w": _WORD, r"\d": r"\p{Nd}"}
_PART = re.compile(r"\\.|\(\?P<|\(\?P=(?P<same>\w+)\)|.", re.DOTALL)


def as_javascript(pattern: re.Pattern[str]) -> dict[str, str]:
    """The same pattern for ``new RegExp(source, flags)``, which finds the same where letters are letters to both.

    It may hold what both languages write alike, and names of groups, ``\\w``, ``\\d``, ``\\b`` and ``$``.
    """
    source, inside = "", False
    for part in _PART.finditer(pattern.pattern):
        said = part[0]
        if part["same"]:
            source += rf"\k<{part['same']}>"
        elif said == "(?P<":
            source += "(?<"
        else:
            source += (_INSIDE if inside else _OUTSIDE).get(said, said)
            inside = (inside or said == "[") and said != "]"
    return {"source": source, "flags": "dgiu" if pattern.flags & re.IGNORECASE else "dgu"}
