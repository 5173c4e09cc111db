"""The audit on the page, by a command and in a file: complete, filtered, and nothing altered without its being seen."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask

from revision_app import backup
from revision_app.accounts.core import Role
from revision_app.audit import queries, store
from revision_app.audit.actions import note_about_many, note_alone, note_in_audit
from revision_app.audit.core import AuditKind
from revision_app.db import db, transaction
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.databases import empty
from tests.support.sitting import later


def note(app: Flask, times: int = 1, deed: str = "name changed", kind: AuditKind = AuditKind.ACCOUNTS) -> None:
    with app.app_context():
        for _ in range(times):
            note_alone(deed, kind=kind, actor_id=None, at=now())


def by_sql(app: Flask, *statements: str) -> None:
    with app.app_context():
        for statement in statements:
            db.session.execute(db.text(statement))
        db.session.commit()


def verified(app: Flask, *more: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["verify-audit", *more])
    return result.exit_code, result.output


As = Callable[..., Browser]
COLUMNS = "id, at, kind, actor_id, deed, subject_id, detail, previous, digest"


@pytest.mark.parametrize(
    ("done", "named"),
    [
        ("UPDATE audit_entries SET deed = 'nothing' WHERE id = 3", "Entry 3 was changed."),
        ("UPDATE audit_entries SET at = '2020-01-01 00:00:00' WHERE id = 3", "Entry 3 was changed."),
        ("UPDATE audit_entries SET kind = 'no such kind' WHERE id = 3", "Entry 3 was changed."),
        ("DELETE FROM audit_entries WHERE id IN (2, 3)", "Entries 2 to 3 were removed."),
        ("DELETE FROM audit_entries WHERE id > 4", "Entries 5 to 6 were removed."),
        (
            f"INSERT INTO audit_entries ({COLUMNS}) SELECT 7, at, kind, actor_id, deed, subject_id, detail, digest,"
            " previous FROM audit_entries WHERE id = 5",
            "Entry 7 was added by something other than this site.",
        ),
    ],
)
def test_what_sql_did_to_the_audit_is_named_by_the_command_and_on_the_page(
    app: Flask, as_: As, done: str, named: str
) -> None:
    chief = a_person(app, Role.ADMINISTRATOR)
    note(app, 6)
    assert verified(app)[0] == 0
    assert "<h1>Nothing was altered</h1>" in as_(chief).get("/audit/check").text
    by_sql(app, done)
    status, said = verified(app)
    assert (status, named in said) == (1, True), said
    assert f"<li>{named}</li>" in as_(chief).get("/audit/check").text


def test_a_backup_tells_when_the_end_was_cut_off_and_the_file_beside_the_database_too(
    app: Flask, tmp_path: Path
) -> None:
    note(app, 6)
    with app.app_context():
        backup.save(tmp_path / "all.zip", at=now())
    by_sql(app, "DELETE FROM audit_entries WHERE id > 4")
    (app.extensions["settings"].instance_dir / store.FILE).unlink()
    assert verified(app)[0] == 0
    status, said = verified(app, "--against", str(tmp_path / "all.zip"))
    assert (status, "Entries 5 to 6 were removed." in said) == (1, True)
    (tmp_path / "other.zip").write_text("no backup")
    assert "not a backup" in verified(app, "--against", str(tmp_path / "other.zip"))[1]


def test_a_restored_centre_goes_on_from_its_last_entry(app: Flask, tmp_path: Path) -> None:
    note(app, 2)
    with app.app_context():
        backup.save(tmp_path / "all.zip", at=now())
        note(app, 3)
        empty(db.engine)
        backup.restore(tmp_path / "all.zip")
    assert verified(app)[0] == 0
    note(app)
    with app.app_context():
        assert queries.last()[0] == 3
        assert queries.checked().holds


def test_what_is_kept_beside_the_database_stays_small_and_still_tells(app: Flask) -> None:
    with app.app_context():
        store.begin_anew({id_: f"{id_:064}" for id_ in range(1, 2301)})
        store.add(2301, "f" * 64)
        store.thin()
        kept = store.heads()
    assert list(kept)[:14] == [*range(100, 1301, 100), 1302]
    assert list(kept)[-1] == 2301


def test_a_transaction_that_fails_leaves_no_entry(app: Flask) -> None:
    @transaction
    def fails() -> None:
        note_in_audit("name changed", kind=AuditKind.ACCOUNTS, actor_id=None, at=now())
        raise ZeroDivisionError

    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            fails()
        note_alone("roles changed", kind=AuditKind.ACCOUNTS, actor_id=None, at=now())
        assert (queries.checked().entries, queries.checked().holds) == (1, True)


def test_many_who_write_at_once_make_one_chain(app: Flask) -> None:
    people = [a_person(app) for _ in range(4)]
    together = Barrier(len(people))

    @transaction
    def change(person_id: int) -> None:
        db.session.execute(db.text("SELECT 1"))
        note_about_many(
            "name changed", dict.fromkeys(people, ""), kind=AuditKind.ACCOUNTS, actor_id=person_id, at=now()
        )

    def work(person_id: int) -> None:
        with app.app_context():
            together.wait()
            for _ in range(10):
                change(person_id)
            db.session.remove()

    threads = [Thread(target=work, args=(person_id,)) for person_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        checked = queries.checked()
        assert (checked.entries, checked.faults, checked.last[0]) == (160, (), 160)
        assert len(store.heads()) == 40


def test_whoever_holds_a_person_does_not_wait_for_one_who_writes_about_them(app: Flask) -> None:
    """Else each would wait for the other: the chain for the person, and the person for the chain."""
    person = a_person(app)
    locked, noted = Barrier(2), []

    @transaction
    def hold() -> None:
        db.session.execute(db.text(f"UPDATE people SET closed_at = NULL WHERE id = {person}"))
        locked.wait()
        note_in_audit("name changed", kind=AuditKind.ACCOUNTS, actor_id=None, subject_id=person, at=now())

    def read() -> None:
        with app.app_context():
            locked.wait()
            note_alone("read", kind=AuditKind.READING, actor_id=None, subject_id=person, at=now())
            noted.append(True)
            db.session.remove()

    thread = Thread(target=read)
    thread.start()
    with app.app_context():
        hold()
    thread.join()
    with app.app_context():
        assert (noted, queries.checked().entries, queries.checked().holds) == ([True], 2, True)


def test_entries_are_found_by_person_kind_and_day(app: Flask, as_: As) -> None:
    noor = a_person(app, name="Noor Learner", email="noor@example.org")
    chief = a_person(app, Role.ADMINISTRATOR, name="Ada Chief")
    with app.app_context():
        note_alone("name changed", kind=AuditKind.ACCOUNTS, actor_id=chief, subject_id=noor, at=now())
        note_alone("cohort made", kind=AuditKind.COHORTS, actor_id=chief, at=now())
    later(app, days=2)
    note(app, deed="roles changed")
    browser = as_(chief)

    def found(asked: str) -> list[str]:
        page = browser.get(f"/audit/?{asked}").text
        return [part.split("<")[0] for part in page.split("<strong>")[1:]]

    assert found("") == ["Roles changed", "Cohort made", "Name changed"]
    assert found("person=noor") == ["Name changed"]
    assert found("person=noor%40example.org&kind=cohorts") == []
    assert found("person=ada") == ["Cohort made", "Name changed"]
    assert found("until=2026-09-01") == ["Cohort made", "Name changed"]
    assert found("since=2026-09-02") == ["Roles changed"]
    for wrong in ("since=nonsense", "since=9999-12-31", "until=0001-01-01", "since=2026-09-03&until=2026-09-02"):
        answer = browser.get(f"/audit/?{wrong}")
        assert (answer.status_code, 'class="fault"' in answer.text) == (422, True)
    assert 'value="nonsense"' in browser.get("/audit/?since=nonsense").text
    assert browser.get("/audit/entries.csv?since=nonsense").status_code == 422


def test_the_entries_that_are_shown_are_taken_along_as_a_file_in_which_nothing_is_a_formula(
    app: Flask, as_: As
) -> None:
    noor = a_person(app, name="=cmd()")
    chief = a_person(app, Role.ADMINISTRATOR, name="Ada Chief")
    with app.app_context():
        note_alone("name changed", kind=AuditKind.ACCOUNTS, actor_id=chief, subject_id=noor, at=now())
    note(app, deed="cohort made", kind=AuditKind.COHORTS)
    answer = as_(chief).get("/audit/entries.csv?kind=accounts")
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-2026-09-01.csv"'
    assert [row[:7] for row in rows] == [
        ["Entry", "When", "Kind", "Who", "What", "To whom", "Detail"],
        ["1", "2026-09-01 13:00:00", "accounts", "Ada Chief", "name changed", "'=cmd()", ""],
    ]
    assert Browser(app, chief).get("/audit/?kind=exports").text.count("<strong>Audit exported</strong>") == 1
