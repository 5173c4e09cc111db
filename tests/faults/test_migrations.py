"""The tables that migrations make are the tables that the code was written for, and no migration loses a row."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from revision_app import create_app
from revision_app.db import Base, db
from revision_app.settings import Settings

_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def unprepared(request: pytest.FixtureRequest, database_urls: Callable[..., str], scratch: Path) -> Iterator[Flask]:
    """The application over a database without any table."""
    url = database_urls(request.param, f"new{next(_numbers)}")
    app = create_app(Settings(secret_key="a key for tests only", database_url=url, instance_dir=scratch))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_migrations_make_exactly_the_tables_of_the_models(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []


def test_the_site_is_ready_once_it_is_prepared_and_not_before(unprepared: Flask) -> None:
    client = unprepared.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    with unprepared.app_context():
        upgrade()
    assert client.get("/readyz").json == {"status": "ready"}


def test_every_migration_can_be_taken_back(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade()
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade()


def test_attempts_of_before_keep_their_answers_their_marks_and_their_deadline(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade(revision="0002")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id, name, email, made_at) VALUES (1, 'L', 'l@example.org', '2026-09-01 09:00:00')",
                "INSERT INTO paper_versions (digest, paper_id, text) VALUES ('p', 'one', '{}')",
                "INSERT INTO item_versions (digest, item_id, text) VALUES ('i', 'one', '{}')",
                "INSERT INTO attempts (id, learner_id, paper_digest, paper_id, number, started_at, allowance_seconds)"
                " VALUES (1, 1, 'p', 'one', 1, '2026-09-01 12:00:00', 1500)",
                "INSERT INTO attempt_steps (attempt_id, at, kind, item_id, response, key)"
                " VALUES (1, '2026-09-01 12:01:00', 'responded', 'one', '[\"a\"]', 'key-key-1')",
                "INSERT INTO results (id, attempt_id, number, at, reason, scored_num, scored_den, available, passed)"
                " VALUES (1, 1, 1, '2026-09-01 12:05:00', 'submitted', 1, 1, 1, true)",
                "INSERT INTO result_items (result_id, position, item_id, item_digest, response, mark_num, mark_den,"
                " available, unsafe) VALUES (1, 1, 'one', 'i', '[\"a\"]', 1, 1, 1, false)",
            ):
                connection.exec_driver_sql(statement.replace("%", "%%"))
        upgrade()
        with db.engine.connect() as connection:
            attempt = connection.execute(text("SELECT * FROM attempts")).one()
            steps, items = (
                connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in ("attempt_steps", "result_items")
            )
            result = connection.execute(text("SELECT * FROM results")).one()
    assert (attempt.limit_seconds, str(attempt.deadline_at)[:19]) == (1500, "2026-09-01 12:25:00")
    assert (attempt.mode, attempt.segment, attempt.seed) == ("timed", 1, "")
    assert (steps, items, result.segment, result.pending) == (1, 1, 1, 0)
