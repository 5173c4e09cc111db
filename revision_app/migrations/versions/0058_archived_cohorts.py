"""Which cohorts are archived, since when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

HOLDS = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "cohort_archivings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_cohort_archivings_author_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_archivings_cohort_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["people.id"], name=op.f("fk_cohort_archivings_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_archivings")),
    )
    op.create_index(
        op.f("ix_cohort_archivings_cohort_id"),
        "cohort_archivings",
        ["cohort_id"],
        unique=True,
        sqlite_where=HOLDS,
        postgresql_where=HOLDS,
    )


def downgrade() -> None:
    op.drop_table("cohort_archivings")
