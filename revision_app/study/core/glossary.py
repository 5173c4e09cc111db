"""The words that a learner may have to look up, and finding them in a text."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import nh3
from pydantic import BaseModel, ConfigDict, Field

from ...shared.markup import read
from ...shared.problem import Problems
from ...shared.yaml_text import Document, validate
from .cited_text import ELEMENTS, Sentences, plain
from .citing import CITATION, cited

_WORD = re.compile(r"[^\W_]+")
_PAGE_IDS = re.compile(r"main|letter-.*")


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TermFile(_Written):
    """One entry of ``glossary.yml``, as an author writes it."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    term: str = Field(min_length=1)
    forms: tuple[str, ...] = ()
    definition: Sentences = Field(min_length=1)
    say: str | None = None
    citations: tuple[str, ...] = ()
    mark: bool = True


class GlossaryFile(_Written):
    terms: tuple[TermFile, ...]


@dataclass(frozen=True)
class Term:
    """A word and what it means: ``html`` has been sanitised, ``plain`` is the same without markup."""

    id: str
    term: str
    html: str
    plain: str
    say: str | None = None
    citations: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()  # what it is marked by in a text; empty if it is an entry only

    @property
    def letter(self) -> str:
        first = next((sign for sign in self.term if sign.isalnum()), "")
        return first.upper() if first.isalpha() else "0–9"

    @property
    def order(self) -> tuple[bool, str]:
        return self.letter != "0–9", re.sub(r"[^\w]+", " ", self.term.casefold()).strip()


@dataclass(frozen=True)
class _Form:
    pattern: re.Pattern[str]
    length: int
    term: str


@dataclass(frozen=True)
class Glossary:
    terms: Mapping[str, Term] = field(default_factory=dict)

    @property
    def letters(self) -> list[tuple[str, list[Term]]]:
        """The terms as a dictionary orders them, under their first letters."""
        ordered = sorted(self.terms.values(), key=lambda term: term.order)
        return [(letter, list(terms)) for letter, terms in groupby(ordered, lambda term: term.letter)]

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each term stands in the file."""
        return {term: place for place, term in enumerate(self.terms)}

    def first_uses(self, text: str, seen: set[str]) -> Iterator[tuple[int, int, str]]:
        """Where terms that are not in ``seen`` stand for the first time: start, end, id. Adds them to ``seen``."""
        end = 0
        for word in _WORD.finditer(text):
            forms = self._forms.get(word[0].casefold())
            if not forms or word.start() < end or text[word.start() - 1 : word.start()] in ("-", "\x02"):
                continue
            for form in forms:
                use = form.pattern.match(text, word.start())
                if use:
                    end = use.end()
                    if form.term not in seen:
                        seen.add(form.term)
                        yield use.start(), end, form.term
                    break

    @cached_property
    def _forms(self) -> dict[str, list[_Form]]:
        """Every way to write a term by its first word, the longest first."""
        forms: dict[str, list[_Form]] = {}
        for term in self.terms.values():
            for spelling in term.forms:
                form = _Form(_pattern(spelling), len(spelling), term.id)
                forms.setdefault(_first_word(spelling), []).append(form)
        return {word: sorted(spelt, key=lambda form: -form.length) for word, spelt in forms.items()}


def _pattern(spelling: str) -> re.Pattern[str]:
    """Whole words, however the line breaks. Capitals inside a word are meant; a first one is not."""
    words = r"\s+".join(map(re.escape, spelling.split()))
    return re.compile(words + r"(?![\w-])", 0 if _exact(spelling) else re.IGNORECASE)


def _exact(spelling: str) -> bool:
    return any(sign.isupper() for sign in spelling[1:])


def _first_word(spelling: str) -> str:
    first = _WORD.match(spelling)
    return first[0].casefold() if first else ""


def parse_glossary(document: Document, references: Collection[str], problems: Problems) -> Glossary:
    """The glossary of a file; an empty one where the file is not as it should be."""
    wrapped = document.under("terms")
    written = validate(GlossaryFile, wrapped, problems)
    if written is None:
        return Glossary()
    problems.update(
        wrapped.problem(("terms", *place), message) for place, message in _faults(written.terms, references)
    )
    return Glossary({entry.id: _term(entry) for entry in written.terms})


def _faults(terms: Iterable[TermFile], references: Collection[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    ids: set[str] = set()
    owners: dict[str, str] = {}
    for n, written in enumerate(terms):
        if written.id in ids:
            yield (n, "id"), f"two terms are called {written.id}; give this one another id"
        ids.add(written.id)
        if _PAGE_IDS.fullmatch(written.id):
            yield (n, "id"), f"#{written.id} is an id that the page itself gives; choose another"
        for name in _citations(written):
            if name not in references:
                place = "citations" if name in written.citations else "definition"
                yield (n, place), f"there is no reference {name}; add it to references.yml or mend the name"
        for spelling in _spellings(written):
            if not _first_word(spelling):
                yield (n, "forms"), f"`{spelling}` does not begin with a letter or digit; write it as the text has it"
            key = spelling if _exact(spelling) else spelling.casefold()
            if owners.setdefault(key, written.id) != written.id:
                yield (n, "forms"), f"`{spelling}` is marked as {owners[key]} already; keep it in one of the two"


def _spellings(written: TermFile) -> tuple[str, ...]:
    return tuple(dict.fromkeys((written.term, *written.forms))) if written.mark else ()


def _citations(written: TermFile) -> list[str]:
    inside = [name for group in CITATION.finditer(written.definition) for name, _locator in cited(group[1])]
    return list(dict.fromkeys((*written.citations, *inside)))


def _term(written: TermFile) -> Term:
    source = re.sub(r"\s?" + CITATION.pattern, "", written.definition)
    html = nh3.clean(read(source)[0], tags=ELEMENTS, attributes={}).strip()
    return Term(
        written.id,
        written.term,
        html,
        plain(html),
        written.say,
        tuple(_citations(written)),
        _spellings(written),
    )
