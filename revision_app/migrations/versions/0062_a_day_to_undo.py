"""When a draft, a file, a card, a note or a recipe was deleted: its owner can have it back for a day."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

TABLES = ("reflections", "files", "own_cards", "notes", "recipes")
IS_THERE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    for name in TABLES:
        op.add_column(name, sa.Column("deleted_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("recipes") as table:
        table.drop_constraint(op.f("uq_recipes_learner_id_name"), type_="unique")
    op.create_index(
        op.f("ix_recipes_learner_id_name"),
        "recipes",
        ["learner_id", "name"],
        unique=True,
        sqlite_where=IS_THERE,
        postgresql_where=IS_THERE,
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_recipes_learner_id_name"), "recipes")
    op.execute("DELETE FROM recipes WHERE deleted_at IS NOT NULL")  # whose names others may have by now
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("deleted_at")
    with op.batch_alter_table("recipes") as table:
        table.create_unique_constraint(op.f("uq_recipes_learner_id_name"), ["learner_id", "name"])
