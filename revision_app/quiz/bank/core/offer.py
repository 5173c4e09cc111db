"""What may be begun today: a paper's rules with the items to take or to draw from, and the paper that a seed makes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from typing import Any

from .items import KINDS
from .paper import Draw, ItemVersion, Paper, PaperFile, freeze_paper


@dataclass(frozen=True)
class Section:
    """A part of a paper: the items that always stand in it, or the draws with the items that each may take."""

    title: str
    fixed: tuple[ItemVersion, ...] = ()
    draws: tuple[tuple[Draw, tuple[ItemVersion, ...]], ...] = ()


@dataclass(frozen=True)
class Offer:
    written: PaperFile
    sections: tuple[Section, ...]

    @property
    def id(self) -> str:
        return self.written.id

    @property
    def is_drawn(self) -> bool:
        """Whether two attempts may show different questions."""
        return any(section.draws for section in self.sections)

    @cached_property
    def sample(self) -> Paper:
        """The paper of nobody's seed: what a cover may say of every paper that is made from this offer."""
        return self._made("")

    @cached_property
    def versions(self) -> tuple[ItemVersion, ...]:
        """Every item that a paper made from this may show."""
        by_digest = {}
        for section in self.sections:
            for version in (*section.fixed, *(drawn for _, pool in section.draws for drawn in pool)):
                by_digest[version.digest] = version
        return tuple(by_digest.values())

    def without(self, item_ids: Collection[str]) -> "Offer":
        """The same without these items; of a draw that finds too few then, as many as there are."""

        def rest(versions: Iterable[ItemVersion]) -> tuple[ItemVersion, ...]:
            return tuple(version for version in versions if version.item.id not in item_ids)

        sections = (
            Section(section.title, rest(section.fixed), tuple((draw, rest(pool)) for draw, pool in section.draws))
            for section in self.sections
        )
        return replace(
            self,
            sections=tuple(section for section in sections if section.fixed or any(pool for _, pool in section.draws)),
        )

    @property
    def asks(self) -> tuple[str, ...]:
        """What its questions ask of a learner: in words, once for each kind."""
        met = {version.item.kind for version in self.versions}
        return tuple(kind.ASKS for name, kind in KINDS.items() if name in met)

    def paper(self, seed: str) -> Paper:
        """The paper that this seed makes: always the same one."""
        return self._made(seed) if self.is_drawn or self.written.shuffle else self.sample

    def _made(self, seed: str) -> Paper:
        drawn = _drawn(self.sections, by_lot(seed))
        named = zip(self.sections, drawn, strict=True)
        return freeze_paper(
            self.written, [(section.title, self._in_order(versions, seed)) for section, versions in named]
        )

    def _in_order(self, versions: Sequence[ItemVersion], seed: str) -> list[ItemVersion]:
        if not (seed and self.written.shuffle):
            return list(versions)
        lot = by_lot(seed)
        return [version for group in sorted(_groups(versions), key=lambda group: lot(group[0])) for version in group]


def shortage(sections: Iterable[Section]) -> Iterator[tuple[Draw, int, int]]:
    """The draws that might not find enough, each with how many items it is sure of and how many it needs.

    The narrowest draw takes first; so a draw is sure of its pool less what narrower ones might take of it.
    """
    before: list[tuple[Draw, frozenset[str]]] = []
    fixed = {version.item.id for section in sections for version in section.fixed}
    for _, draw, pool in _narrowest_first(sections):
        ids = frozenset(version.item.id for version in pool) - fixed
        sure = len(ids) - sum(other.count for other, others in before if ids & others)
        if sure < draw.count:
            yield draw, max(sure, 0), draw.count
        before.append((draw, ids))


def _drawn(sections: Sequence[Section], lot: Callable[[ItemVersion], bytes]) -> list[list[ItemVersion]]:
    """The items of each section: those that are fixed, then those that its draws take, in an order of their own."""
    drawn: list[list[ItemVersion]] = [[] for _ in sections]
    taken = {version.item.id for section in sections for version in section.fixed}
    for place, draw, pool in _narrowest_first(sections):
        free = sorted((candidate for candidate in pool if candidate.item.id not in taken), key=lot)
        drawn[place] += free[: draw.count]
        taken |= {version.item.id for version in free[: draw.count]}
    return [[*section.fixed, *sorted(versions, key=lot)] for section, versions in zip(sections, drawn, strict=True)]


def _narrowest_first(sections: Iterable[Section]) -> list[tuple[int, Draw, tuple[ItemVersion, ...]]]:
    """Every draw with the place of its section and its pool."""
    draws = [(n, draw, pool) for n, section in enumerate(sections) for draw, pool in section.draws]
    return sorted(draws, key=lambda draw_of_section: len(draw_of_section[2]))


def by_lot(seed: str) -> Callable[[ItemVersion], bytes]:
    """An item's place in an order that looks like chance and is always the same for one seed."""
    begun = sha256(f"{seed}\n".encode())

    def lot(version: ItemVersion) -> bytes:
        hashed = begun.copy()
        hashed.update(version.item.id.encode())
        return hashed.digest()

    return lot


def _groups(versions: Sequence[ItemVersion]) -> Iterator[tuple[ItemVersion, ...]]:
    """Items that stay together because they share a client, each other by itself."""

    def together(numbered: tuple[int, ItemVersion]) -> Any:
        n, version = numbered
        return version.item.case or n

    for _, group in groupby(enumerate(versions), together):
        yield tuple(version for _, version in group)
