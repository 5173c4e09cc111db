"""Messages between people, each with each recipient in a thread of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_messages_cohort_id")),
        sa.ForeignKeyConstraint(["writer_id"], ["people.id"], name=op.f("fk_messages_writer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("writer_id", "key", name=op.f("uq_messages_writer_id_key")),
    )
    op.create_index(op.f("ix_messages_writer_id"), "messages", ["writer_id"])
    op.create_table(
        "message_threads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("announcement", sa.Boolean(), nullable=False),
        sa.Column("by_writer", sa.Integer(), nullable=False),
        sa.Column("by_recipient", sa.Integer(), nullable=False),
        sa.Column("read_by_writer", sa.Integer(), nullable=False),
        sa.Column("read_by_recipient", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_threads_message_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["people.id"], name=op.f("fk_message_threads_recipient_id")),
        sa.ForeignKeyConstraint(["writer_id"], ["people.id"], name=op.f("fk_message_threads_writer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_threads")),
        sa.UniqueConstraint("message_id", "recipient_id", name=op.f("uq_message_threads_message_id_recipient_id")),
    )
    op.create_index(op.f("ix_message_threads_writer_id_last_at"), "message_threads", ["writer_id", "last_at"])
    op.create_index(op.f("ix_message_threads_recipient_id_last_at"), "message_threads", ["recipient_id", "last_at"])
    op.create_table(
        "message_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_message_words_author_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["message_threads.id"], name=op.f("fk_message_words_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_words")),
        sa.UniqueConstraint("thread_id", "author_id", "key", name=op.f("uq_message_words_thread_id_author_id_key")),
    )
    op.create_index(op.f("ix_message_words_author_id"), "message_words", ["author_id"])


def downgrade() -> None:
    op.drop_table("message_words")
    op.drop_table("message_threads")
    op.drop_table("messages")
