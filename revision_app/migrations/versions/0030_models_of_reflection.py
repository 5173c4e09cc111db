"""Models and contexts of reflections, what one goes on from, and the plan that it answers."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

AT_THE_END = {"deferrable": True, "initially": "DEFERRED"}  # of a transaction


def upgrade() -> None:
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("model", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("context", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("continues_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answers_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_reflections_continues_id"), "reflections", ["continues_id"], ["id"], **AT_THE_END
        )
        batch_op.create_foreign_key(batch_op.f("fk_reflections_answers_id"), "reflections", ["answers_id"], ["id"], **AT_THE_END)
        batch_op.create_index(batch_op.f("ix_reflections_continues_id"), ["continues_id"])
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.alter_column("model", server_default=None)
        batch_op.alter_column("context", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("reflections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflections_continues_id"))
        batch_op.drop_constraint(batch_op.f("fk_reflections_continues_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_reflections_answers_id"), type_="foreignkey")
        batch_op.drop_column("answers_id")
        batch_op.drop_column("continues_id")
        batch_op.drop_column("context")
        batch_op.drop_column("model")
