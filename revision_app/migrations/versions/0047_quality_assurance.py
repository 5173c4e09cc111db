"""Internal quality assurance: samples, what is in them, and what was done about it."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["people.id"], name=op.f("fk_samples_drawn_by_id")),
        sa.ForeignKeyConstraint(["assessor_id"], ["people.id"], name=op.f("fk_samples_assessor_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_samples_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
    )
    op.create_table(
        "sampled",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_sampled_sample_id")),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_sampled_piece_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_sampled_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampled")),
        sa.UniqueConstraint("piece_id", "criterion", name=op.f("uq_sampled_piece_id_criterion")),
    )
    op.create_index(op.f("ix_sampled_sample_id"), "sampled", ["sample_id"])
    op.create_table(
        "quality_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sampled_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["sampled_id"], ["sampled.id"], name=op.f("fk_quality_steps_sampled_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_quality_steps_decision_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quality_steps_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_steps")),
    )
    op.create_index(op.f("ix_quality_steps_sampled_id"), "quality_steps", ["sampled_id"])


def downgrade() -> None:
    op.drop_table("quality_steps")
    op.drop_table("sampled")
    op.drop_table("samples")
