"""Everything that can be found, and the answer to what somebody typed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from math import log

from ....shared.findable import Kind, SearchEntry
from .marked import APART, Span, found_words, snippet, spans
from .ranking import Candidate, Sought, Spelt, best_passage, score
from .store import Row, Store
from .synonyms import Synonyms
from .typed import MOST_CHARACTERS, Term, words
from .vocabulary import Vocabulary, is_near
from .wanted import Want, wants

MOST_BEST = 3
MOST_SHOWN = 10
MOST_NAMED = 8
_RANKED = 12  # of each kind, of those that say any of what is wanted
_RECURS = 4  # entries of one title, from which it says little
_TELLING = 0.4  # of the most telling of what is wanted
_SHORTEST_HALF = 3  # letters, where a word is also looked for as two
_WORTH_SHOWING = 0.5  # of the best answer
_MEANT, _NEXT_MEANING, _BEGUN, _NEAR = 0.95, 0.1, 0.7, 0.8  # how surely what was not typed so was meant


Ways = tuple[tuple[Term, float], ...]


@dataclass(frozen=True)
class Result:
    """One thing found. ``url`` leads to the passage that ``snippet`` is cut from, ``entry`` to the whole."""

    kind: Kind
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
    """What was found for ``words``: the ``best`` of all kinds where there are several, and each kind's ``groups``.

    Nothing has the words that are ``unknown``. ``offered`` is what was typed with the nearest words that there are in
    their place; where it was very probably meant, ``offered_shown`` says that it was looked for. ``called`` is what a
    word that nothing has is called here; ``beginnings`` are the words taken for one typed in part; ``some`` says that
    nothing has all of the words.
    """

    words: str = ""
    groups: tuple[Group, ...] = ()
    best: tuple[Result, ...] = ()
    unknown: tuple[str, ...] = ()
    offered: str = ""
    offered_shown: bool = False
    called: tuple[tuple[str, str], ...] = ()
    beginnings: tuple[str, ...] = ()
    some: bool = False

    @property
    def rest(self) -> list[Group]:
        """The groups without what is among the best."""
        shown = {result.entry for result in self.best}
        left = [
            Group(group.kind, tuple(result for result in group.results if result.entry not in shown), group.more)
            for group in self.groups
        ]
        return [group for group in left if group.results]

    @property
    def in_order(self) -> list[Result]:
        """All results as a page shows them."""
        return [*self.best, *(result for group in self.rest for result in group.results)]

    @property
    def total(self) -> int:
        return len(self.in_order)


@dataclass(frozen=True)
class _Reading:
    """How a want is looked for: the terms for it, each with how surely it is what was meant.

    ``called`` is what it is called here where nothing has it as typed; ``beginnings`` are words that only begin with
    what was typed, ``near`` is spelt nearly so.
    """

    want: Want
    ways: Ways = ()
    called: tuple[Term, ...] = ()
    beginnings: tuple[Term, ...] = ()
    near: Term | None = None


@dataclass(frozen=True)
class _Ranked:
    """An entry with how well it answers; its title and its best passage have signs around what was found."""

    score: float
    entry: SearchEntry
    title: str
    place: int
    text: str


class Index:
    """Built once; then any number of threads may ask."""

    def __init__(self, entries: Iterable[SearchEntry], synonyms: Synonyms | None = None) -> None:
        self._synonyms = synonyms or Synonyms()
        self._entries: dict[Kind, list[SearchEntry]] = {kind: [] for kind in Kind}
        for entry in entries:
            self._entries[entry.kind].append(entry)
        titles = Counter(entry.title for of_kind in self._entries.values() for entry in of_kind)
        self._recurring = {title for title, times in titles.items() if times >= _RECURS}
        self._vocabularies = {kind: Vocabulary(_texts(of_kind)) for kind, of_kind in self._entries.items()}
        self._size = sum(vocabulary.size for vocabulary in self._vocabularies.values())
        every_word = {word for vocabulary in self._vocabularies.values() for word in vocabulary}
        self._store = Store({kind: map(_row, of_kind) for kind, of_kind in self._entries.items()}, every_word)

    def occurs(self, term: Term) -> bool:
        """Whether anything has this term."""
        return bool(term.words) and self._occurs(term, Kind)

    def find(self, typed: str, kinds: Collection[Kind] = tuple(Kind)) -> Answer:
        """The best of each of these kinds for what was typed, whatever that may be."""
        visible = [kind for kind in Kind if kind in kinds]
        readings = [
            self._read(want, visible) for want in wants(typed, self._synonyms, lambda word: self._knows(word, visible))
        ]
        unknown = [reading for reading in readings if reading.near]
        shown = bool(unknown) and all(is_near(str(reading.want.term), str(reading.near)) for reading in unknown)
        ways = [((reading.near, _NEAR),) if reading.near and shown else reading.ways for reading in readings]
        found = self._found(frozenset(words(typed[:MOST_CHARACTERS])), ways, visible)
        return replace(
            found,
            words=" ".join(str(reading.want.term) for reading in readings),
            offered=" ".join(str(reading.near or reading.want.term) for reading in readings) if unknown else "",
            unknown=tuple(str(reading.want.term) for reading in unknown),
            offered_shown=shown and bool(found.groups),
            called=tuple((str(reading.want.term), called.written) for reading in readings for called in reading.called),
            beginnings=tuple(dict.fromkeys(str(word) for reading in readings for word in reading.beginnings))[
                :MOST_NAMED
            ],
        )

    def _read(self, want: Want, kinds: list[Kind]) -> _Reading:
        """A want by the terms that these kinds have for it; where they have none, by the nearest that they have."""
        typed = [(way, 1.0) for way in self._spellings(want.term, kinds)]
        meant = [
            (way, _MEANT - _NEXT_MEANING * n)
            for n, meaning in enumerate(want.meanings)
            for way in self._spellings(meaning, kinds)
        ]
        if typed or meant:
            return _Reading(want, (*typed, *meant), called=() if typed else want.meanings[:1])
        if begun := self._beginnings(want.term, kinds):
            return _Reading(want, tuple((way, _BEGUN) for way in begun), beginnings=begun)
        return _Reading(want, near=self._nearest(want.term, kinds))

    def _spellings(self, term: Term, kinds: list[Kind]) -> list[Term]:
        """The term in one word and in two, as far as it occurs so: ``aftercare`` is also written ``after-care``."""
        typed = "".join(term.words)
        ways = [term]
        if len(term.words) == 1:
            places = range(_SHORTEST_HALF, len(typed) - _SHORTEST_HALF + 1)
            halves = [(typed[:at], typed[at:]) for at in places]
            ways += [Term(half) for half in halves if all(self._knows(word, kinds) for word in half)]
        elif typed.isalpha() and self._knows(typed, kinds):
            ways.append(Term((typed,)))
        return [way for way in ways if self._occurs(way, kinds)]

    def _beginnings(self, term: Term, kinds: list[Kind]) -> tuple[Term, ...]:
        if len(term.words) > 1:
            return ()
        words_so = [word for kind in kinds for word in self._vocabularies[kind].beginning(term.words[0])]
        return tuple(Term((word,)) for word in dict.fromkeys(words_so))

    def _nearest(self, term: Term, kinds: list[Kind]) -> Term | None:
        """The nearest words to a term that occurs nowhere."""
        nearest = [self._nearest_word(word, kinds) for word in term.words]
        near = tuple(word for word in nearest if word)
        return Term(near) if len(near) == len(nearest) and near != term.words else None

    def _nearest_word(self, word: str, kinds: list[Kind]) -> str | None:
        if self._knows(word, kinds):
            return word
        nearest = [near for kind in kinds if (near := self._vocabularies[kind].nearest(word))]
        return min(nearest)[-1] if nearest else None

    def _knows(self, word: str, kinds: Iterable[Kind]) -> bool:
        return any(word in self._vocabularies[kind] for kind in kinds)

    def _occurs(self, term: Term, kinds: Iterable[Kind]) -> bool:
        if len(term.words) == 1:
            return any(
                self._vocabularies[kind].count(form) for form in self._store.forms(term.words[0]) for kind in kinds
            )
        return any(self._store.has(kind, _either([term])) for kind in kinds)

    def _found(self, typed: frozenset[str], wanted: list[Ways], kinds: list[Kind]) -> Answer:
        known = [ways for ways in wanted if ways]
        if not known:
            return Answer()
        sought = [self._sought(ways, kinds) for ways in known]
        telling = max(one.weight for one in sought) * _TELLING
        any_of = " OR ".join(
            _expression(ways) for ways, one in zip(known, sought, strict=True) if one.weight >= telling
        )
        all_of = " AND ".join(map(_expression, known)) if len(known) == len(wanted) else None
        some = {kind: self._rows(kind, any_of, _RANKED, typed, sought) for kind in kinds}
        every = (
            some
            if all_of == any_of
            else {kind: self._rows(kind, all_of, MOST_SHOWN + 1, typed, sought) for kind in kinds if all_of}
        )
        is_every = any(every.values())
        groups = tuple(
            Group(kind, tuple(map(self._result, rows[:MOST_SHOWN])), len(rows) > MOST_SHOWN)
            for kind, rows in (every if is_every else some).items()
            if rows
        )
        return Answer(groups=groups, best=self._best(groups, some, every), some=not is_every and len(wanted) > 1)

    def _best(self, groups: tuple[Group, ...], *found: dict[Kind, list[_Ranked]]) -> tuple[Result, ...]:
        """The best of all kinds; nothing where one kind alone has anything."""
        ranked = {
            (one.entry.place, one.entry.title): one for of_kind in found for rows in of_kind.values() for one in rows
        }
        first = sorted(ranked.values(), key=lambda one: -one.score)[:MOST_BEST]
        best = [one for one in first if one.score >= first[0].score * _WORTH_SHOWING]
        kinds = {one.entry.kind for one in best} | {group.kind for group in groups}
        return tuple(map(self._result, best)) if len(kinds) > 1 else ()

    def _sought(self, ways: Ways, kinds: list[Kind]) -> Sought:
        spelt = tuple((tuple(self._store.forms(word) for word in term.words), worth) for term, worth in ways)
        times = sum(self._times(forms_of, kinds) for forms_of, _ in spelt)
        return Sought(log(1 + self._size / (1 + times)), spelt)

    def _times(self, spelt: Spelt, kinds: list[Kind]) -> int:
        """How often a term occurs at the most: as often as its rarest word."""
        return min(sum(self._vocabularies[kind].count(word) for kind in kinds for word in forms) for forms in spelt)

    def _rows(
        self, kind: Kind, expression: str, most: int, typed: frozenset[str], sought: list[Sought]
    ) -> list[_Ranked]:
        ranked = [self._ranked(kind, row, typed, sought) for row in self._store.rows(kind, expression, most)]
        return sorted(ranked, key=lambda one: -one.score)

    def _ranked(self, kind: Kind, row: Row, typed: frozenset[str], sought: list[Sought]) -> _Ranked:
        number, title, body = row
        entry = self._entries[kind][number - 1]
        texts = body.split(APART)
        passages = [found_words(text) for text in texts]
        place = best_passage(sought, passages)
        around, recurring = frozenset(words(entry.within)), entry.title in self._recurring
        candidate = Candidate(kind, self._names(entry), around, passages, place, recurring)
        return _Ranked(score(typed, sought, candidate), entry, title, place, texts[place])

    @staticmethod
    def _names(entry: SearchEntry) -> list[frozenset[str]]:
        return [frozenset(words(name)) for name in (entry.title, *entry.also)]

    def _result(self, one: _Ranked) -> Result:
        entry = one.entry
        anchor = entry.passages[one.place].anchor if entry.passages else ""
        fragment = anchor or entry.anchor
        url = entry.url + (f"#{fragment}" if fragment else "")
        return Result(entry.kind, entry.place, spans(one.title), entry.within, url, snippet(one.text))


def _either(ways: Iterable[Term]) -> str:
    """Terms as FTS5 reads them: their words are letters and digits only, so nothing in them can be an operator."""
    return "(" + " OR ".join(f'"{way}"' for way in ways) + ")"


def _expression(ways: Ways) -> str:
    return _either(term for term, _ in ways)


def _row(entry: SearchEntry) -> tuple[str, str, str, str]:
    return entry.title, " | ".join(entry.also), entry.within, APART.join(passage.text for passage in entry.passages)


def _texts(entries: Iterable[SearchEntry]) -> Iterator[str]:
    for entry in entries:
        yield entry.title
        yield entry.within
        yield from entry.also
        yield from (passage.text for passage in entry.passages)
