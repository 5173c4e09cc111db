"""A portfolio as it is read and as it is kept for machines."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...accounts.core import SignInMark
from ...criteria.core import Qualification
from ...evidence.core import Content
from ...evidence.core.declaration import Declared
from ...marking.core.signed import as_signed
from ...marking.core.submission import Decision, Submission
from ...shared.portfolio import Original, Part
from ...signing.core import Signature, Signatures


@dataclass(frozen=True)
class Piece:
    """One piece with all that is known of it: decisions and signatures only once they are released."""

    submission: Submission
    content: Content
    digest: str
    declared: Declared | None
    signatures: Signatures

    @property
    def decisions(self) -> list[Decision]:
        """What the learner was shown, the oldest first: not what was saved before the release."""
        before = [each for several in self.submission.amended.values() for each in several]
        return sorted([*before, *self.submission.decided.values()], key=lambda decision: decision.id)


@dataclass(frozen=True)
class Portfolio:
    """All that a portfolio holds, for whoever may read it. ``names`` are those of all who act in it, by id."""

    learner_id: int
    at: datetime
    qualification: Qualification
    names: Mapping[int, str]
    pieces: Sequence[Piece]
    declared: Sequence[Declared]
    parts: Sequence[Part] = ()

    @property
    def name(self) -> str:
        return self.names[self.learner_id]

    def showing(self, criterion_id: str) -> list[Piece]:
        """The pieces that claim a criterion, oldest first."""
        return [piece for piece in self.pieces if criterion_id in piece.submission.criteria]

    def folder(self, part: Part) -> str:
        """Where the originals of a part stand in the ZIP."""
        return f"originals/{part.name}"

    def has_all(self, part: Part, originals: Iterable[Original], kept: Collection[str]) -> bool:
        """Whether all of these originals are among what is ``kept``, by their paths."""
        return all(f"{self.folder(part)}/{original.name}" in kept for original in originals)

    @property
    def data(self) -> dict[str, Any]:
        """Everything as JSON."""
        return {
            "made_at": self.at.isoformat(),
            "learner": self.name,
            "qualification": self.qualification.title,
            "awarding_body": self.qualification.awarding_body,
            "criteria": {
                each.id: {
                    "statement": each.statement,
                    "pieces": [piece.submission.id for piece in self.showing(each.id)],
                }
                for each in self.qualification.criteria
            },
            "people": {str(id_): name for id_, name in self.names.items()},
            "pieces": [self._piece(piece) for piece in self.pieces],
            "declarations": [_declared(each) for each in self.declared],
            "parts": [
                {"name": part.name, "title": part.title, "data": part.data, "originals": self._originals(part)}
                for part in self.parts
            ],
        }

    def _originals(self, part: Part) -> list[dict[str, str]]:
        return [
            {
                "path": f"{self.folder(part)}/{each.name}",
                "caption": each.caption,
                "alternative": each.alternative,
            }
            for each in part.originals
        ]

    def _piece(self, piece: Piece) -> dict[str, Any]:
        submission = piece.submission
        return {
            "id": submission.id,
            "kind": submission.kind,
            "number": submission.number,
            "title": submission.title,
            "handed_in_at": submission.at.isoformat(),
            "criteria": list(submission.criteria),
            "content": dict(piece.content),
            "sha256": piece.digest,
            "declaration": _declared(piece.declared) if piece.declared else None,
            "standing": submission.standing.value,
            "released_at": submission.release.at.isoformat() if submission.release else None,
            "decisions": [_decision(each) for each in piece.decisions],
            "signatures": [_signature(each, submission, piece.digest) for each in piece.signatures.all],
        }


def _declared(declared: Declared) -> dict[str, Any]:
    return {
        "statement": declared.statement,
        "ai_use": declared.ai_use,
        "sha256": declared.digest,
        "at": declared.at.isoformat(),
        **_sign_in(declared.sign_in),
    }


def _decision(decision: Decision) -> dict[str, Any]:
    judged = decision.judgement
    return {
        "criterion": decision.criterion,
        "outcome": judged.outcome and judged.outcome.value,
        "comment": judged.comment,
        "next_step": judged.next_step,
        "not_yet": sorted(judged.unmet),
        "reason": decision.reason,
        "assessor": decision.assessor_id,
        "at": decision.at.isoformat(),
    }


def _signature(signature: Signature, submission: Submission, piece_digest: str) -> dict[str, Any]:
    return {
        "deed": signature.deed.value,
        "signer": signature.signer_id,
        "in_training": signature.in_training,
        "at": signature.at.isoformat(),
        "sha256": signature.digest,
        "signed": as_signed(submission, piece_digest, covers=signature.covers),
        **_sign_in(signature.sign_in),
    }


def _sign_in(sign_in: SignInMark | None) -> dict[str, Any]:
    return {"sign_in": sign_in and sign_in.name, "signed_in_at": sign_in and sign_in.at.isoformat()}
