"""Whether a text says who somebody is: rules alone, in time that grows with the length of the text.

A finding is a warning and no more: it is made anew whenever it is shown, and is kept nowhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from . import rules

Span = tuple[int, int]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DECADES = dict(enumerate("teens twenties thirties forties fifties sixties seventies eighties nineties".split(), 1))


class Identifier(StrEnum):
    NAME = "name"
    BIRTH = "date of birth"
    DATE = "date"
    PHONE = "phone"
    EMAIL = "e-mail"
    POSTCODE = "postcode"
    HEALTH_NUMBER = "NHS number"
    POLICY_NUMBER = "policy number"
    ADDRESS = "address"
    COMBINATION = "combination"

    @property
    def label(self) -> str:
        """As the beginning of a sentence on the page."""
        return LABELS.get(self, self.value[:1].upper() + self.value[1:])


LABELS = {
    Identifier.DATE: "Full date",
    Identifier.PHONE: "Phone number",
    Identifier.EMAIL: "E-mail address",
    Identifier.COMBINATION: "Rare combination",
}
SHOWN = 120
"""How many characters are shown on either side of a finding."""

WHY = {
    Identifier.NAME: "A name says who somebody is, also a first name, a nickname or the name of a relative.",
    Identifier.BIRTH: "Few people share a date of birth. A ten-year age band says enough.",
    Identifier.DATE: "A full date leads to one line of an appointment book. The month says enough.",
    Identifier.PHONE: "A phone number belongs to one person or household.",
    Identifier.EMAIL: "An e-mail address or account name belongs to one person, and often holds their name.",
    Identifier.POSTCODE: "A postcode stands for about fifteen homes.",
    Identifier.HEALTH_NUMBER: "Ten digits like these may be an NHS number, which belongs to one person.",
    Identifier.POLICY_NUMBER: "A policy or record number leads to one person’s file.",
    Identifier.ADDRESS: "An address leads to somebody’s door.",
    Identifier.COMBINATION: (
        "Each of these alone says little. Together, {facets} may fit one person only, for a reader who knows the area."
    ),
}


WORDINGS = {
    Identifier.EMAIL: "(e-mail address left out)",
    Identifier.PHONE: "(phone number left out)",
    Identifier.POSTCODE: "(postcode left out)",
    Identifier.HEALTH_NUMBER: "(NHS number left out)",
    Identifier.POLICY_NUMBER: "(number left out)",
    Identifier.ADDRESS: "(address left out)",
}
"""What is written in place of what one pattern finds."""
PATTERNS = {kind: getattr(rules, kind.name) for kind in WORDINGS}


@dataclass(frozen=True)
class Finding:
    """A passage, from ``start`` to before ``end``, that could say who somebody is, and another ``wording`` for it.

    ``name`` is what a learner may say is not a client's: empty unless it is a name.
    """

    kind: Identifier
    start: int
    end: int
    text: str
    wording: str
    name: str = ""
    facets: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        return WHY[self.kind].format(facets=_listed(self.facets))

    def is_at(self, start: int, end: int) -> bool:
        return (self.start, self.end) == (start, end)

    def repeats(self, other: "Finding") -> bool:
        """Whether it is the same again, in small letters or large ones."""
        return self.kind == other.kind and folded(self.text) == folded(other.text)

    def around(self, text: str) -> tuple[str, str]:
        """The words before and after it in its passage, within its line and not more than two lines' worth."""
        before = text[max(self.start - SHOWN, 0) : self.start].rpartition("\n")[2]
        after = text[self.end : self.end + SHOWN].partition("\n")[0]
        if len(before) == SHOWN:
            before = f"… {before.partition(' ')[2]}"
        if len(after) == SHOWN:
            after = f"{after.rpartition(' ')[0]} …"
        return before, after

    def replaced(self, text: str, wording: str) -> str:
        """``text`` with another wording here, which begins as this one does; without any, its blank goes too."""
        if not wording:
            before, after = text[: self.start].rstrip(" "), text[self.end :]
            return (before + after).lstrip(" ")
        if self.wording[:1].isupper() and self.wording[1:2].islower():
            wording = wording[0].upper() + wording[1:]
        return text[: self.start] + wording + text[self.end :]


def _listed(words: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def folded(name: str) -> str:
    """A name as it is compared: small letters, one kind of apostrophe and of blank."""
    return " ".join(name.casefold().replace("’", "'").split())


def check(text: str, *, familiar: Iterable[str] = (), not_clients: Iterable[str] = ()) -> tuple[Finding, ...]:
    """What in ``text`` could identify somebody, in its order, each passage once.

    ``familiar`` are words of the subject that have a capital letter and are nobody, ``not_clients`` the names (as
    ``folded``) that the learner has said are no client's.
    """
    sentences = _Tokens.of(text, frozenset(map(folded, familiar)))
    cited = [found.span() for found in rules.CITATION.finditer(text)]
    kept = frozenset(not_clients)
    names = (finding for finding in _outside(cited, _names(sentences)) if finding.name not in kept)
    return tuple(sorted([*_apart([*_dates(text), *_numbers(text), *names]), *_combinations(sentences)], key=_place))


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, -finding.end


def _apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """In order, without what begins within another."""
    reached = 0
    for finding in sorted(findings, key=_place):
        if finding.start >= reached:
            yield finding
            reached = finding.end


def _outside(spans: Iterable[Span], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those that overlap none of ``spans``; both are in order."""
    left = iter(spans)
    span = next(left, None)
    for finding in findings:
        while span and span[1] <= finding.start:
            span = next(left, None)
        if not span or finding.end <= span[0]:
            yield finding


@dataclass(frozen=True)
class _Tokens:
    """A text as words and signs: one tag each (``rules.TAGS``), and where it stands."""

    text: str
    tags: str
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str, familiar: frozenset[str]) -> "_Tokens":
        tags: list[str] = []
        spans: list[Span] = []
        begins = True
        for found in rules.TOKEN.finditer(text):
            kind = found.lastgroup
            if found["word"]:
                tags.append(_tag(found["word"], familiar, begins=begins))
                spans.append(found.span("word"))
                begins = False
                if found["own"]:
                    tags.append("s")
                    spans.append(found.span("own"))
                continue
            sign = {"number": "0", "end": "|"}.get(kind or "") or _plain(found[0])
            if found[0] == "." and tags and tags[-1] == "t":
                sign = "."
            begins = begins or sign == "|"
            tags.append(sign)
            spans.append(found.span())
        return cls(text, "".join(tags), tuple(spans))

    def words(self, first: int, last: int) -> str:
        """The text from one token to before another."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]]


def _plain(sign: str) -> str:
    return sign if sign in ",.-:" else ";"


def _tag(word: str, familiar: frozenset[str], *, begins: bool) -> str:
    """The sign of a word; see ``rules.TAGS``."""
    low = word.casefold().replace("’", "'")
    capital = word[0].isupper()
    if len(word) == 1:
        return "I" if word == "I" else rules.TAGS.get(low, "L")
    if low in familiar or (capital and low in rules.HARMLESS) or (low == "miss" and not capital):
        return "K"
    return _tag_of_name(word, low, begins=begins) or rules.TAGS.get(low) or _tag_of_unlisted(word, begins=begins)


def _tag_of_name(word: str, low: str, *, begins: bool) -> str:
    """The sign of a word that is listed as a name or has the shape of one; empty if it is none."""
    if low in rules.SURE_NAMES:
        return "N"
    if low in rules.SURNAMES or rules.SURNAME_SHAPE.fullmatch(word):
        return "S"
    if word.islower() or word.isupper():
        return ""
    if low in rules.NAMES_TOO:
        return "a" if begins else "n"
    return "m" if low in rules.MONTHS_TOO else ""


def _tag_of_unlisted(word: str, *, begins: bool) -> str:
    if word.isupper():
        return "U"
    if not word[1:].islower():
        return "K"  # a capital letter within a word makes it a brand
    if not word[0].isupper() or (begins and rules.ABSTRACT.fullmatch(word)):
        return "x"
    return "c" if begins else "C"


def _names(tokens: _Tokens) -> Iterator[Finding]:
    """Names, with the title or the relation before them; what is known for one counts wherever it stands."""
    spans = [
        (found.start(), found.end(group))
        if group == "name" and found.re.groupindex.get("intro") and found["intro"]
        else found.span(group)
        for pattern in rules.NAMES
        for found in pattern.finditer(tokens.tags)
        for group in ("name", "low", "known", "given", "month")
        if group in found.re.groupindex and found[group]
    ]
    known = {
        folded(tokens.words(n, n + 1)) for start, end in spans for n in range(start, end) if tokens.tags[n] in "CNSna"
    }
    spans += [
        (n, n + 1) for n, tag in enumerate(tokens.tags) if tag in "Cca" and folded(tokens.words(n, n + 1)) in known
    ]
    return (_name(tokens, start, end) for start, end in _joined(spans))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """In order, those that overlap as one."""
    start = end = -1
    for span in sorted(spans):
        if span[0] < end:
            end = max(end, span[1])
            continue
        if end > start:
            yield start, end
        start, end = span
    if end > start:
        yield start, end


def _name(tokens: _Tokens, start: int, end: int) -> Finding:
    first = tokens.tags[start]
    before = tokens.tags[start - 1] if start else "|"
    name = start + 1 if first in "tPRO" and end - start > 1 else start
    name += tokens.tags[name] == "." and first == "t"
    words = tokens.words(start, start + 1)
    if first in "PRO" and name > start:
        wording = words
    elif first == "t":
        wording = "a colleague" if folded(words) in ("dr", "prof", "professor") else "the client"
    else:
        wording = (
            "Client A"
            if before in "deh:,;" or tokens.tags[max(start - 2, 0) : start] in ("eb", "hg", "lo", "do")
            else "the client"
        )
    if before == "|":
        wording = wording[:1].upper() + wording[1:]
    at, until = tokens.spans[start][0], tokens.spans[end - 1][1]
    return Finding(Identifier.NAME, at, until, tokens.text[at:until], wording, folded(tokens.words(name, end)))


def _dates(text: str) -> Iterator[Finding]:
    for found in rules.DATE.finditer(text):
        before = text[max(found.start() - 40, 0) : found.start()]
        born = rules.BORN.search(before)
        if not born and rules.NOT_OF_A_CLIENT.search(before):
            continue
        year, month = _year(found), _month(found)
        lead = rules.LEADS_TO_DATE.search(before)
        at = found.start() - (len(lead[0]) if lead else 0)
        said = f"the {year // 10 * 10}s" if born else f"{month} {year}".strip()
        if lead and lead["on"]:
            said = f"{'In' if lead['on'][0] == 'O' else 'in'} {said}"
        kind = Identifier.BIRTH if born else Identifier.DATE
        yield Finding(kind, at, found.end(), text[at : found.end()], said)


def _year(found: re.Match[str]) -> int:
    written = int(found["year"] or found["first_year"] or found["after"] or found["last"])
    return written if written > 99 else written + (1900 if written > 40 else 2000)


def _month(found: re.Match[str]) -> str:
    """The name of the month; empty where a date in numbers has none."""
    if word := found["month"] or found["month_first"]:
        return next(month for month in MONTHS if month.casefold().startswith(word[:3].casefold()))
    number = int(found["first_month"] or re.split(r"\D+", found["numbers"])[1])
    return MONTHS[number - 1] if 1 <= number <= len(MONTHS) else ""


def _numbers(text: str) -> Iterator[Finding]:
    for kind, wording in WORDINGS.items():
        for found in PATTERNS[kind].finditer(text):
            start, end = found.span(found.lastgroup or 0)
            yield Finding(kind, start, end, text[start:end], wording)


def _combinations(tokens: _Tokens) -> Iterator[Finding]:
    """Sentences that say so much about one person that few others are left."""
    start = 0
    for ends in re.finditer(r"\||$", tokens.tags):
        if facets := _facets(tokens, start, ends.start()):
            at = min(span[0] for span in facets.values())
            until = max(span[1] for span in facets.values())
            text = tokens.text[at:until]
            yield Finding(Identifier.COMBINATION, at, until, text, _vaguer(text), facets=tuple(facets))
        start = ends.end()


def _facets(tokens: _Tokens, first: int, last: int) -> dict[str, Span]:
    """What a sentence tells of somebody, with where; empty unless it is enough to be rare."""
    if last - first < rules.LEAST_TOGETHER:
        return {}
    begins, ends = tokens.spans[first][0], tokens.spans[last - 1][1]
    told: dict[str, Span] = {}
    for facet, pattern in rules.TAGGED_FACETS.items():
        if found := pattern.search(tokens.tags, first, last):
            told[facet] = tokens.spans[found.start()][0], tokens.spans[found.end() - 1][1]
    if only := rules.ONLY.search(tokens.text, begins, ends):
        told["being the only one"] = only.span()
    if len(told) + 1 < rules.LEAST_TOGETHER:
        return {}
    if age := rules.EXACT_AGE.search(tokens.text, begins, min(ends + 1, len(tokens.text))):
        told["an exact age"] = age.span()
    return told if len(told) >= rules.LEAST_TOGETHER else {}


def _vaguer(text: str) -> str:
    """The passage without its exact age and its place, and without being the only one."""
    text = rules.EXACT_AGE.sub(_band, text)
    text = rules.PLACE.sub(r"\1 the area", text)
    return rules.ONLY.sub(lambda found: "A " if found["the"][0] == "T" else "a ", text)


def _band(found: re.Match[str]) -> str:
    """A ten-year band for an exact age, or nothing where a noun follows that can stand without it."""
    if found["before_noun"]:
        return ""
    decade = DECADES.get(int(found["age"]) // 10, "old age")
    return f"{found['lead'] or ''}in their {decade}"
