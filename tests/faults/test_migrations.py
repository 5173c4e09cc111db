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


def test_enrolments_of_before_go_on_and_attempts_keep_the_dates_that_counted(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade(revision="0005")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id, name, email, made_at) VALUES (1, 'L', 'l@example.org', '2026-09-01 09:00:00')",
                "INSERT INTO people (id, name, email, made_at) VALUES (2, 'T', 't@example.org', '2026-09-01 09:00:00')",
                "INSERT INTO cohorts (id, name, made_at) VALUES (1, 'Autumn', '2026-09-01 10:00:00')",
                "INSERT INTO cohorts (id, name, made_at) VALUES (2, 'Winter', '2026-09-01 10:00:00')",
                "INSERT INTO enrolments (cohort_id, learner_id, at) VALUES (2, 1, '2026-09-01 12:00:00')",
                "INSERT INTO enrolments (cohort_id, learner_id, at) VALUES (1, 1, '2026-09-01 11:00:00')",
                "INSERT INTO cohort_tutors (cohort_id, tutor_id) VALUES (1, 2)",
                "INSERT INTO paper_versions (digest, paper_id, text) VALUES ('p', 'one', '{}')",
                "INSERT INTO attempts (id, learner_id, paper_digest, paper_id, number, mode, seed, segment, started_at,"
                " extended_seconds, rest_seconds, rested_seconds)"
                " VALUES (1, 1, 'p', 'one', 1, 'timed', '', 1, '2026-09-01 13:00:00', 0, 0, 0)",
                "INSERT INTO assignments (id, cohort_id, paper_id, withdrawn, author_id, at)"
                " VALUES (7, 1, 'one', false, 2, '2026-09-01 12:30:00')",
            ):
                connection.exec_driver_sql(statement)
        upgrade()
        with db.engine.connect() as connection:
            enrolments, tutors, began = (
                [tuple(map(str, row)) for row in connection.execute(text(query))]
                for query in (
                    "SELECT cohort_id, learner_id, started_at, ended_at FROM enrolments ORDER BY id",
                    "SELECT cohort_id, tutor_id, started_at, ended_at FROM cohort_tutors",
                    "SELECT attempt_id, cohort_id, assignment_id FROM attempt_cohorts ORDER BY cohort_id",
                )
            )
        downgrade(revision="0005")
        with db.engine.connect() as connection:
            before = connection.execute(text("SELECT cohort_id, learner_id, at FROM enrolments ORDER BY at")).all()
    assert [(*row[:2], row[2][:19], row[3]) for row in enrolments] == [
        ("1", "1", "2026-09-01 11:00:00", "None"),
        ("2", "1", "2026-09-01 12:00:00", "None"),
    ]
    assert [(*row[:2], row[2][:19], row[3]) for row in tutors] == [("1", "2", "2026-09-01 10:00:00", "None")]
    assert began == [("1", "1", "7"), ("1", "2", "None")]
    assert [tuple(row)[:2] for row in before] == [(1, 1), (2, 1)]
