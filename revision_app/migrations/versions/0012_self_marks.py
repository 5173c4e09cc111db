"""Learners' own marks of written practice, and what they ask tutors to mark of it.

Practice answers that were with a tutor already stay there: their learners had been told so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ATTEMPTS = sa.table(
    "attempts", sa.column("id", sa.Integer), sa.column("mode", sa.String), sa.column("voided_at", sa.DateTime)
)
RESULTS = sa.table(
    "results",
    *(sa.column(name, sa.Integer) for name in ("id", "attempt_id", "number")),
    sa.column("at", sa.DateTime),
)
ITEMS = sa.table(
    "result_items",
    sa.column("result_id", sa.Integer),
    sa.column("item_id", sa.String),
    sa.column("pending", sa.Boolean),
)
REQUESTS = sa.table(
    "mark_requests",
    sa.column("attempt_id", sa.Integer),
    sa.column("item_id", sa.String),
    sa.column("at", sa.DateTime),
)


def upgrade() -> None:
    op.create_table(
        "self_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("item_digest", sa.String(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_self_marks_attempt_id")),
        sa.ForeignKeyConstraint(["item_digest"], ["item_versions.digest"], name=op.f("fk_self_marks_item_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_marks")),
    )
    op.create_index(op.f("ix_self_marks_attempt_id_item_id_id"), "self_marks", ["attempt_id", "item_id", "id"])
    op.create_table(
        "mark_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_mark_requests_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_requests")),
    )
    op.create_index(op.f("ix_mark_requests_attempt_id_item_id"), "mark_requests", ["attempt_id", "item_id"])
    newer = RESULTS.alias()
    latest = sa.select(sa.func.max(newer.c.number)).where(newer.c.attempt_id == ATTEMPTS.c.id).scalar_subquery()
    waiting = sa.select(ATTEMPTS.c.id, ITEMS.c.item_id, RESULTS.c.at).where(
        ATTEMPTS.c.mode == "practice",
        ATTEMPTS.c.voided_at.is_(None),
        RESULTS.c.attempt_id == ATTEMPTS.c.id,
        RESULTS.c.number == latest,
        ITEMS.c.result_id == RESULTS.c.id,
        ITEMS.c.pending,
    )
    op.execute(REQUESTS.insert().from_select(["attempt_id", "item_id", "at"], waiting))


def downgrade() -> None:
    op.drop_table("mark_requests")
    op.drop_table("self_marks")
