"""What can happen to statements. No name, and nothing that is said, goes into the audit."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from ..accounts.core.own_work import must_be_anothers
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..cohorts import queries as cohorts
from ..db import db, part_of_action, transaction
from ..evidence import queries as evidence
from ..evidence.actions import put_forward
from ..evidence.core.declaration import Declaration
from ..evidence.files import queries as files
from ..evidence.files.actions import freeze_files
from ..evidence.files.core.file import lacking
from ..evidence.files.core.pair import with_files
from ..links import actions as links
from ..links import queries as link_queries
from ..links.core import LinkClosed
from . import queries
from .core import (
    MOST_REQUESTS,
    PURPOSE,
    NoSuchRequest,
    NoSuchStatement,
    NotAsWitness,
    Said,
    StatementKind,
    TooManyRequests,
    WitnessRequest,
)
from .models import StatementRow, WitnessRequestRow


@transaction
def record(kind: StatementKind, said: Said, *, learner_id: int, author_id: int, key: str, at: datetime) -> int:
    """Keep what a tutor says of a learner's work; its id. Raises ``OwnWork``.

    A second click on the same form finds the first one's; a form that says something else by now makes another.
    """
    must_be_anothers(learner_id, actor_id=author_id)
    try:
        with db.session.begin_nested():
            made = _add(kind, said, learner_id=learner_id, author_id=author_id, key=key, at=at)
    except IntegrityError:
        before = queries.made_by_form(key, author_id=author_id)
        if before and (before.kind, before.learner_id, before.said) == (kind, learner_id, said):
            return before.id
        made = _add(kind, said, learner_id=learner_id, author_id=author_id, at=at)
    _note(f"{kind} recorded", made, learner_id, actor_id=author_id, at=at)
    return made


@transaction
def ask_witness(about: str, witness: str, *, learner_id: int, at: datetime) -> tuple[int, str]:
    """Ask somebody what they saw: the id of the request, and the token of its link. Raises ``TooManyRequests``."""
    mine = select(func.count()).where(
        WitnessRequestRow.learner_id == learner_id, WitnessRequestRow.taken_back_at.is_(None)
    )
    if (db.session.scalar(mine) or 0) >= MOST_REQUESTS:
        raise TooManyRequests
    row = WitnessRequestRow(learner_id=learner_id, about=about, witness=witness, at=at)
    db.session.add(row)
    db.session.flush()
    asked = WitnessRequest(row.id, learner_id, about, witness, at)
    token = links.make(PURPOSE, row.id, shows=asked.digest, made_by=learner_id, at=at)
    _note("witness statement asked for", row.id, learner_id, actor_id=learner_id, at=at)
    return row.id, token


@transaction
def link_again(request_id: int, *, learner_id: int, at: datetime) -> str:
    """The token of a new link for a request, instead of any before it. Raises ``LinkClosed`` where it is answered."""
    asked = _locked(request_id, learner_id)
    if asked.statement_id:
        raise LinkClosed
    links.revoke(request_id, purpose=PURPOSE, at=at)
    return links.make(PURPOSE, request_id, shows=asked.digest, made_by=learner_id, at=at)


@transaction
def take_back(request_id: int, *, learner_id: int, at: datetime) -> None:
    """Ask no longer: the link works no more, and the request leaves the list. What was written stays."""
    _locked(request_id, learner_id)
    links.revoke(request_id, purpose=PURPOSE, at=at)
    db.session.execute(update(WitnessRequestRow).where(WitnessRequestRow.id == request_id).values(taken_back_at=at))
    _note("request for a witness statement taken back", request_id, learner_id, actor_id=learner_id, at=at)


@transaction
def bear_witness(token: str, said: Said, *, actor_id: int | None, at: datetime) -> None:
    """Keep what a witness says, once.

    ``actor_id`` is whoever is signed in where the link was opened, if anybody. Raises ``LinkClosed``, ``OwnWork``, and
    ``NotAsWitness`` for a tutor of the learner.
    """
    known = link_queries.link(token, purpose=PURPOSE)
    asked = queries.request(known.subject_id, to_change=True) if known else None
    if known is None or asked is None:
        raise LinkClosed
    must_be_anothers(asked.learner_id, actor_id=actor_id, what="You asked for this statement yourself")
    if actor_id is not None and cohorts.learner(asked.learner_id, tutor_id=actor_id, at=at):
        raise NotAsWitness
    link = links.use(token, purpose=PURPOSE, at=at)
    made = _add(StatementKind.WITNESS, said, learner_id=asked.learner_id, link_id=link.id, at=at)
    db.session.execute(update(WitnessRequestRow).where(WitnessRequestRow.id == asked.id).values(statement_id=made))
    _note("witness statement given", made, asked.learner_id, actor_id=actor_id, at=at)


@transaction
def hand_in(
    statement_id: int,
    criteria: Collection[str],
    declaration: Declaration,
    *,
    recordings: Collection[int] = (),
    learner_id: int,
    at: datetime,
) -> int:
    """Freeze a statement as a piece of evidence for these criteria; its id. A second click finds the first one's.

    ``recordings`` are the ids of files of the learner that go with it. Raises ``NotHandedIn``.
    """
    db.session.execute(select(StatementRow.id).where(StatementRow.id == statement_id).with_for_update())
    found = queries.statement(statement_id, learner_id=learner_id)
    if found is None:
        raise NoSuchStatement
    chosen = files.some_of(recordings, learner_id=learner_id, to_change=True)
    draft = with_files(found.as_evidence(criteria), chosen)
    last = evidence.last(found.kind, statement_id, learner_id=learner_id, at=at)
    if last and last.repeated_by(draft):
        return last.piece.id
    reasons = lacking(chosen, files.today(at))
    piece_id = put_forward(draft, last, reasons, declaration=declaration, learner_id=learner_id, at=at)
    freeze_files(piece_id, chosen)
    return piece_id


@part_of_action
def _add(
    kind: StatementKind,
    said: Said,
    *,
    learner_id: int,
    author_id: int | None = None,
    link_id: int | None = None,
    key: str | None = None,
    at: datetime,
) -> int:
    author = said.author
    row = StatementRow(
        kind=kind,
        learner_id=learner_id,
        author_id=author_id,
        link_id=link_id,
        key=key,
        at=at,
        title=said.title,
        day=said.day.isoformat(),
        name=author.name,
        standing=author.standing,
        relation=author.relation,
        conflict=author.conflict,
        content=dict(said.content),
        criteria=list(said.criteria),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@part_of_action
def _note(deed: str, number: int, learner_id: int, *, actor_id: int | None, at: datetime) -> None:
    detail = f"number {number}"
    note_in_audit(deed, kind=AuditKind.WORK, actor_id=actor_id, subject_id=learner_id, detail=detail, at=at)


def _locked(request_id: int, learner_id: int) -> WitnessRequest:
    asked = queries.request(request_id, to_change=True)
    if asked is None or asked.learner_id != learner_id:
        raise NoSuchRequest
    return asked
