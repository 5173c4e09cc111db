"""The log: records in versions, countersignatures, selections; and links by which a visitor does one thing once."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_one_time_links_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_one_time_links_digest")),
    )
    op.create_index(op.f("ix_one_time_links_purpose_subject_id"), "one_time_links", ["purpose", "subject_id"])
    op.create_table(
        "link_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_tries")),
    )
    op.create_index(op.f("ix_link_tries_at"), "link_tries", ["at"])
    op.create_index(op.f("ix_link_tries_address"), "link_tries", ["address"])
    op.create_table(
        "log_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_log_records_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_records")),
        sa.UniqueConstraint("learner_id", "key", name=op.f("uq_log_records_learner_id_key")),
    )
    op.create_table(
        "log_versions",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["log_records.id"], name=op.f("fk_log_versions_record_id")),
        sa.PrimaryKeyConstraint("record_id", "number", name=op.f("pk_log_versions")),
    )
    op.create_table(
        "log_countersignatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("declaration", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["one_time_links.id"], name=op.f("fk_log_countersignatures_link_id")),
        sa.ForeignKeyConstraint(["record_id"], ["log_records.id"], name=op.f("fk_log_countersignatures_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_countersignatures")),
        sa.UniqueConstraint("link_id", name=op.f("uq_log_countersignatures_link_id")),
    )
    op.create_index(op.f("ix_log_countersignatures_record_id"), "log_countersignatures", ["record_id"])
    op.create_table(
        "log_selections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_log_selections_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_selections")),
    )
    op.create_index(op.f("ix_log_selections_learner_id"), "log_selections", ["learner_id"])
    op.create_table(
        "log_put_forward",
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_log_put_forward_piece_id")),
        sa.ForeignKeyConstraint(["record_id"], ["log_records.id"], name=op.f("fk_log_put_forward_record_id")),
        sa.PrimaryKeyConstraint("piece_id", "record_id", name=op.f("pk_log_put_forward")),
    )
    op.create_index(op.f("ix_log_put_forward_record_id"), "log_put_forward", ["record_id"])


def downgrade() -> None:
    for table in (
        "log_put_forward",
        "log_selections",
        "log_countersignatures",
        "log_versions",
        "log_records",
        "link_tries",
        "one_time_links",
    ):
        op.drop_table(table)
