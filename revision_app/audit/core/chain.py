"""The chain of the audit: each entry is sealed with the one before it, so that nothing changes without its being seen.

*Ours*, after Schneier and Kelsey, "Secure Audit Logs to Support Computer Forensics" (1999): a digest covers what an
entry says and the digest before it. Whoever may write into the database could seal all entries anew; the heads, which
are kept elsewhere, tell that and also whether the last entries were cut off.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, pairwise

FIRST = "0" * 64
"""What stands for the digest before the first entry."""


@dataclass(frozen=True)
class Said:
    """What an entry says; people by their ids."""

    at: datetime
    kind: str
    actor_id: int | None
    deed: str
    subject_id: int | None
    detail: str


@dataclass(frozen=True)
class Link:
    """An entry as it stands in the chain: ``previous`` is the digest of the one before it when it was written."""

    id: int
    said: Said
    previous: str
    digest: str

    @property
    def holds(self) -> bool:
        """Whether it still says what it said when it was sealed."""
        return seal(self.id, self.said, self.previous) == self.digest


def seal(id_: int, said: Said, previous: str) -> str:
    """The SHA-256 of an entry and of the digest before it."""
    at = said.at.astimezone(UTC).isoformat(timespec="microseconds")[:26]
    sealed = [previous, id_, at, said.kind, said.actor_id, said.deed, said.subject_id, said.detail]
    return sha256(json.dumps(sealed, separators=(",", ":"), default=repr).encode()).hexdigest()


def sealed(entries: Iterable[Said], *, after: tuple[int, str]) -> Iterator[Link]:
    """Entries as they follow on the last one, of which ``after`` is the id and the digest."""
    id_, previous = after
    for said in entries:
        id_ += 1
        link = Link(id_, said, previous, seal(id_, said, previous))
        previous = link.digest
        yield link


@dataclass(frozen=True)
class Checked:
    """What was found: how many entries there are, the last of them, and in ``faults`` each that is not as it was."""

    entries: int
    last: tuple[int, str]
    faults: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass
class _Found:
    """Entries that are not as they were, in the order of their ids."""

    changed: list[int] = field(default_factory=list)
    added: list[int] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)

    def faults(self) -> Iterator[str]:
        for ids, word in ((self.changed, "changed"), (self.added, "added by something other than this site")):
            for first, last in _runs(ids):
                yield f"{_named(first, last)} {word}."
        for first, last in self.removed:
            yield f"{_named(first, last)} removed."
        for first, last in _runs(self.replaced):
            yield f"{_named(first, last)} sealed anew: what is kept beside the database has another digest."


def check(links: Iterable[Link], heads: Mapping[int, str], *, after: tuple[int, str] = (0, FIRST)) -> Checked:
    """Go along the chain, oldest entry first. ``heads`` are digests by id that are kept outside the database.

    ``after`` are the id and the digest of the entry before the first one.
    """
    found, entries, before = _Found(), 0, after
    for link, following in pairwise(chain(links, [None])):
        if link is None:
            break
        entries += 1
        holds = link.holds
        if holds and heads.get(link.id, link.digest) != link.digest:
            found.replaced.append(link.id)
        if not holds and _is_added(link, following, before):
            found.added.append(link.id)
            continue
        if not holds:
            found.changed.append(link.id)
        if link.previous != before[1] and link.id > before[0] + 1:
            found.removed.append((before[0] + 1, link.id - 1))
        elif link.previous != before[1] and before[0] and holds and before[0] not in found.changed:
            found.changed.append(before[0])
        before = link.id, link.digest
    if (end := max(heads, default=0)) > before[0]:
        found.removed.append((before[0] + 1, end))
    return Checked(entries, before, tuple(found.faults()))


def _is_added(link: Link, following: Link | None, before: tuple[int, str]) -> bool:
    """Whether an entry that is not sealed was put in: whatever follows it knows nothing of it."""
    if following is None:
        return link.previous != before[1]
    return following.previous != link.digest and following.previous == before[1]


def _runs(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each row of ids that follow on one another."""
    first = last = None
    for id_ in sorted(ids):
        if first is None or last is None:
            first = id_
        elif id_ != last + 1:
            yield first, last
            first = id_
        last = id_
    if first is not None and last is not None:
        yield first, last


def _named(first: int, last: int) -> str:
    return f"Entry {first} was" if first == last else f"Entries {first} to {last} were"
