"""Second markers, what they decide, and the rules of a cohort's marking."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marking_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("second_share", sa.Integer(), nullable=False),
        sa.Column("tolerance", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_marking_rules_author_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_marking_rules_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_rules")),
    )
    op.create_index(op.f("ix_marking_rules_cohort_id"), "marking_rules", ["cohort_id"], unique=False)
    op.create_table(
        "second_markings",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("first_done", sa.Integer(), nullable=True),
        sa.Column("first_done_by_id", sa.Integer(), nullable=True),
        sa.Column("first_done_at", sa.DateTime(), nullable=True),
        sa.Column("second_done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_second_markings_asked_by_id")),
        sa.ForeignKeyConstraint(["first_done_by_id"], ["people.id"], name=op.f("fk_second_markings_first_done_by_id")),
        sa.ForeignKeyConstraint(["marker_id"], ["people.id"], name=op.f("fk_second_markings_marker_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_second_markings_piece_id")),
        sa.PrimaryKeyConstraint("piece_id", name=op.f("pk_second_markings")),
    )
    op.create_index(op.f("ix_second_markings_marker_id"), "second_markings", ["marker_id"], unique=False)
    op.create_table(
        "second_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("unmet", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["assessor_id"], ["people.id"], name=op.f("fk_second_decisions_assessor_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_second_decisions_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_decisions")),
    )
    op.create_index(op.f("ix_second_decisions_piece_id"), "second_decisions", ["piece_id"], unique=False)


def downgrade() -> None:
    op.drop_table("second_decisions")
    op.drop_table("second_markings")
    op.drop_table("marking_rules")
