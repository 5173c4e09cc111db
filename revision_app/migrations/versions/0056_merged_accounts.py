"""Which accounts were closed and merged into another one of the same person."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "merged_accounts",
        sa.Column("closed_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["closed_id"], ["people.id"], name=op.f("fk_merged_accounts_closed_id")),
        sa.ForeignKeyConstraint(["into_id"], ["people.id"], name=op.f("fk_merged_accounts_into_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_merged_accounts_by_id")),
        sa.PrimaryKeyConstraint("closed_id", name=op.f("pk_merged_accounts")),
    )
    op.create_index(op.f("ix_merged_accounts_into_id"), "merged_accounts", ["into_id"])


def downgrade() -> None:
    op.drop_table("merged_accounts")
