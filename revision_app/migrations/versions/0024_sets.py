"""Sets of files, and which files were handed in with which piece of evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("file_ids", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_file_sets_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_sets")),
    )
    op.create_index(op.f("ix_file_sets_learner_id"), "file_sets", ["learner_id"])
    op.create_table(
        "piece_files",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_piece_files_piece_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_piece_files_file_id")),
        sa.PrimaryKeyConstraint("piece_id", "file_id", name=op.f("pk_piece_files")),
    )
    op.create_index(op.f("ix_piece_files_file_id"), "piece_files", ["file_id"])


def downgrade() -> None:
    op.drop_table("piece_files")
    op.drop_table("file_sets")
