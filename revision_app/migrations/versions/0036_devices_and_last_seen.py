"""When people and devices were last seen, which device a sign-in is on, and whether it was new to its person."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("unfamiliar", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.alter_column("device", server_default=None)
        batch_op.alter_column("unfamiliar", server_default=None)
    op.execute("UPDATE people SET seen_at = (SELECT max(at) FROM sign_ins WHERE sign_ins.person_id = people.id)")


def downgrade() -> None:
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        for column in ("unfamiliar", "device", "seen_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
