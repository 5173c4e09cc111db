from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, Row, Select, Text, case, cast, exists, func, literal, or_, select

from ..accounts.core import SignInMark
from ..db import built_once, db
from . import library
from .core import Content, Draft, Last, Piece
from .core.declaration import Declared
from .core.passage import ClaimAt, DraftClaim, Passage, Quotation, placed
from .models import ClaimRow, DeclarationRow, DraftClaimRow, PieceRow

HANDED_IN = "handed in"
AnyRow = Row[*tuple[Any, ...]]


def last_handed_in(learner_ids: Any) -> Select[Any]:
    """When each of these learners last handed in anything, for Today (``shared.feed.Waiting``)."""
    row: Any = PieceRow
    return (
        select(
            literal(HANDED_IN).label("kind"),
            literal(0).label("id"),
            row.learner_id,
            literal("").label("words"),
            literal(0).label("number"),
            func.max(row.at).label("at"),
        )
        .where(row.learner_id.in_(learner_ids))
        .group_by(row.learner_id)
    )


def pieces() -> Select[*tuple[Any, ...]]:
    """All pieces without what they say: a subquery to be narrowed down and joined."""
    return select(
        PieceRow.id,
        PieceRow.learner_id,
        PieceRow.kind,
        PieceRow.source_id,
        PieceRow.number,
        PieceRow.at,
        PieceRow.title,
        PieceRow.withdrawn_at,
    )


def claimed() -> Select[*tuple[Any, ...]]:
    """``pieces`` with a row for each claim, or one without; ``claim_id`` orders the claims of a piece."""
    claims = pieces().outerjoin(ClaimRow, ClaimRow.piece_id == PieceRow.id)
    passages: Any = ClaimRow.passages
    some = case((cast(passages, Text) != "[]", passages)).label("passages")  # most have none, and JSON is slow to read
    return claims.add_columns(ClaimRow.id.label("claim_id"), ClaimRow.criterion, some)


def piece(rows: Sequence[AnyRow]) -> Piece:
    """The piece of its rows of ``claimed``, which may repeat."""
    row = rows[0]
    claims = {each.criterion: each.passages for each in rows if each.criterion}
    passages = tuple([ClaimAt(name, Passage(*place)) for name, places in claims.items() if places for place in places])
    first = row.id, row.learner_id, row.kind, row.source_id, row.number, row.at, row.title
    return Piece(*first, tuple(claims), row.withdrawn_at, passages)


def last(kind: str, source_id: int, *, learner_id: int, at: datetime) -> Last | None:
    """The latest piece that a learner has put forward from one source, and whether it is settled by then."""
    latest = (
        select(PieceRow.id)
        .where(PieceRow.kind == kind, PieceRow.source_id == source_id, PieceRow.learner_id == learner_id)
        .order_by(PieceRow.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        claimed().add_columns(PieceRow.digest).where(PieceRow.id == latest).order_by(ClaimRow.id)
    ).all()
    if not rows:
        return None
    latest_piece = piece(rows)
    return Last(latest_piece, rows[0].digest, settled=bool(library.settled([latest_piece.id], at=at)))


def contents(piece_ids: Iterable[int], *, reader_id: int) -> dict[int, Content]:
    """What each of these pieces says; ask first whether it may be seen.

    What was withdrawn is left out for everybody but its learner.
    """
    open_to_reader = or_(PieceRow.withdrawn_at.is_(None), PieceRow.learner_id == reader_id)
    asked = select(PieceRow.id, PieceRow.content).where(PieceRow.id.in_(set(piece_ids)), open_to_reader)
    rows = db.session.execute(asked)
    return {row.id: row.content for row in rows}


def as_declared(piece_ids: Iterable[int], *, reader_id: int) -> tuple[dict[int, Content], dict[int, Declared | None]]:
    """``contents`` with what was declared of each of these pieces; ``None`` where it was not asked yet."""
    rows = db.session.execute(*_as_declared(set(piece_ids), reader_id)).all()
    return {id_: content for id_, content, _ in rows}, {id_: _declared(row) if row else None for id_, _, row in rows}


@built_once
def _as_declared(piece_ids: Collection[int], reader_id: int) -> Select[int, Content, DeclarationRow | None]:
    open_to_reader = or_(PieceRow.withdrawn_at.is_(None), PieceRow.learner_id == reader_id)
    declared = select(PieceRow.id, PieceRow.content, DeclarationRow)
    declared = declared.outerjoin(DeclarationRow, DeclarationRow.piece_id == PieceRow.id)
    return declared.where(PieceRow.id.in_(piece_ids), open_to_reader)


def _declared(row: DeclarationRow) -> Declared:
    signed_in = SignInMark(row.sign_in, row.signed_in_at) if row.sign_in and row.signed_in_at else None
    return Declared(row.ai_use, row.statement, signed_in, digest=row.digest, at=row.at)


def digests(piece_ids: Iterable[int]) -> dict[int, str]:
    """The SHA-256 of what was frozen, by piece."""
    asked = select(PieceRow.id, PieceRow.digest).where(PieceRow.id.in_(set(piece_ids)))
    return {row.id: row.digest for row in db.session.execute(asked)}


def declared_of_all(learner_id: int) -> list[Declared]:
    """What a learner declared of all their work, the latest first."""
    asked = select(DeclarationRow).where(DeclarationRow.learner_id == learner_id, DeclarationRow.piece_id.is_(None))
    return [_declared(row) for row in db.session.scalars(asked.order_by(DeclarationRow.id.desc()))]


def lock(piece_id: int) -> None:
    """Let nobody else act on a piece until the action ends."""
    db.session.execute(select(PieceRow.id).where(PieceRow.id == piece_id).with_for_update())


def _claims_of_draft(kind: str, source_id: int, learner_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        DraftClaimRow.kind == kind,
        DraftClaimRow.source_id == source_id,
        DraftClaimRow.learner_id == learner_id,
        DraftClaimRow.removed_at.is_(None),
    )


def has_draft_claims(kind: str, source_id: int, *, learner_id: int) -> Exists:
    """Whether there are ``draft_claims``: a column beside what else is asked of a draft."""
    return exists().where(*_claims_of_draft(kind, source_id, learner_id))


def draft_claims(kind: str, source_id: int, *, learner_id: int) -> list[DraftClaim]:
    """At which words of a learner's own draft they say that it shows which criterion, the oldest first."""
    claims = _claims_of_draft(kind, source_id, learner_id)
    rows = db.session.scalars(select(DraftClaimRow).where(*claims).order_by(DraftClaimRow.id))
    return [
        DraftClaim(row.id, row.criterion, Quotation(row.part, row.words, row.before, row.after), row.at) for row in rows
    ]


def with_claims(draft: Draft, *, learner_id: int) -> Draft:
    """A learner's draft with the passages at which it claims its criteria, each once, where its words are found."""
    claims = placed(
        draft_claims(draft.kind, draft.source_id, learner_id=learner_id), library.kind_of(draft).parts(draft.content)
    )
    found = [
        ClaimAt(each.claim.criterion, each.passage)
        for each in claims
        if each.passage and each.claim.criterion in draft.criteria
    ]
    return replace(draft, claims=tuple(dict.fromkeys(found)))
