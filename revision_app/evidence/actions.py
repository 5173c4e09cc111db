from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, delete, select

from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import db, part_of_action, transaction
from ..deletion import WITH_DELETED
from . import library
from .core import Content, Draft, Last, NoSuchPiece, NotWithdrawn, number
from .core.declaration import Declaration
from .core.passage import NoSuchClaim, NoSuchPassage, Part, Passage, Quotation, placed
from .models import ClaimRow, DeclarationRow, DraftClaimRow, PieceRow
from .queries import draft_claims

MOST_CLAIMS = 100  # at passages of one draft


@part_of_action
def put_forward(
    draft: Draft,
    last: Last | None,
    lacking: Iterable[str] = (),
    *,
    declaration: Declaration,
    learner_id: int,
    at: datetime,
) -> int:
    """Freeze a draft, with what is declared of it, as the piece that follows ``last`` in its series; its id.

    The passages at which it claims its criteria are frozen with it. Raises ``NotHandedIn``.
    """
    row = PieceRow(
        learner_id=learner_id,
        kind=draft.kind,
        source_id=draft.source_id,
        number=number(draft, last, [*lacking, *declaration.lacks]),
        at=at,
        title=draft.title,
        content=dict(draft.content),
        digest=draft.digest,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(
        ClaimRow(piece_id=row.id, criterion=criterion, passages=_passages(draft, criterion))
        for criterion in draft.criteria
    )
    db.session.add(_declared(declaration, draft.digest, piece_id=row.id, learner_id=learner_id, at=at))
    detail = f"submission {row.id}, number {row.number} of its {draft.kind}"
    note_in_audit("handed in", kind=AuditKind.WORK, actor_id=learner_id, subject_id=learner_id, detail=detail, at=at)
    return row.id


def _declared(
    declaration: Declaration, digest: str, *, piece_id: int | None, learner_id: int, at: datetime
) -> DeclarationRow:
    signed_in = declaration.sign_in
    return DeclarationRow(
        learner_id=learner_id,
        piece_id=piece_id,
        statement=declaration.statement,
        ai_use=declaration.ai_use,
        digest=digest,
        at=at,
        sign_in=signed_in.name if signed_in else None,
        signed_in_at=signed_in.at if signed_in else None,
    )


@transaction
def withdraw(piece_id: int, *, learner_id: int, at: datetime) -> None:
    """Take back what a learner put forward; a second click changes nothing.

    *Ours:* it stays possible until decisions are released. Before that the learner must not learn whether a tutor has
    begun, so marking that was only saved refuses nothing. Raises ``NoSuchPiece``, ``NotWithdrawn``.
    """
    mine = select(PieceRow).where(PieceRow.id == piece_id, PieceRow.learner_id == learner_id)
    row = db.session.scalars(mine.with_for_update()).one_or_none()
    if row is None:
        raise NoSuchPiece("There is no such submission of yours.")
    if row.withdrawn_at:
        return
    if library.settled([piece_id], at=at):
        raise NotWithdrawn("Decisions on it have been released, so it can no longer be withdrawn. They are below.")
    row.withdrawn_at = at
    detail = f"submission {row.id}, number {row.number} of its {row.kind}"
    note_in_audit("withdrawn", kind=AuditKind.WORK, actor_id=learner_id, subject_id=learner_id, detail=detail, at=at)


@part_of_action
def redact(piece_ids: Iterable[int], redacted: Callable[[Content], Content]) -> None:
    """Take words of a client who withdrew consent out of what was frozen. The digest of what was judged stays."""
    asked = select(PieceRow).where(PieceRow.id.in_(set(piece_ids))).order_by(PieceRow.id).with_for_update()
    for row in db.session.scalars(asked):
        row.content = dict(redacted(row.content))


@part_of_action
def declare_of_all(declaration: Declaration, digest: str, *, learner_id: int, at: datetime) -> None:
    """Keep what a learner declares of all their work, whose digest it has to be."""
    db.session.add(_declared(declaration, digest, piece_id=None, learner_id=learner_id, at=at))
    note_in_audit("all work declared", kind=AuditKind.WORK, actor_id=learner_id, subject_id=learner_id, at=at)


@part_of_action
def claim_passage(
    draft: Draft, criterion: str, passage: Passage, parts: Sequence[Part], *, learner_id: int, at: datetime
) -> None:
    """Note that these words of a draft show a criterion; said twice, it is noted once.

    Raises ``NoSuchPassage`` where the draft is not for this criterion, or has too many such passages.
    """
    claims = placed(draft_claims(draft.kind, draft.source_id, learner_id=learner_id), parts)
    if any((each.claim.criterion, each.passage) == (criterion, passage) for each in claims):
        return
    if criterion not in draft.criteria:
        raise NoSuchPassage(f"This is not tagged with {criterion}. Tag it in the draft first.")
    if len(claims) >= MOST_CLAIMS:
        raise NoSuchPassage(f"You have marked {MOST_CLAIMS} passages here. Take one away before you mark another.")
    quotation = Quotation.of(passage, parts)
    about = {"learner_id": learner_id, "kind": draft.kind, "source_id": draft.source_id}
    db.session.add(DraftClaimRow(**about, criterion=criterion, **vars(quotation), at=at))


@part_of_action
def remove_claim(draft: Draft, claim_id: int, *, learner_id: int, at: datetime) -> None:
    """Claim a criterion at these words of a draft no longer. That it was claimed, and until when, stays kept."""
    row = db.session.scalars(
        select(DraftClaimRow).where(
            DraftClaimRow.id == claim_id,
            DraftClaimRow.learner_id == learner_id,
            DraftClaimRow.kind == draft.kind,
            DraftClaimRow.source_id == draft.source_id,
        )
    ).one_or_none()
    if row is None:
        raise NoSuchClaim("There is no such passage in this draft.")
    row.removed_at = row.removed_at or at


@part_of_action
def forget_draft_claims(kind: str, source_ids: ScalarSelect[int]) -> None:
    """Delete for good what was claimed in drafts that are deleted for good."""
    theirs = delete(DraftClaimRow).where(DraftClaimRow.kind == kind, DraftClaimRow.source_id.in_(source_ids))
    db.session.execute(theirs, execution_options=WITH_DELETED)


def _passages(draft: Draft, criterion: str) -> list[tuple[str, int, int]]:
    """The passages at which a draft claims a criterion, as a claim keeps them."""
    passages = [each.passage for each in draft.claims if each.criterion == criterion]
    return [(each.part, each.start, each.end) for each in passages]
