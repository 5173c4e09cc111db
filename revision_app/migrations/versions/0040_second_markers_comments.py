"""Comments at passages by second markers."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_comments_second_by_id"), "people", ["second_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_comments_second_by_id"), type_="foreignkey")
        batch_op.drop_column("second_by_id")
