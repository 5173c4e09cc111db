"""Marking as it is typed: kept for its assessor alone until they save it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typed_marking",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("unmet", sa.JSON(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_typed_marking_piece_id")),
        sa.ForeignKeyConstraint(["assessor_id"], ["people.id"], name=op.f("fk_typed_marking_assessor_id")),
        sa.PrimaryKeyConstraint("piece_id", "assessor_id", "criterion", name=op.f("pk_typed_marking")),
    )


def downgrade() -> None:
    op.drop_table("typed_marking")
