"""Find quickly who still sits a paper after its close, because results wait for them."""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attempts_paper_id_deadline_at", "attempts", ["paper_id", "deadline_at"])


def downgrade() -> None:
    op.drop_index("ix_attempts_paper_id_deadline_at", "attempts")
