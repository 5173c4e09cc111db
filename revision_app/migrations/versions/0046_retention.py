"""Of what ends when, and when somebody was told"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_warnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("data_class", sa.String(length=40), nullable=False),
        sa.Column("until", sa.String(), nullable=False),
        sa.Column("warned_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_retention_warnings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_warnings")),
        sa.UniqueConstraint(
            "person_id", "data_class", "until", name=op.f("uq_retention_warnings_person_id_data_class_until")
        ),
    )


def downgrade() -> None:
    op.drop_table("retention_warnings")
