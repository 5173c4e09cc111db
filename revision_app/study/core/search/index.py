"""Everything that can be found, and the answer to what somebody typed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ....shared.findable import Kind, SearchEntry
from .marked import APART, Span, best, snippet, spans
from .store import Row, Store
from .typed import Term, terms
from .vocabulary import Vocabulary

MOST_SHOWN = 10
MOST_NAMED = 8
_SHORTEST_HALF = 3  # letters, where a word is also looked for as two


@dataclass(frozen=True)
class Result:
    """One thing found. ``url`` leads to the passage that ``snippet`` is cut from, ``entry`` to the whole."""

    entry: str
    title: tuple[Span, ...]
    within: str
    url: str
    snippet: tuple[Span, ...]


@dataclass(frozen=True)
class Group:
    """The best results of one kind; ``more`` says that others matched too."""

    kind: Kind
    results: tuple[Result, ...]
    more: bool


@dataclass(frozen=True)
class Answer:
    """What was found for ``words``, which are those that were typed or, where these occur nowhere, what was meant.

    ``corrected`` says that some were not typed so; ``beginnings`` are the words taken for one typed in part; ``some``
    says that nothing has all of the words.
    """

    words: str = ""
    groups: tuple[Group, ...] = ()
    corrected: bool = False
    beginnings: tuple[str, ...] = ()
    some: bool = False

    @property
    def in_order(self) -> list[Result]:
        """All results as a page shows them."""
        return [result for group in self.groups for result in group.results]

    @property
    def total(self) -> int:
        return sum(len(group.results) for group in self.groups)


@dataclass(frozen=True)
class _Reading:
    """How a term is looked for in each kind that has it. ``beginnings`` are words that only begin with it."""

    term: Term
    wanted: Mapping[Kind, str]
    beginnings: tuple[str, ...] = ()


class Index:
    """Built once; then any number of threads may ask."""

    def __init__(self, entries: Iterable[SearchEntry]) -> None:
        self._entries: dict[Kind, list[SearchEntry]] = {kind: [] for kind in Kind}
        for entry in entries:
            self._entries[entry.kind].append(entry)
        self._vocabularies = {kind: Vocabulary(_texts(of_kind)) for kind, of_kind in self._entries.items()}
        self._store = Store({kind: map(_row, of_kind) for kind, of_kind in self._entries.items()})

    def find(self, typed: str, kinds: Collection[Kind] = tuple(Kind)) -> Answer:
        """The best of each of these kinds for what was typed, whatever that may be."""
        visible = [kind for kind in Kind if kind in kinds]
        wanted = terms(typed)
        readings = [self._read(term, visible) for term in wanted]
        groups = self._groups(readings, visible, every=True)
        some = not groups and len(readings) > 1
        if some:
            groups = self._groups(readings, visible, every=False)
        return Answer(
            words=" ".join(str(reading.term) for reading in readings),
            groups=groups,
            corrected=[reading.term for reading in readings] != wanted,
            beginnings=tuple(dict.fromkeys(word for reading in readings for word in reading.beginnings))[:MOST_NAMED],
            some=some,
        )

    def _read(self, term: Term, kinds: list[Kind]) -> _Reading:
        reading = self._as_typed(term, kinds)
        if not reading.wanted and (meant := self._meant(term, kinds)):
            return self._as_typed(meant, kinds)
        return reading

    def _as_typed(self, term: Term, kinds: list[Kind]) -> _Reading:
        """The term itself in each kind that has it, and there where not the words that begin with it."""
        wanted, beginnings = {}, []
        for kind in kinds:
            if spellings := self._spellings(term, kind):
                wanted[kind] = _either(spellings)
        exact = bool(wanted)
        for kind in kinds:
            if kind not in wanted and (starts := self._beginnings(term, kind)):
                wanted[kind] = _either(starts)
                beginnings += starts
        return _Reading(term, wanted, () if exact else tuple(dict.fromkeys(map(str, beginnings))))

    def _spellings(self, term: Term, kind: Kind) -> list[Term]:
        """The term in one word and in two, as far as it occurs so: ``aftercare`` is also written ``after-care``."""
        typed, known = "".join(term.words), self._vocabularies[kind]
        ways = [term]
        if len(term.words) == 1:
            places = range(_SHORTEST_HALF, len(typed) - _SHORTEST_HALF + 1)
            ways += [Term((typed[:at], typed[at:])) for at in places if typed[:at] in known and typed[at:] in known]
        elif typed.isalpha() and typed in known:
            ways.append(Term((typed,)))
        return [way for way in ways if self._store.has(kind, _either([way]))]

    def _beginnings(self, term: Term, kind: Kind) -> list[Term]:
        whole = len(term.words) == 1
        return [Term((word,)) for word in self._vocabularies[kind].beginning(term.words[0])] if whole else []

    def _meant(self, term: Term, kinds: list[Kind]) -> Term | None:
        """The nearest words to a term that occurs nowhere."""
        nearest = [self._nearest(word, kinds) for word in term.words]
        return Term(tuple(word for word in nearest if word)) if all(nearest) else None

    def _knows(self, word: str, kinds: list[Kind]) -> bool:
        return any(word in self._vocabularies[kind] for kind in kinds)

    def _nearest(self, word: str, kinds: list[Kind]) -> str | None:
        if self._knows(word, kinds):
            return word
        nearest = [near for kind in kinds if (near := self._vocabularies[kind].nearest(word))]
        return min(nearest)[-1] if nearest else None

    def _groups(self, readings: list[_Reading], kinds: list[Kind], *, every: bool) -> tuple[Group, ...]:
        groups = []
        for kind in kinds:
            wanted = [reading.wanted[kind] for reading in readings if kind in reading.wanted]
            if not wanted or (every and len(wanted) < len(readings)):
                continue
            rows = self._store.rows(kind, (" AND " if every else " OR ").join(wanted), MOST_SHOWN + 1)
            if rows:
                results = tuple(self._result(kind, row) for row in rows[:MOST_SHOWN])
                groups.append(Group(kind, results, len(rows) > MOST_SHOWN))
        return tuple(groups)

    def _result(self, kind: Kind, row: Row) -> Result:
        number, title, body = row
        entry = self._entries[kind][number - 1]
        texts = body.split(APART)
        place = best(texts)
        anchor = entry.passages[place].anchor if entry.passages else ""
        fragment = anchor or entry.anchor
        url = entry.url + (f"#{fragment}" if fragment else "")
        return Result(entry.place, spans(title), entry.within, url, snippet(texts[place]))


def _either(ways: list[Term]) -> str:
    """Terms as FTS5 reads them: their words are letters and digits only, so nothing in them can be an operator."""
    return "(" + " OR ".join(f'"{way}"' for way in ways) + ")"


def _row(entry: SearchEntry) -> tuple[str, str, str]:
    return entry.title, entry.within, APART.join(passage.text for passage in entry.passages)


def _texts(entries: Iterable[SearchEntry]) -> Iterator[str]:
    for entry in entries:
        yield entry.title
        yield from (passage.text for passage in entry.passages)
