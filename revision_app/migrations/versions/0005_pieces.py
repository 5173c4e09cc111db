"""Pieces of evidence with claims, where there were submissions of reflections; "not seen" is "not evidenced"."""

import json
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SUBMISSIONS = sa.table(
    "submissions",
    *(sa.column(name, sa.Integer) for name in ("id", "learner_id", "reflection_id", "number")),
    sa.column("at", sa.DateTime),
    sa.column("title", sa.String),
    *(sa.column(name, sa.JSON) for name in ("writing", "criteria")),
)
PIECES = sa.table(
    "pieces",
    *(sa.column(name, sa.Integer) for name in ("id", "learner_id", "source_id", "number")),
    sa.column("at", sa.DateTime),
    *(sa.column(name, sa.String) for name in ("kind", "title", "digest")),
    sa.column("content", sa.JSON),
)
CLAIMS = sa.table(
    "claims",
    sa.column("id", sa.Integer),
    sa.column("piece_id", sa.Integer),
    sa.column("criterion", sa.String),
)
DECISIONS = sa.table("decisions", sa.column("outcome", sa.String))


def upgrade() -> None:
    op.create_table(
        "pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_pieces_learner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pieces")),
        sa.UniqueConstraint("kind", "source_id", "number", name=op.f("uq_pieces_kind_source_id_number")),
    )
    op.create_index(op.f("ix_pieces_learner_id"), "pieces", ["learner_id"])
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["piece_id"], ["pieces.id"], name=op.f("fk_claims_piece_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("piece_id", "criterion", name=op.f("uq_claims_piece_id_criterion")),
    )
    _carry_over()
    op.execute(sa.update(DECISIONS).where(DECISIONS.c.outcome == "not seen").values(outcome="not evidenced"))
    _refer_to("pieces", "piece_id", instead_of="submission_id")
    op.drop_table("submissions")


def _carry_over() -> None:
    """Each submission as a piece with the same id, and a claim for each of its criteria in their order."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(SUBMISSIONS).order_by(SUBMISSIONS.c.id)).mappings().all():
        kept = {name: row[name] for name in ("id", "learner_id", "number", "at", "title")}
        frozen = {"kind": "reflection", "title": row["title"], "content": row["writing"]}
        digest = sha256(json.dumps(frozen, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        piece = {**kept, **frozen, "source_id": row["reflection_id"], "digest": digest}
        connection.execute(sa.insert(PIECES).values(piece))
        for criterion in dict.fromkeys(row["criteria"]):
            connection.execute(sa.insert(CLAIMS).values(piece_id=row["id"], criterion=criterion))
    _count_on("pieces")


def downgrade() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("reflection_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("writing", sa.JSON(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["people.id"], name=op.f("fk_submissions_learner_id")),
        sa.ForeignKeyConstraint(["reflection_id"], ["reflections.id"], name=op.f("fk_submissions_reflection_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("reflection_id", "number", name=op.f("uq_submissions_reflection_id_number")),
    )
    op.create_index(op.f("ix_submissions_learner_id"), "submissions", ["learner_id"])
    _carry_back()
    op.execute(sa.update(DECISIONS).where(DECISIONS.c.outcome == "not evidenced").values(outcome="not seen"))
    _refer_to("submissions", "submission_id", instead_of="piece_id")
    op.drop_table("claims")
    op.drop_table("pieces")


def _carry_back() -> None:
    """Pieces as submissions; all were reflections then."""
    connection = op.get_bind()
    claims = connection.execute(sa.select(CLAIMS).order_by(CLAIMS.c.id)).all()
    for row in connection.execute(sa.select(PIECES).order_by(PIECES.c.id)).mappings().all():
        kept = {name: row[name] for name in ("id", "learner_id", "number", "at", "title")}
        criteria = [claim.criterion for claim in claims if claim.piece_id == row["id"]]
        submission = {**kept, "reflection_id": row["source_id"], "writing": row["content"], "criteria": criteria}
        connection.execute(sa.insert(SUBMISSIONS).values(submission))
    _count_on("submissions")


def _refer_to(table: str, column: str, *, instead_of: str) -> None:
    """Let decisions and releases refer to the rows with the same ids in another table."""
    for name in ("decisions", "releases"):
        with op.batch_alter_table(name) as batch:
            batch.drop_constraint(f"fk_{name}_{instead_of}", type_="foreignkey")
            if name == "decisions":
                batch.drop_index(f"ix_{name}_{instead_of}")
            batch.alter_column(instead_of, new_column_name=column, existing_type=sa.Integer(), existing_nullable=False)
        with op.batch_alter_table(name) as batch:
            batch.create_foreign_key(f"fk_{name}_{column}", table, [column], ["id"])
            if name == "decisions":
                batch.create_index(f"ix_{name}_{column}", [column])


def _count_on(table: str) -> None:
    """On PostgreSQL, let the next row follow those that were put in with their ids."""
    if op.get_bind().dialect.name == "postgresql":
        highest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
        op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {highest}, false)")
