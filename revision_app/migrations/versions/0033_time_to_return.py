"""How many days after handing in a cohort's pieces are due back."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("marking_rules", sa.Column("return_days", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("marking_rules", "return_days")
