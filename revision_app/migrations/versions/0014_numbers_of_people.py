"""People have the centre's reference and the awarding body's number, where these are given"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reference", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("awarding_body_number", sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_people_reference"), ["reference"])


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_people_reference"), type_="unique")
        batch_op.drop_column("awarding_body_number")
        batch_op.drop_column("reference")
