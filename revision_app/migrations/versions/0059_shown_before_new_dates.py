"""Before which dates the results of an attempt had been shown already."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

KEY = "fk_attempt_cohorts_shown_before_id"


def upgrade() -> None:
    with op.batch_alter_table("attempt_cohorts") as batch_op:
        batch_op.add_column(sa.Column("shown_before_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f(KEY), "assignments", ["shown_before_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("attempt_cohorts") as batch_op:
        batch_op.drop_constraint(batch_op.f(KEY), type_="foreignkey")
        batch_op.drop_column("shown_before_id")
