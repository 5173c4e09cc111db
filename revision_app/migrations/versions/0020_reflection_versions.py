"""Versions of drafts: what was saved before stays, to be read, compared and restored."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reflection_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reflection_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("writing", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reflection_id"], ["reflections.id"], name=op.f("fk_reflection_versions_reflection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection_versions")),
        sa.UniqueConstraint("reflection_id", "revision", name=op.f("uq_reflection_versions_reflection_id_revision")),
    )


def downgrade() -> None:
    op.drop_table("reflection_versions")
