"""How hard questions are, and what is believed of learners' abilities."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_difficulties",
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("earned", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_item_difficulties")),
    )
    op.create_table(
        "abilities",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("variance", sa.Double(), nullable=False),
        sa.Column("day", sa.Double(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("occasions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_abilities_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "criterion", name=op.f("pk_abilities")),
    )


def downgrade() -> None:
    op.drop_table("abilities")
    op.drop_table("item_difficulties")
