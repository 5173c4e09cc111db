"""The dates that learners aim for."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aims",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_aims_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_aims")),
    )


def downgrade() -> None:
    op.drop_table("aims")
