"""The phrases that tutors keep for feedback, and the decisions that were released with them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phrases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_phrases_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrases")),
    )
    op.create_table(
        "phrase_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phrase_id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["phrase_id"], ["phrases.id"], name=op.f("fk_phrase_uses_phrase_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_phrase_uses_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase_uses")),
        sa.UniqueConstraint("phrase_id", "piece_id", "criterion", name=op.f("uq_phrase_uses_phrase_id_piece_id_criterion")),
    )


def downgrade() -> None:
    op.drop_table("phrase_uses")
    op.drop_table("phrases")
