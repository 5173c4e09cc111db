"""Comments at passages as they are typed: kept for their assessor alone until they are saved."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "typed_comments",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("passage", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_typed_comments_piece_id")),
        sa.ForeignKeyConstraint(["assessor_id"], ["people.id"], name=op.f("fk_typed_comments_assessor_id")),
        sa.PrimaryKeyConstraint("piece_id", "assessor_id", "comment_id", name=op.f("pk_typed_comments")),
    )


def downgrade() -> None:
    op.drop_table("typed_comments")
