"""How long the statistics of a paper take over a million responses, and how they grow, on both kinds of database."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from bench import setting
from bench.figures import Figure
from revision_app import create_app
from revision_app.db import Base, db
from revision_app.quiz.statistics.core.measures import Which
from revision_app.quiz.statistics.queries.measures import statistics_of
from revision_app.settings import Settings
from revision_app.web.clock import now
from tests.support.databases import postgresql_server

ITEMS = 20
FEW, MANY = 100_000, 1_000_000  # responses
ROUNDS = 7
LINEAR = 12  # times as long for ten times as many; a tenth fits the processor's caches, which is no merit of ours

# Arithmetic that both kinds of database do alike: learner ``i`` is able, item ``j`` easy, and luck is anything.
_RIGHT = "(i * 7919 + j * 104729) % 1000 < 100 + 7 * (i % 100) + 10 * j"
_LETTER = f"CASE WHEN {_RIGHT} THEN 'b' WHEN (i + j) % 3 = 0 THEN 'a' WHEN (i + j) % 3 = 1 THEN 'c' ELSE 'd' END"
_EACH = {"item_versions": "items", "paper_versions": "items WHERE j = 1", "result_items": "learners CROSS JOIN items"}
_ROWS = {
    "item_versions": {"digest": "'digest-' || j", "item_id": "'item'", "text": "''"},
    "paper_versions": {"digest": "'digest'", "paper_id": "'paper'", "text": "''"},
    "people": {
        "id": "i",
        "name": "'Learner'",
        "name_key": "'learner'",
        "email": "'learner' || i || '@example.org'",
        "made_at": "'2026-09-01'",
    },
    "attempts": {
        "id": "i",
        "learner_id": "i",
        "paper_digest": "'digest'",
        "paper_id": "'paper'",
        "number": "1",
        "mode": "'timed'",
        "seed": "''",
        "segment": "1",
        "started_at": "'2026-09-01'",
        "extended_seconds": "0",
        "rest_seconds": "0",
        "rested_seconds": "0",
    },
    "results": {
        "id": "i",
        "attempt_id": "i",
        "number": "1",
        "segment": "1",
        "at": "'2026-09-01'",
        "reason": "'submitted'",
        "scored_num": f"(SELECT count(*) FROM items WHERE {_RIGHT})",
        "scored_den": "1",
        "available": str(ITEMS),
        "passed": "true",
        "pending": "0",
    },
    "result_items": {
        "result_id": "i",
        "position": "j",
        "item_id": "'what-is-asked-of-item-' || j",
        "item_digest": "'digest-' || j",
        "response": f"CAST('[\"' || {_LETTER} || '\"]' AS JSON)",
        "mark_num": f"CASE WHEN {_RIGHT} THEN 1 ELSE 0 END",
        "mark_den": "1",
        "available": "1",
        "unsafe": "false",
        "pending": "false",
        "seconds": "30 + (i + j) % 60",
    },
}


def figures(_site: setting.Site) -> Iterator[Figure]:
    folder = Path(tempfile.mkdtemp(prefix="revision-bench-"))
    try:
        with postgresql_server(folder.name, "bench") as postgresql:
            for kind, url in (("sqlite", f"sqlite:///{folder / 'many.sqlite3'}"), ("postgresql", postgresql("many"))):
                app = create_app(Settings(secret_key="bench", database_url=url, instance_dir=folder))
                with app.app_context():
                    Base.metadata.create_all(db.engine)
                    few = _seconds(FEW)
                    many = _seconds(MANY)
                    db.engine.dispose()
                yield Figure(f"statistics-of-a-million-responses-{kind}", many, "s", "<=1")
                yield Figure(f"statistics-growth-from-a-tenth-{kind}", many / few, "times", f"<={LINEAR}")
    finally:
        shutil.rmtree(folder)


def _seconds(responses: int) -> float:
    """The quickest of some rounds over so many responses."""
    _fill(responses // ITEMS)
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        found = statistics_of(Which.FIRST, taught_by=None, at=now(), paper_id="paper")["paper"]
        times.append(time.perf_counter() - begun)
        db.session.rollback()
        assert (found.n, len(found.items)) == (responses // ITEMS, ITEMS)
        assert found.consistency is not None
    return min(times)


def _fill(attempts: int) -> None:
    """So many attempts at one paper, in place of those before."""
    postgresql = db.engine.dialect.name == "postgresql"
    numbers = (
        f"WITH RECURSIVE learners(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM learners WHERE i < {attempts}), "
        f"items(j) AS (SELECT 1 UNION ALL SELECT j + 1 FROM items WHERE j < {ITEMS}) SELECT "
    )
    with db.engine.begin() as connection:
        for table in reversed(_ROWS):
            connection.execute(text(f"DELETE FROM {table}"))
        for table, columns in _ROWS.items():
            values = ", ".join(columns.values()).replace("AS JSON", "AS JSON" if postgresql else "AS TEXT")
            each = _EACH.get(table, "learners")
            connection.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) {numbers} {values} FROM {each}"))
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
