"""What a signature says, and whose it takes before decisions are released.

*Ours, after the state rules of the definitions:* a decision is proposed, then signed, then countersigned where its
assessor is in training. Signatures are added and never removed: what is decided anew is signed anew, and what was
signed before stays as history.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from ..accounts.core import SignInMark
from ..accounts.core.own_work import OwnWork, must_be_anothers
from ..shared.refusal import Refusal


class NotSigned(Refusal):
    """There is nothing that this person's signature could be put to."""


class Deed(StrEnum):
    """What somebody did by signing."""

    RELEASED = "released"
    AMENDED = "amended"
    COUNTERSIGNED = "countersigned"


class SigningState(StrEnum):
    PROPOSED = "proposed"
    SIGNED = "signed"
    COUNTERSIGNED = "countersigned"


@dataclass(frozen=True)
class Signature:
    """That somebody stands by all decisions on a piece up to the one whose id is ``covers``.

    ``digest`` is the SHA-256 of what they signed, see ``digest``; ``sign_in`` says by which sign-in, ``None`` where
    there was none. ``in_training`` is how it was at that moment.
    """

    piece_id: int
    deed: Deed
    signer_id: int
    digest: str
    covers: int
    at: datetime
    in_training: bool = False
    sign_in: SignInMark | None = None


@dataclass(frozen=True)
class Training:
    """A time in which somebody assesses under another's signature. ``ended_at`` is ``None`` while it goes on."""

    person_id: int
    by_id: int | None
    started_at: datetime
    ended_at: datetime | None = None
    ended_by_id: int | None = None


def digest(signed: Mapping[str, Any]) -> str:
    """The SHA-256 of what is signed, written as JSON with sorted keys: anybody can do it again."""
    return sha256(json.dumps(signed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Signatures:
    """All signatures on one piece, the oldest first, seen when ``latest`` is the id of its latest decision."""

    all: tuple[Signature, ...]
    latest: int

    @classmethod
    def of(cls, signatures: Iterable[Signature], latest: int) -> "Signatures":
        return cls(tuple(signatures), latest)

    @property
    def standing(self) -> tuple[Signature, ...]:
        """Those on the decisions as they are; the others are history."""
        return tuple(each for each in self.all if each.covers == self.latest)

    @property
    def history(self) -> tuple[Signature, ...]:
        return tuple(each for each in self.all if each.covers != self.latest)

    @property
    def people(self) -> frozenset[int]:
        return frozenset(each.signer_id for each in self.all)

    @property
    def state(self) -> SigningState:
        if any(each.deed is Deed.COUNTERSIGNED for each in self.standing):
            return SigningState.COUNTERSIGNED
        return SigningState.SIGNED if self.standing else SigningState.PROPOSED

    @property
    def waiting(self) -> Signature | None:
        """The signature of somebody in training that waits for another's."""
        first = self.standing[0] if self.standing else None
        return first if len(self.standing) == 1 and first and first.in_training else None

    def must_be_countersigned_by(self, person_id: int, *, learner_id: int, in_training: bool) -> Signature:
        """The signature that this person may countersign. Raises ``OwnWork``, ``NotSigned``."""
        must_be_anothers(learner_id, actor_id=person_id)
        waiting = self.waiting
        if waiting is None:
            raise NotSigned("Nothing here waits for a countersignature: it was signed already, or changed since.")
        if waiting.signer_id == person_id:
            raise OwnWork("You signed this yourself. Somebody else has to do this.")
        if in_training:
            raise NotSigned("You are in training yourself. An assessor who is not has to countersign.")
        return waiting
