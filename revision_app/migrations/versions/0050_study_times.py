"""The time that learners can give until their date"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "study_times",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("days_off", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_study_times_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_study_times")),
    )


def downgrade() -> None:
    op.drop_table("study_times")
