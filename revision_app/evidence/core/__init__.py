"""What a learner puts forward as evidence, whatever it is made of.

*Ours:* what was put forward is frozen; a
referral opens the next number of its series and leaves the earlier ones readable.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from ...shared.refusal import Refusal
from .passage import ClaimAt, Mark, Part

Content = Mapping[str, Any]
"""What a piece says, in the shape of its kind; it can be written as JSON."""


class NotHandedIn(Refusal):
    """Something stands between a draft and whoever judges it."""


class NoSuchPiece(Refusal):
    status = 404


class NotWithdrawn(Refusal):
    """A decision that was released rests on the piece."""


@dataclass(frozen=True)
class Kind:
    """What a kind of evidence tells the pages that show pieces of every kind.

    ``name`` is kept with each piece, and pages say it ("this reflection"). ``template`` shows the ``content`` of one
    piece, with headings of the given ``level``. ``draft`` is the address of the draft that a piece came from, ``shelf``
    what the page is called that lists all drafts, and ``shelf_address`` where that is. ``parts`` are the texts in the
    ``content`` of a piece at whose passages something can be said, in the order in which the template shows them, by
    ``words`` of ``evidence/words.html``; a kind without texts has none. Of what erasure left nobody makes more:
    ``is_made`` is false.
    """

    name: str
    template: str
    draft: Callable[[int], str]
    shelf: str
    shelf_address: Callable[[], str]
    parts: Callable[[Content], tuple[Part, ...]] = lambda _content: ()
    is_made: bool = True


@dataclass(frozen=True)
class Draft:
    """What would be frozen if it were put forward now; ``source_id`` is that of the row where its kind keeps it.

    ``claims`` are the passages at which it claims its ``criteria``, as ``queries.with_claims`` finds them.
    """

    kind: str
    source_id: int
    title: str
    content: Content
    criteria: tuple[str, ...]
    claims: tuple[ClaimAt, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of what is frozen. Claims are not in it: they may change, and what was handed in may not."""
        frozen = {"kind": self.kind, "title": self.title, "content": self.content}
        return sha256(json.dumps(frozen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Piece:
    """What a learner put forward at one moment. Those from one source are a series, counted from 1 by ``number``.

    One that was ``withdrawn_at`` some moment shows no criterion, and only its learner reads what it says.
    """

    id: int
    learner_id: int
    kind: str
    source_id: int
    number: int
    at: datetime
    title: str
    criteria: tuple[str, ...]
    withdrawn_at: datetime | None = None
    passages: tuple[ClaimAt, ...] = ()

    @property
    def claim_marks(self) -> tuple[Mark, ...]:
        """The passages at which it claims criteria; each leads to the page's words on that criterion."""
        return tuple(
            Mark(
                f"claim-{self.id}-{n}",
                each.passage,
                each.criterion,
                self.about(each.criterion),
                f"Shows {each.criterion}",
                claim=True,
            )
            for n, each in enumerate(self.passages, 1)
        )

    def about(self, criterion: str) -> str:
        """What the place on a page is called that is about this piece and a criterion."""
        return f"about-{self.id}-{criterion}"


@dataclass(frozen=True)
class Last:
    """The latest piece of a series, and whether whoever judges it has settled it."""

    piece: Piece
    digest: str
    settled: bool

    @property
    def waits(self) -> bool:
        """Whether whoever judges has it before them."""
        return not self.settled and not self.piece.withdrawn_at

    def repeated_by(self, draft: Draft) -> bool:
        """Whether handing in the draft would only say again what the tutor has before them, as a second click does."""
        return self.waits and self.is_same_as(draft)

    def is_same_as(self, draft: Draft) -> bool:
        """Whether the draft would freeze the same and claim the same, at the same passages."""
        claims_same = draft.criteria == self.piece.criteria and set(draft.claims) == set(self.piece.passages)
        return draft.digest == self.digest and claims_same


def obstacles(draft: Draft, last: Last | None, lacking: Iterable[str] = ()) -> list[str]:
    """Why this draft cannot be handed in after ``last``, each in words; empty when it can.

    ``lacking`` is what its kind finds missing in it.
    """
    if last and last.waits:
        return [
            f"Your last submission of this {draft.kind} is with your tutor. You can hand in again once it is "
            "marked, or withdraw it first."
        ]
    reasons = list(lacking)
    if not draft.criteria:
        reasons.append("No criterion is tagged. Tag at least one: your tutor decides on each that you tag.")
    if last and not last.piece.withdrawn_at and last.is_same_as(draft):
        reasons.append("Nothing has changed since you last handed it in. Work on what your tutor asked for first.")
    return reasons


def number(draft: Draft, last: Last | None, lacking: Iterable[str] = ()) -> int:
    """Which piece of its series the draft becomes. Raises ``NotHandedIn``."""
    if reasons := obstacles(draft, last, lacking):
        raise NotHandedIn(" ".join(reasons))
    return last.piece.number + 1 if last else 1
