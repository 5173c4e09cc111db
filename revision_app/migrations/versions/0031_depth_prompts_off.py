"""Learners who want no prompts for depth."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "depth_prompts_off",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_depth_prompts_off_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_depth_prompts_off")),
    )


def downgrade() -> None:
    op.drop_table("depth_prompts_off")
