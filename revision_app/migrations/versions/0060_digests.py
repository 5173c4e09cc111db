"""How often people are told by a letter of what waits, in the place of letters about feedback"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("how_often", sa.String(40), nullable=True),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digests_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digests")),
    )
    # Whoever was told of feedback is not told of the same again.
    op.execute("INSERT INTO digests (person_id, looked_at) SELECT person_id, MAX(at) FROM feedback_mails GROUP BY person_id")
    op.drop_table("feedback_mails")


def downgrade() -> None:
    op.create_table(
        "feedback_mails",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feedback_mails_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_feedback_mails")),
    )
    op.drop_table("digests")
