from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import func, select

from ..db import Base, db, insert_all, last_in_transaction, noted_in_transaction, part_of_action, transaction
from . import queries, store
from .core import AuditKind
from .core.chain import Link, Said, sealed
from .models import AuditRow

NOTED = "audit"
_ONE_AT_A_TIME = 0x6175646974  # the name of a lock in PostgreSQL


@part_of_action
def note_in_audit(
    deed: str,
    *,
    kind: AuditKind,
    actor_id: int | None,
    subject_id: int | None = None,
    detail: str = "",
    at: datetime,
) -> None:
    """Write down who did what to whom. ``deed`` is a short phrase that the audit page shows as it is.

    ``detail`` holds no name of a person, no e-mail address, and nothing that somebody typed about anybody.
    """
    noted_in_transaction(NOTED).append(Said(at, kind, actor_id, str(deed), subject_id, str(detail)))


@part_of_action
def note_about_many(
    deed: str, details: Mapping[int, str], *, kind: AuditKind, actor_id: int | None, at: datetime
) -> None:
    """Write down one deed about many people with one statement; ``details`` say what there is to say by their ids."""
    said = (Said(at, kind, actor_id, str(deed), about, str(detail)) for about, detail in details.items())
    noted_in_transaction(NOTED).extend(said)


@transaction
def note_alone(
    deed: str,
    *,
    kind: AuditKind,
    actor_id: int | None,
    subject_id: int | None = None,
    detail: str = "",
    at: datetime,
) -> None:
    """Write down what changes nothing else, such as an export."""
    note_in_audit(deed, kind=kind, actor_id=actor_id, subject_id=subject_id, detail=detail, at=at)


@last_in_transaction
def _write() -> Callable[[], None] | None:
    """Add what was noted to the chain, as the last that a transaction does: from here on others wait for its commit.

    The people whom entries name are locked first. To wait for one of them afterwards could be to wait for somebody who
    waits for the chain.
    """
    noted: list[Said] = noted_in_transaction(NOTED)
    if not noted:
        return None
    db.session.flush()
    if db.session.get_bind().dialect.name == "postgresql":
        people = Base.metadata.tables["people"].c.id
        named = {id_ for said in noted for id_ in (said.actor_id, said.subject_id) if id_ is not None}
        locked = select(people).where(people.in_(named)).with_for_update(key_share=True, read=True).subquery()
        all_of_them = select(func.count()).select_from(locked).subquery()
        db.session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)).select_from(all_of_them))
    links = list(sealed(noted, after=queries.last()))
    insert_all(AuditRow, [_row(link) for link in links])
    return partial(store.add, links[-1].id, links[-1].digest)


def _row(link: Link) -> dict[str, object]:
    return {"id": link.id, "previous": link.previous, "digest": link.digest, **vars(link.said)}
