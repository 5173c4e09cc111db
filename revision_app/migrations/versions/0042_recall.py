"""Cards to remember: reviews and what follows from them, own cards, and how somebody wants to be asked."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def _learner(table: str) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f(f"fk_{table}_learner_id")),
    )


def upgrade() -> None:
    op.create_table(
        "card_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        *_learner("card_reviews"),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("algorithm", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_reviews")),
        sa.UniqueConstraint("learner_id", "key", name=op.f("uq_card_reviews_learner_id_key")),
    )
    op.create_index(op.f("ix_card_reviews_learner_id_card"), "card_reviews", ["learner_id", "card"])
    op.create_table(
        "card_standings",
        *_learner("card_standings"),
        sa.Column("card", sa.String(), nullable=False),
        *(sa.Column(name, sa.DateTime(), nullable=False) for name in ("begun_at", "due_at", "last_at")),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("stability", "difficulty")),
        sa.Column("learning", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("lapses", "reviews")),
        sa.PrimaryKeyConstraint("learner_id", "card", name=op.f("pk_card_standings")),
    )
    op.create_table(
        "own_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        *_learner("own_cards"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("front", "back")),
        *(sa.Column(name, sa.DateTime(), nullable=False) for name in ("made_at", "changed_at")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_cards")),
    )
    op.create_index(op.f("ix_own_cards_learner_id"), "own_cards", ["learner_id"])
    op.create_table(
        "recall_choices",
        *_learner("recall_choices"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("four_buttons", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_recall_choices")),
    )


def downgrade() -> None:
    for table in ("recall_choices", "own_cards", "card_standings", "card_reviews"):
        op.drop_table(table)
