"""The tables that migrations make are the tables that the code was written for, and no migration loses a row."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from revision_app.audit import queries as audit
from revision_app.audit import store
from revision_app.db import Base, db
from revision_app.quiz.attempts.models import ActivityRow, InterventionRow, StepRow
from revision_app.settings import Settings
from tests.support.shipped import a_site

_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def unprepared(request: pytest.FixtureRequest, database_urls: Callable[..., str], scratch: Path) -> Iterator[Flask]:
    """The application over a database without any table."""
    url = database_urls(request.param, f"new{next(_numbers)}")
    app = a_site(Settings(secret_key="a key for tests only", database_url=url, instance_dir=scratch))
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


OLD_STEPS = (  # id, minute, kind, item, response, key: as the code before 0007 wrote them
    (1, 0, "opened", None, None, "window-of-a-tab.0"),
    (2, 1, "responded", "one", ["a"], "key-key-1"),
    (3, 1, "flagged", "one", None, "key-key-1.flag"),
    (4, 1, "moved", None, ["0123456789abcdef"], "facts-key-1.0"),
    (5, 2, "left", None, ["2"], "facts-key-1.1"),
    (6, 3, "pasted", None, ["3", "640"], "facts-key-2.0"),
    (7, 4, "noted", None, ["Ask about healing.\nThen go on."], "key-key-2-notes"),
    (8, 5, "noted", None, [], "key-key-3-notes"),
    (9, 6, "extended", None, ["15", "2", 'A fire alarm: "out"'], ".extended.form-key-1"),
    (10, 7, "rested", None, None, "key-key-4"),
    (11, 8, "resumed", None, None, "key-key-5.resume"),
    (12, 8, "responded", "two", [], "key-key-5"),
    (13, 9, "submitted", None, None, ".submit.1"),
    (14, 10, "late", "one", ["b"], "key-key-6.late"),
    (15, 20, "reopened", None, ["10", "2", "It was cut short."], ".reopened.2"),
    (16, 21, "checked", "one", None, "key-key-7.check"),
    (17, 22, "submitted", None, None, ".submit.2"),
    (18, 30, "voided", None, ["0", "2", "Sat by somebody else."], ".voided.once"),
)


def test_what_steps_held_as_text_stands_in_rows_of_its_own(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade(revision="0006")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id, name, email, made_at) VALUES (1, 'L', 'l@example.org', '2026-09-01 09:00:00'),"
                " (2, 'T', 't@example.org', '2026-09-01 09:00:00')",
                "INSERT INTO paper_versions (digest, paper_id, text) VALUES ('p', 'one', '{}')",
                "INSERT INTO attempts (id, learner_id, paper_digest, paper_id, number, mode, seed, segment, started_at,"
                " extended_seconds, rest_seconds, rested_seconds)"
                " VALUES (1, 1, 'p', 'one', 1, 'timed', '', 2, '2026-09-01 12:00:00', 0, 0, 0)",
            ):
                connection.exec_driver_sql(statement)
            add = "INSERT INTO attempt_steps VALUES (:id, 1, :at, :kind, :item, :response, :key, NULL)"
            for step_id, minute, kind, item, response, key in OLD_STEPS:
                moment = f"2026-09-01 12:{minute:02}:00"
                said = None if response is None else json.dumps(response)
                about = {"id": step_id, "at": moment, "kind": kind, "item": item, "response": said, "key": key}
                connection.execute(text(add), about)
        upgrade()
        steps = [
            (row.id, row.segment, row.kind, row.item_id, row.response, row.key, row.window, row.notes)
            for row in db.session.scalars(select(StepRow).order_by(StepRow.id))
        ]
        seen = [
            (row.at.minute, row.kind, row.batch, row.position, row.size, row.network)
            for row in db.session.scalars(select(ActivityRow).order_by(ActivityRow.id))
        ]
        tutors = [
            (row.at.minute, row.kind, row.minutes, row.reason, row.author_id, row.key)
            for row in db.session.scalars(select(InterventionRow).order_by(InterventionRow.id))
        ]
    assert steps == [
        (1, 1, "opened", None, None, None, "window-of-a-tab", None),
        (2, 1, "responded", "one", ["a"], "key-key-1", None, None),
        (3, 1, "flagged", "one", None, "key-key-1", None, None),
        (7, 1, "noted", None, None, "key-key-2-notes", None, "Ask about healing.\nThen go on."),
        (8, 1, "noted", None, None, "key-key-3-notes", None, ""),
        (10, 1, "rested", None, None, "key-key-4", None, None),
        (11, 1, "resumed", None, None, "key-key-5", None, None),
        (12, 1, "responded", "two", [], "key-key-5", None, None),
        (13, 1, "submitted", None, None, None, None, None),
        (14, 1, "late", "one", ["b"], "key-key-6", None, None),
        (16, 2, "checked", "one", None, "key-key-7", None, None),
        (17, 2, "submitted", None, None, None, None, None),
    ]
    assert seen == [
        (1, "moved", "facts-key-1", None, None, "0123456789abcdef"),
        (2, "left", "facts-key-1", 2, None, None),
        (3, "pasted", "facts-key-2", 3, 640, None),
    ]
    assert tutors == [
        (6, "extended", 15, 'A fire alarm: "out"', 2, "form-key-1"),
        (20, "reopened", 10, "It was cut short.", 2, None),
        (30, "voided", None, "Sat by somebody else.", 2, None),
    ]
    assert len(steps) + len(seen) + len(tutors) == len(OLD_STEPS)


def test_taking_steps_back_keeps_what_they_hold_and_refuses_to_lose_what_has_left_them(
    unprepared: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with unprepared.app_context():
        upgrade(revision="0007")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id, name, email, made_at) VALUES (1, 'L', 'l@example.org', '2026-09-01 09:00:00')",
                "INSERT INTO paper_versions (digest, paper_id, text) VALUES ('p', 'one', '{}')",
                "INSERT INTO attempts (id, learner_id, paper_digest, paper_id, number, mode, seed, segment, started_at,"
                " extended_seconds, rest_seconds, rested_seconds)"
                " VALUES (1, 1, 'p', 'one', 1, 'timed', '', 1, '2026-09-01 12:00:00', 0, 0, 0)",
                'INSERT INTO attempt_steps (id, attempt_id, segment, at, kind, key, notes, "window") VALUES'
                " (1, 1, 1, '2026-09-01 12:01:00', 'noted', 'key-key-1', 'Words', NULL),"
                " (2, 1, 1, '2026-09-01 12:02:00', 'opened', NULL, NULL, 'window-of-a-tab'),"
                " (3, 1, 1, '2026-09-01 12:03:00', 'flagged', 'key-key-1', NULL, NULL),"
                " (4, 1, 1, '2026-09-01 12:04:00', 'submitted', NULL, NULL, NULL)",
                "INSERT INTO interventions (id, attempt_id, at, kind, reason, author_id)"
                " VALUES (1, 1, '2026-09-01 12:05:00', 'voided', 'Why.', 1)",
            ):
                connection.exec_driver_sql(statement)
        with pytest.raises(SystemExit):
            downgrade(revision="0006")
        assert "there are rows in interventions; restore the backup" in caplog.text
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM interventions")
        downgrade(revision="0006")
        with db.engine.connect() as connection:
            keys = connection.execute(text("SELECT key FROM attempt_steps ORDER BY id")).scalars().all()
    assert keys == ["key-key-1", "window-of-a-tab.2", "key-key-1.flag", ".submit.1"]


def test_addresses_of_before_are_brought_into_one_form(unprepared: Flask) -> None:
    people = {1: "lea@xn--bcher-kva.example", 2: "ana@example.org", 3: "léa@example.org", 4: "le\u0301a@example.org"}
    with unprepared.app_context():
        upgrade(revision="0007")
        with db.engine.begin() as connection:
            for person_id, email in people.items():
                connection.execute(
                    text(
                        "INSERT INTO people (id, name, email, made_at) VALUES (:id, 'P', :email, '2026-09-01 09:00:00')"
                    ),
                    {"id": person_id, "email": email},
                )
        upgrade()
        with db.engine.connect() as connection:
            after = dict(connection.execute(text("SELECT id, email FROM people")).all())
    assert after == people | {1: "lea@bücher.example"}


def test_practice_answers_that_waited_for_a_tutor_go_on_waiting(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade(revision="0011")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id, name, email, made_at) VALUES (1, 'P', 'p@example.org', '2026-09-01 09:00:00')",
                "INSERT INTO paper_versions (digest, paper_id, text) VALUES ('d', 'p', '{}')",
                "INSERT INTO item_versions (digest, item_id, text) VALUES ('i', 'open', '{}')",
                *(
                    "INSERT INTO attempts (id, learner_id, paper_digest, paper_id, number, mode, seed, segment,"
                    " started_at, extended_seconds, rest_seconds, rested_seconds)"
                    f" VALUES ({number}, 1, 'd', 'p', {number}, '{mode}', 's', 1, '2026-09-01 12:00:00', 0, 0, 0)"
                    for number, mode in ((1, "practice"), (2, "timed"))
                ),
                *(
                    "INSERT INTO results (id, attempt_id, number, segment, at, reason, scored_num, scored_den,"
                    " available, passed, pending)"
                    f" VALUES ({number}, {attempt}, {result}, 1, '2026-09-01 12:10:00', 'submitted', 0, 1, 6, false, 1)"
                    for number, attempt, result in ((1, 1, 1), (2, 1, 2), (3, 2, 1))
                ),
                *(
                    "INSERT INTO result_items (result_id, position, item_id, item_digest, response, mark_num, mark_den,"
                    " available, unsafe, pending)"
                    f" VALUES ({result}, {place}, '{item}', 'i', '[]', 0, 1, 3, false, {pending})"
                    for result, place, item, pending in (
                        (1, 1, "open", "true"),
                        (1, 2, "open-too", "true"),
                        (2, 1, "open", "false"),
                        (2, 2, "open-too", "true"),
                        (3, 1, "open", "true"),
                    )
                ),
            ):
                connection.exec_driver_sql(statement)
        upgrade()
        with db.engine.connect() as connection:
            asked = connection.execute(text("SELECT attempt_id, item_id FROM mark_requests")).all()
    assert [tuple(row) for row in asked] == [(1, "open-too")]


def test_entries_of_the_audit_from_before_are_sealed_in_their_order(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade(revision="0036")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id, name, name_key, email, made_at)"
                " VALUES (1, 'P', 'p', 'p@example.org', '2026-09-01 09:00:00')",
                *(
                    "INSERT INTO audit_entries (id, at, kind, actor_id, deed, subject_id, detail)"
                    f" VALUES ({id_}, '{at}', 'accounts', {actor}, 'roles changed', 1, 'é → “two”')"
                    for id_, at, actor in (
                        (1, "2026-09-01 12:00:00.000000", "1"),
                        (2, "2026-09-01 11:00:00.123456", "NULL"),
                        (5, "2026-09-01 13:00:00.000000", "1"),  # on PostgreSQL ids were lost with what was taken back
                    )
                ),
            ):
                connection.exec_driver_sql(statement)
        upgrade()
        (unprepared.extensions["settings"].instance_dir / store.FILE).unlink(missing_ok=True)  # of other tests
        checked = audit.checked()
    assert (checked.entries, checked.faults, checked.last[0]) == (3, (), 5)


def test_whoever_was_told_of_feedback_before_is_told_of_what_is_new_since(unprepared: Flask) -> None:
    with unprepared.app_context():
        upgrade(revision="0059")
        with db.engine.begin() as connection:
            for statement in (
                "INSERT INTO people (id, name, name_key, email, made_at)"
                " VALUES (1, 'L', 'l', 'l@example.org', '2026-09-01 09:00:00')",
                "INSERT INTO feedback_mails (person_id, day, at) VALUES (1, '2026-09-01', '2026-09-01 09:00:00')",
                "INSERT INTO feedback_mails (person_id, day, at) VALUES (1, '2026-09-02', '2026-09-02 09:00:00')",
            ):
                connection.exec_driver_sql(statement)
        upgrade()
        with db.engine.connect() as connection:
            row = connection.execute(text("SELECT * FROM digests")).one()
    assert (row.person_id, row.how_often, str(row.looked_at)[:19], row.told) == (1, None, "2026-09-02 09:00:00", None)
