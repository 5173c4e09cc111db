"""What learners declare of a piece when they hand it in, and of all their work at the end."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=True),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("ai_use", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("sign_in", sa.String(), nullable=True),
        sa.Column("signed_in_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_declarations_learner_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_declarations_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declarations")),
        sa.UniqueConstraint("piece_id", name=op.f("uq_declarations_piece_id")),
    )
    op.create_index(op.f("ix_declarations_learner_id"), "declarations", ["learner_id"], unique=False)


def downgrade() -> None:
    op.drop_table("declarations")
