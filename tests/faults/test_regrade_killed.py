"""A regrade that is killed in the middle, and gone on with, comes to the same end as one that is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from revision_app.db import db
from revision_app.quiz.attempts.core.grading import Way
from revision_app.quiz.attempts.models import RegradeRow, ResultCriterionRow, ResultItemRow, ResultRow
from revision_app.quiz.bank.core.paper import Paper
from tests.support.papers import a_multiple, a_paper, an_item, offer
from tests.support.regrading import begin, finish, sat_by_many

ROOT = Path(__file__).resolve().parents[2]
MANY = 1_600
ANSWERS = [{"one": one, "many": many} for one in ("", "a", "b", "c") for many in ("", "a", "ac", "acd")]


def a_paper_with(key: str) -> Paper:
    return a_paper((an_item("one", key=key), a_multiple("many")))


def written(app: Flask) -> list[tuple[object, ...]]:
    """Every result that a regrade wrote, with its items and criteria, whatever their ids."""
    found: list[tuple[object, ...]] = []
    with app.app_context():
        for table in (ResultItemRow, ResultCriterionRow):
            columns = [column for column in table.__table__.columns if column.name != "result_id"]
            result = (ResultRow.attempt_id, ResultRow.number, ResultRow.scored_num, ResultRow.passed)
            rows = select(*result, *columns).join(table, table.result_id == ResultRow.id)
            order = [ResultRow.attempt_id, table.__table__.columns[1]]
            found += [
                tuple(map(str, row)) for row in db.session.execute(rows.where(ResultRow.number == 2).order_by(*order))
            ]
    return found


def done(app: Flask, regrade_id: int) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).where(ResultRow.regrade_id == regrade_id)) or 0


def test_killed_in_the_middle_and_gone_on_with_the_end_is_the_same(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["settings"]
    environment = os.environ | {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(tmp_path),
    }
    command = [str(Path(sys.executable).with_name("flask")), "--app", "wsgi", "regrade"]
    offer(app, old := a_paper_with("b"))
    sat_by_many(app, old, [ANSWERS[n % len(ANSWERS)] for n in range(MANY)])
    offer(app, a_paper_with("c"))
    regrade_id = begin(app, "one", Way.AS_NOW)

    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        said = process.stdout.readline() if process.stdout else b""
        os.killpg(process.pid, signal.SIGKILL)
    assert said.startswith(f"Regrade {regrade_id}: 200 of {MANY}".encode())
    interrupted = done(app, regrade_id)
    assert 200 <= interrupted < MANY
    assert interrupted % 200 == 0

    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout.endswith(f"Regrade {regrade_id} is finished.\n")
    with app.app_context():
        assert db.session.get(RegradeRow, regrade_id).finished_at is not None
    after_a_kill = written(app)
    assert done(app, regrade_id) == MANY

    again(app)
    assert finish(app, begin(app, "one", Way.AS_NOW)) == MANY
    assert written(app) == after_a_kill


def again(app: Flask) -> None:
    """The database as it was before anything was marked again."""
    with app.app_context():
        later = select(ResultRow.id).where(ResultRow.number == 2)
        for table in (ResultItemRow, ResultCriterionRow):
            db.session.execute(db.delete(table).where(table.result_id.in_(later)))
        db.session.execute(db.delete(ResultRow).where(ResultRow.number == 2))
        db.session.execute(db.delete(RegradeRow))
        db.session.commit()
