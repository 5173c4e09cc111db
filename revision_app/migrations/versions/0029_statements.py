"""Statements: what others say of a learner's work, and what learners ask of witnesses."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("conflict", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_statements_learner_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_statements_author_id")),
        sa.ForeignKeyConstraint(["link_id"], ["one_time_links.id"], name=op.f("fk_statements_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("author_id", "key", name=op.f("uq_statements_author_id_key")),
        sa.UniqueConstraint("link_id", name=op.f("uq_statements_link_id")),
    )
    op.create_index(op.f("ix_statements_learner_id"), "statements", ["learner_id"])
    op.create_table(
        "witness_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_witness_requests_learner_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name=op.f("fk_witness_requests_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_requests")),
    )
    op.create_index(op.f("ix_witness_requests_learner_id"), "witness_requests", ["learner_id"])


def downgrade() -> None:
    op.drop_table("witness_requests")
    op.drop_table("statements")
