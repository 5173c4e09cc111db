"""Photographs of one area before and after."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photograph_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["files.id"], name=op.f("fk_photograph_pairs_after_id")),
        sa.ForeignKeyConstraint(["before_id"], ["files.id"], name=op.f("fk_photograph_pairs_before_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_photograph_pairs_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photograph_pairs")),
        sa.UniqueConstraint("before_id", name=op.f("uq_photograph_pairs_before_id")),
    )
    op.create_index(op.f("ix_photograph_pairs_learner_id"), "photograph_pairs", ["learner_id"])
    op.create_index(op.f("ix_photograph_pairs_after_id"), "photograph_pairs", ["after_id"])


def downgrade() -> None:
    op.drop_table("photograph_pairs")
