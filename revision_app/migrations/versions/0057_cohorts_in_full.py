"""The dates of cohorts, who leads them among their tutors, and who assures their quality."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

GOES_ON = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("cohorts", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("cohorts", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("cohort_tutors", sa.Column("chosen_at", sa.DateTime(), nullable=True))
    op.create_table(
        "cohort_assurers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("assurer_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assurer_id"], ["people.id"], name=op.f("fk_cohort_assurers_assurer_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_assurers_cohort_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_cohort_assurers_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_assurers")),
    )
    op.create_index(op.f("ix_cohort_assurers_assurer_id"), "cohort_assurers", ["assurer_id"])
    op.create_index(
        op.f("ix_cohort_assurers_cohort_id"),
        "cohort_assurers",
        ["cohort_id"],
        unique=True,
        sqlite_where=GOES_ON,
        postgresql_where=GOES_ON,
    )


def downgrade() -> None:
    op.drop_table("cohort_assurers")
    with op.batch_alter_table("cohort_tutors") as batch_op:
        batch_op.drop_column("chosen_at")
    with op.batch_alter_table("cohorts") as batch_op:
        batch_op.drop_column("ends_on")
        batch_op.drop_column("starts_on")
