"""Entries of the audit are sealed, each with the one before it"""

import json
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

ENTRIES = sa.table(
    "audit_entries",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime),
    sa.column("kind", sa.String),
    sa.column("actor_id", sa.Integer),
    sa.column("deed", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("detail", sa.String),
    sa.column("previous", sa.String),
    sa.column("digest", sa.String),
)
BATCH = 1000


def upgrade() -> None:
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previous", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("digest", sa.String(), nullable=False, server_default=""))
    _seal()
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.alter_column("previous", existing_type=sa.String(), server_default=None)
        batch_op.alter_column("digest", existing_type=sa.String(), server_default=None)


def _seal() -> None:
    connection, columns = op.get_bind(), ENTRIES.c
    sealing = (
        ENTRIES.update()
        .where(columns.id == sa.bindparam("entry"))
        .values(previous=sa.bindparam("before"), digest=sa.bindparam("sealed"))
    )
    last, before = 0, "0" * 64
    while rows := connection.execute(
        sa.select(ENTRIES).where(columns.id > last).order_by(columns.id).limit(BATCH)
    ).all():
        changes = []
        for row in rows:
            digest = _digest(row, before)
            changes.append({"entry": row.id, "before": before, "sealed": digest})
            before = digest
        connection.execute(sealing, changes)
        last = rows[-1].id


def _digest(row: sa.Row, before: str) -> str:
    at: datetime = row.at
    moment = at.isoformat(timespec="microseconds")
    said = [before, row.id, moment, row.kind, row.actor_id, row.deed, row.subject_id, row.detail]
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def downgrade() -> None:
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_column("digest")
        batch_op.drop_column("previous")
