"""Names of which a learner said that they are no client's: the anonymity check does not point them out again."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "not_clients",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_not_clients_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_not_clients")),
    )


def downgrade() -> None:
    op.drop_table("not_clients")
