"""What was done to enrolments, with its reason: paused, resumed, moved, withdrawn, completed."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolments.id"], name=op.f("fk_enrolment_changes_enrolment_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_enrolment_changes_author_id")),
        sa.ForeignKeyConstraint(["to_id"], ["enrolments.id"], name=op.f("fk_enrolment_changes_to_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["people.id"], name=op.f("fk_enrolment_changes_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_changes")),
    )
    op.create_index(op.f("ix_enrolment_changes_enrolment_id"), "enrolment_changes", ["enrolment_id"])


def downgrade() -> None:
    op.drop_table("enrolment_changes")
