"""A backup holds everything, reads the same in either database, and nothing is restored by halves."""

import json
import resource
import stat
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import stamp
from sqlalchemy import select

from revision_app import backup, demonstration, loading
from revision_app.accounts.actions import people
from revision_app.accounts.core import Role
from revision_app.db import Base, db
from revision_app.web.clock import now
from tests.support.databases import empty
from tests.support.shipped import a_site, shipped


def everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def centre(app: Flask) -> Flask:
    with app.app_context():
        demonstration.seed(app.extensions["settings"], at=now())
    return app


def test_what_was_saved_comes_back_whole(centre: Flask, tmp_path: Path) -> None:
    before = everything(centre)
    with centre.app_context():
        saved = backup.save(tmp_path / "all.zip", at=now())
        empty(db.engine)
        assert backup.restore(tmp_path / "all.zip") == saved == sum(map(len, before.values()))
    assert everything(centre) == before


@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
def test_one_command_moves_a_centre_to_postgresql_and_counts_each_table(
    centre: Flask, database_urls: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "load", lambda content, quizzes: shipped())
    url = database_urls("postgresql", "moved")
    moved = a_site(centre.extensions["settings"].model_copy(update={"database_url": url}))
    with moved.app_context():  # quicker than by all migrations, which have tests of their own
        Base.metadata.create_all(db.engine)
        stamp()
    before = everything(centre)
    run = centre.test_cli_runner().invoke
    told = run(args=["move-to"], env={"NEW_DATABASE_URL": url})
    assert told.exit_code == 0, told.output
    rows = {line.split()[0]: line.split()[1:] for line in told.output.splitlines()[:-1]}
    assert rows == {name: [f"{len(all_):,}", "rows,", f"{len(all_):,}", "moved"] for name, all_ in before.items()}
    assert "Set DATABASE_URL to the new database" in told.output
    assert everything(moved) == everything(centre) == before
    again = run(args=["move-to", url])
    assert (again.exit_code, "not empty" in again.output) == (1, True)
    with moved.app_context():
        db.engine.dispose()
    nowhere = run(args=["move-to", "postgresql+psycopg://nobody:secret@127.0.0.1:1/none"])
    assert (nowhere.exit_code, "cannot be used" in nowhere.output, "secret" in nowhere.output) == (1, True, False)


def test_new_rows_follow_on_after_a_restore(centre: Flask, tmp_path: Path) -> None:
    with centre.app_context():
        backup.save(tmp_path / "all.zip", at=now())
        empty(db.engine)
        backup.restore(tmp_path / "all.zip")
        people.add_person(name="New", email="new@example.org", roles=frozenset({Role.LEARNER}), actor_id=None, at=now())


def test_only_its_owner_can_read_the_file(centre: Flask, tmp_path: Path) -> None:
    with centre.app_context():
        backup.save(tmp_path / "all.zip", at=now())
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["all.zip"]


def test_nothing_is_restored_over_a_centre_that_is_there(centre: Flask, tmp_path: Path) -> None:
    before = everything(centre)
    with centre.app_context():
        backup.save(tmp_path / "all.zip", at=now())
        with pytest.raises(backup.Refused, match="not empty"):
            backup.restore(tmp_path / "all.zip")
    assert everything(centre) == before


def test_a_broken_or_foreign_file_changes_nothing(centre: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    with centre.app_context():
        backup.save(file, at=now())
        empty(db.engine)
        for name, change in _damages(file).items():
            change()
            with pytest.raises(backup.Refused):
                backup.restore(tmp_path / name)
    assert not any(everything(centre).values())


def _with(**changes: object) -> Callable[[dict[str, object]], bytes]:
    return lambda person: json.dumps(person | changes).encode() + b"\n"


@pytest.mark.parametrize(
    "odd",
    [
        lambda person: b"{\n",
        lambda person: b"\n",
        lambda person: b"[]\n",
        lambda person: b"null\n",
        lambda person: b'{"id": 1}\n',
        lambda person: b"\xff\xfe\n",
        lambda person: b"[" * 100_000 + b"\n",
        _with(nickname="Dee"),
        _with(made_at="yesterday"),
        _with(made_at="2026-09-01T12:00:00"),
        _with(made_at="0001-01-01T00:00:00+14:00"),
        _with(made_at=5),
        _with(name={"first": "Demo"}),
        _with(name="\ud800"),
        _with(name=float("inf")),
        _with(id=10**30),
        _with(id="one"),
        _with(id=True),
    ],
)
def test_a_line_that_is_no_row_is_named_and_nothing_is_restored(
    app: Flask, tmp_path: Path, odd: Callable[[dict[str, object]], bytes]
) -> None:
    file = tmp_path / "all.zip"
    with app.app_context():
        for email in ("one@example.org", "two@example.org"):
            people.add_person(name="Demo", email=email, roles=frozenset({Role.LEARNER}), actor_id=None, at=now())
        backup.save(tmp_path / "whole.zip", at=now())
        empty(db.engine)
        with zipfile.ZipFile(tmp_path / "whole.zip") as saved, zipfile.ZipFile(file, "w") as packed:
            parts = {name: saved.read(name) for name in saved.namelist()}
            first, second = parts["people.jsonl"].splitlines(keepends=True)
            parts["people.jsonl"] = first + odd(json.loads(second))
            about = json.loads(parts["backup.json"])
            about["tables"]["people"]["sha256"] = sha256(parts["people.jsonl"]).hexdigest()
            parts["backup.json"] = json.dumps(about).encode()
            for name, body in parts.items():
                packed.writestr(name, body)
        with pytest.raises(backup.Refused, match=r"Line 2 of people\.jsonl"):
            backup.restore(file)
    assert not any(everything(app).values())


def _damages(file: Path) -> dict[str, Callable[[], object]]:
    whole = file.read_bytes()

    def about(name: str, **changes: object) -> None:
        """The same file, whose own description says something else."""
        with zipfile.ZipFile(file) as saved, zipfile.ZipFile(file.with_name(name), "w") as packed:
            for part in saved.namelist():
                body = saved.read(part)
                packed.writestr(part, json.dumps(json.loads(body) | changes) if part == "backup.json" else body)

    def lacking(name: str, part: str, body: bytes | None = None) -> None:
        """The same file without one of its parts, or with another in its place."""
        with zipfile.ZipFile(file) as saved, zipfile.ZipFile(file.with_name(name), "w") as packed:
            for each in saved.namelist():
                if each != part:
                    packed.writestr(each, saved.read(each))
            if body is not None:
                packed.writestr(part, body)

    return {
        "half.zip": lambda: file.with_name("half.zip").write_bytes(whole[: len(whole) // 2]),
        "tail.zip": lambda: file.with_name("tail.zip").write_bytes(whole[:-10]),
        "bits.zip": lambda: file.with_name("bits.zip").write_bytes(
            whole[:2000] + bytes(byte ^ 0xFF for byte in whole[2000:2400]) + whole[2400:]
        ),
        "empty.zip": lambda: file.with_name("empty.zip").write_bytes(b""),
        "text.zip": lambda: file.with_name("text.zip").write_text("no backup"),
        "foreign.zip": lambda: zipfile.ZipFile(file.with_name("foreign.zip"), "w").close(),
        "list.zip": lambda: lacking("list.zip", "backup.json", b"[]"),
        "older.zip": lambda: about("older.zip", format=1),
        "schema.zip": lambda: about("schema.zip", schema="another"),
        "without.zip": lambda: lacking("without.zip", "backup.json", b'{"format": 2, "schema": "x"}'),
        "null.zip": lambda: about("null.zip", tables=None),
        "rows.zip": lambda: about("rows.zip", tables=["people"]),
        "nothing.zip": lambda: about("nothing.zip", tables={}),
        "table.zip": lambda: lacking("table.zip", "people.jsonl"),
        "row.zip": lambda: lacking("row.zip", "people.jsonl", b'{"id": 1}\n'),
        "folder": lambda: file.with_name("folder").mkdir(),
        "missing.zip": lambda: None,
    }


def test_a_backup_never_takes_the_place_of_a_file(centre: Flask, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    file.write_text("somebody's only copy")
    with centre.app_context(), pytest.raises(backup.Refused, match="exists"):
        backup.save(file, at=now())
    assert file.read_text() == "somebody's only copy"


def test_a_backup_that_cannot_be_written_leaves_nothing(centre: Flask, tmp_path: Path) -> None:
    with centre.app_context(), pytest.raises(backup.Refused, match="could not be made"):
        backup.save(tmp_path / "no such folder" / "all.zip", at=now())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with centre.app_context(), pytest.raises(backup.Refused, match="could not be written"):
            backup.save(tmp_path / "all.zip", at=now())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
