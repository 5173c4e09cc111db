"""Steps say what they hold: what tutors do and what pages report are rows of their own, with typed columns"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BY_TUTORS = ("extended", "reopened", "voided")
REPORTED = ("left", "returned", "pasted", "moved")
SUFFIXES = {"flagged": ".flag", "unflagged": ".flag", "late": ".late", "checked": ".check", "resumed": ".resume"}
AT_ONCE = 1000

STEPS = sa.table(
    "attempt_steps",
    sa.column("id", sa.Integer),
    sa.column("attempt_id", sa.Integer),
    sa.column("segment", sa.Integer),
    sa.column("at", sa.DateTime),
    sa.column("kind", sa.String),
    sa.column("response", sa.JSON(none_as_null=True)),
    sa.column("key", sa.String),
    sa.column("window", sa.String),
    sa.column("notes", sa.String),
)


def upgrade() -> None:
    interventions = op.create_table(
        "interventions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_interventions_attempt_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_interventions_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interventions")),
        sa.UniqueConstraint("attempt_id", "key", name=op.f("uq_interventions_attempt_id_key")),
    )
    activity = op.create_table(
        "attempt_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("network", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_attempt_activity_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_activity")),
    )
    with op.batch_alter_table("attempt_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_activity_attempt_id"), ["attempt_id"], unique=False)

    with op.batch_alter_table("attempt_steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("segment", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("window", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("notes", sa.String(), nullable=True))
        batch_op.alter_column("key", existing_type=sa.String(), nullable=True)
        batch_op.drop_constraint("uq_attempt_steps_attempt_id_key", type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_attempt_steps_attempt_id_key_kind"), ["attempt_id", "key", "kind"]
        )

    _number_the_segments()
    op.bulk_insert(interventions, [_intervention(step) for step in _steps(BY_TUTORS)])
    for group in _groups(_activity(step) for step in _steps(REPORTED)):
        op.bulk_insert(activity, group)
    op.execute(STEPS.delete().where(STEPS.c.kind.in_((*BY_TUTORS, *REPORTED))))
    _update({"window": step.key.rpartition(".")[0], "key": None, "step_id": step.id} for step in _steps(["opened"]))
    _update({"notes": (step.response or [""])[0], "response": None, "step_id": step.id} for step in _steps(["noted"]))
    op.execute(STEPS.update().where(STEPS.c.kind == "submitted").values(key=None))
    for kind, suffix in SUFFIXES.items():
        shorter = sa.func.substr(STEPS.c.key, 1, sa.func.length(STEPS.c.key) - len(suffix))
        which = STEPS.c.kind == kind, STEPS.c.key.endswith(suffix)
        op.execute(STEPS.update().where(*which).values(key=shorter))

    with op.batch_alter_table("attempt_steps", schema=None) as batch_op:
        batch_op.alter_column("segment", existing_type=sa.Integer(), server_default=None)
    op.create_index(
        "uq_attempt_steps_submitted",
        "attempt_steps",
        ["attempt_id", "segment"],
        unique=True,
        sqlite_where=sa.text("kind = 'submitted'"),
        postgresql_where=sa.text("kind = 'submitted'"),
    )


def _number_the_segments() -> None:
    """A segment begins where the attempt was reopened; steps were written in the order of their ids."""
    again = STEPS.alias().c
    begun = sa.select(sa.func.count()).where(again.attempt_id == STEPS.c.attempt_id, again.kind == "reopened")
    before = begun.where(again.id <= STEPS.c.id).scalar_subquery()
    reopened = sa.select(again.attempt_id).where(again.kind == "reopened")
    op.execute(STEPS.update().where(STEPS.c.attempt_id.in_(reopened)).values(segment=1 + before))


def _steps(kinds: Iterable[str]) -> list[Any]:
    which = sa.select(STEPS).where(STEPS.c.kind.in_(list(kinds))).order_by(STEPS.c.id)
    return list(op.get_bind().execute(which).all())


def _intervention(step: Any) -> dict[str, Any]:
    """From minutes, author and reason in a response; only a form for more time had a key of its own."""
    minutes, author_id, reason = step.response
    return {
        "attempt_id": step.attempt_id,
        "at": step.at,
        "kind": step.kind,
        "minutes": None if step.kind == "voided" else int(minutes),
        "reason": reason,
        "author_id": int(author_id),
        "key": step.key.removeprefix(".extended.") if step.kind == "extended" else None,
    }


def _activity(step: Any) -> dict[str, Any]:
    """From the question's place and the size of a paste in a response, or from the network's name."""
    said = step.response
    return {
        "attempt_id": step.attempt_id,
        "at": step.at,
        "kind": step.kind,
        "batch": step.key.rpartition(".")[0],
        "position": None if step.kind == "moved" else int(said[0]),
        "size": int(said[1]) if step.kind == "pasted" else None,
        "network": said[0] if step.kind == "moved" else None,
    }


def _update(changes: Iterator[dict[str, Any]]) -> None:
    for group in _groups(changes):
        names = {name: sa.bindparam(f"new_{name}") for name in group[0] if name != "step_id"}
        statement = STEPS.update().where(STEPS.c.id == sa.bindparam("step_id")).values(names)
        rows = [{"step_id": one["step_id"], **{f"new_{name}": one[name] for name in names}} for one in group]
        op.get_bind().execute(statement, rows)


def _groups(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(rows)
    while group := list(islice(rows, AT_ONCE)):
        yield group


def downgrade() -> None:
    """Steps were written in order, so what has left them cannot be put back among them: a backup can."""
    for table in ("interventions", "attempt_activity"):
        if op.get_bind().execute(sa.select(sa.func.count()).select_from(sa.table(table))).scalar():
            raise RuntimeError(f"there are rows in {table}; restore the backup that was made before this migration")
    op.drop_index("uq_attempt_steps_submitted", "attempt_steps")
    for kind, suffix in SUFFIXES.items():
        op.execute(STEPS.update().where(STEPS.c.kind == kind).values(key=STEPS.c.key + suffix))
    _update({"key": f"{one.window}.{one.id}", "step_id": one.id} for one in _steps(["opened"]))
    _update({"key": f".submit.{one.segment}", "step_id": one.id} for one in _steps(["submitted"]))
    _update({"response": [one.notes] if one.notes else [], "step_id": one.id} for one in _steps(["noted"]))
    with op.batch_alter_table("attempt_steps", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_attempt_steps_attempt_id_key_kind"), type_="unique")
        batch_op.create_unique_constraint("uq_attempt_steps_attempt_id_key", ["attempt_id", "key"])
        batch_op.alter_column("key", existing_type=sa.String(), nullable=False)
        batch_op.drop_column("notes")
        batch_op.drop_column("window")
        batch_op.drop_column("segment")
    op.drop_table("attempt_activity")
    op.drop_table("interventions")
