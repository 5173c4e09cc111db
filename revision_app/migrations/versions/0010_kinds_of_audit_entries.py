"""Entries of the audit have a kind, by which its page shows some of them"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ENTRIES = sa.table("audit_entries", sa.column("kind", sa.String), sa.column("deed", sa.String))
DEEDS = {
    "signing in": ("signed out everywhere",),
    "accounts": (
        "account made",
        "name changed",
        "roles changed",
        "account deactivated",
        "account reactivated",
        "account closed",
        "account reopened",
        "first sign-in link made",
        "password set by link",
        "password changed",
    ),
    "cohorts": (
        "cohort made",
        "cohort renamed",
        "learner enrolled",
        "learner moved",
        "enrolment ended",
        "tutor assigned",
        "tutor removed",
    ),
    "papers": (
        "adjustments set",
        "paper assigned",
        "paper withdrawn",
        "time extended",
        "attempt reopened",
        "attempt voided",
    ),
    "questions": ("question marked again", "regrade finished"),
}
REST = "work"  # handed in, decided, challenged


def upgrade() -> None:
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default=REST))
    for kind, deeds in DEEDS.items():
        op.execute(ENTRIES.update().where(ENTRIES.c.deed.in_(deeds)).values(kind=kind))
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(length=40), server_default=None)
        batch_op.create_index(batch_op.f("ix_audit_entries_kind_id"), ["kind", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_kind_id"))
        batch_op.drop_column("kind")
