"""Addresses at which people's calendars are read"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

_OPEN = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "calendar_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_addresses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_addresses")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_addresses_digest")),
    )
    op.create_index(op.f("ix_calendar_addresses_person_id"), "calendar_addresses", ["person_id"])
    op.create_index(
        "uq_calendar_addresses_open",
        "calendar_addresses",
        ["person_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_table("calendar_addresses")
