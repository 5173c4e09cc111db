"""What people say for what the content says: other names of the same thing, and what goes without saying."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ....shared.yaml_text import Place
from .typed import Term, words

MOST_WORDS = 4  # of what people say for one thing

Said = Annotated[str, Field(min_length=1, max_length=60)]


class Synonym(BaseModel):
    """One entry: whoever types any of ``typed`` looks for ``means`` too, which are words that the content has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    means: Annotated[tuple[Said, ...], Field(min_length=1, max_length=6)]
    typed: Annotated[tuple[Said, ...], Field(min_length=1)]


class SynonymFile(BaseModel):
    """``synonyms.yml``. What is ``assumed`` is what everything is about, so that it tells one thing from no other."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    assumed: tuple[Said, ...] = ()
    synonyms: tuple[Synonym, ...] = ()


@dataclass(frozen=True)
class Synonyms:
    """By the words that are typed, what they mean."""

    meanings: Mapping[tuple[str, ...], tuple[Term, ...]] = field(default_factory=dict)
    assumed: frozenset[tuple[str, ...]] = frozenset()

    def of(self, typed: Sequence[str]) -> tuple[Term, ...]:
        """What these words mean together; the same for one of a thing and for several."""
        said = tuple(typed)
        return self.meanings.get(said) or self.meanings.get((*said[:-1], said[-1].removesuffix("s")), ())


def synonyms(file: SynonymFile) -> Synonyms:
    meanings = {
        tuple(words(said)): tuple(Term(tuple(words(meant)), written=meant) for meant in synonym.means)
        for synonym in file.synonyms
        for said in synonym.typed
    }
    return Synonyms(meanings, frozenset(tuple(words(said)) for said in file.assumed))


def faults(file: SynonymFile, occurs: Callable[[Term], bool]) -> Iterator[tuple[Place, str]]:
    """What is wrong with a file of which every entry reads well by itself; ``occurs`` says what the content has."""
    times = Counter(said for *_, said in _all_typed(file.synonyms))
    leads_to = {
        said: {tuple(words(meant)) for meant in file.synonyms[n].means} for n, _, said in _all_typed(file.synonyms)
    }
    for n, m, said in _all_typed(file.synonyms):
        place, shown = ("synonyms", n, "typed", m), " ".join(said)
        if not said:
            yield place, "there is no letter and no digit in this; write a word"
        elif len(said) > MOST_WORDS:
            yield place, f"{shown} has more than {MOST_WORDS} words; write what somebody types in a few"
        elif times[said] > 1:
            yield place, f"{shown} is written {times[said]} times; keep one, and give it every meaning"
        elif said in _reached(said, leads_to):
            yield place, f"{shown} means itself in the end; let `means` be words that the content uses"
    for n, synonym in enumerate(file.synonyms):
        for m, meant in enumerate(synonym.means):
            if not occurs(Term(tuple(words(meant)))):
                yield ("synonyms", n, "means", m), f"nothing on the site says {meant}; write words that the content has"
    for n, assumed in enumerate(file.assumed):
        if not words(assumed):
            yield ("assumed", n), "there is no letter and no digit in this; write a word"


def _all_typed(listed: Iterable[Synonym]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for n, synonym in enumerate(listed):
        for m, said in enumerate(synonym.typed):
            yield n, m, tuple(words(said))


def _reached(start: tuple[str, ...], leads_to: Mapping[tuple[str, ...], set[tuple[str, ...]]]) -> set[tuple[str, ...]]:
    """Everything that one comes to from meaning to meaning."""
    reached: set[tuple[str, ...]] = set()
    ahead = list(leads_to.get(start, ()))
    while ahead:
        said = ahead.pop()
        if said not in reached:
            reached.add(said)
            ahead += leads_to.get(said, ())
    return reached
