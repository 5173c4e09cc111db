"""Comments at passages, what is answered to them, claims at passages, action plans, and that feedback was mailed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_draft_claims_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_claims")),
    )
    op.create_index("ix_draft_claims_kind_source_id", "draft_claims", ["kind", "source_id"])
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_comments_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_piece_id"), "comments", ["piece_id"])
    op.create_table(
        "comment_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("saying", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_comment_words_comment_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_comment_words_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_words")),
    )
    op.create_index(op.f("ix_comment_words_comment_id"), "comment_words", ["comment_id"])
    op.create_table(
        "planned_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_planned_steps_learner_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_planned_steps_piece_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_planned_steps_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_steps")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_planned_steps_decision_id")),
    )
    op.create_index(op.f("ix_planned_steps_learner_id"), "planned_steps", ["learner_id"])
    op.create_table(
        "feedback_mails",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feedback_mails_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_feedback_mails")),
    )
    with op.batch_alter_table("claims") as claims:
        claims.add_column(sa.Column("passages", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("claims") as claims:
        claims.drop_column("passages")
    for table in ("feedback_mails", "planned_steps", "comment_words", "comments", "draft_claims"):
        op.drop_table(table)
