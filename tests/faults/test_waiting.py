"""Whatever waits for the database waits with a bound, is refused in words, and keeps what was typed."""

import logging
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.test import TestResponse

from revision_app import demonstration
from revision_app.accounts.models import PersonRow
from revision_app.db import Base, db
from revision_app.engines import Vanished
from revision_app.settings import Settings
from revision_app.web.clock import now
from revision_app.web.health import ROOM
from tests.faults.test_commands import Centre
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.served import until
from tests.support.shipped import a_site

As = Callable[..., Browser]
LONGEST_SECONDS = Settings.model_fields["answer_seconds"].default + 3
TYPED = "What the client said when the redness had gone"


@contextmanager
def locked() -> Iterator[None]:
    """Somebody else keeps the lock that every save of a reflection waits for."""
    with db.engine.connect() as other, other.begin():
        if other.dialect.name == "sqlite":
            other.connection.dbapi_connection.execute("ROLLBACK")
            other.connection.dbapi_connection.execute("BEGIN IMMEDIATE")
        else:
            other.execute(text("LOCK TABLE reflections IN EXCLUSIVE MODE"))
        yield
        other.rollback()


def saved(browser: Browser) -> tuple[TestResponse, float]:
    began = time.monotonic()
    answer = browser.post("/journal/", {"title": TYPED})
    return answer, time.monotonic() - began


def test_a_save_that_waits_too_long_is_refused_and_hands_back_what_was_typed(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    browser.get("/journal/")
    with app.app_context(), locked():
        answer, seconds = saved(browser)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert TYPED in answer.text
    assert seconds < LONGEST_SECONDS
    assert saved(browser)[0].status_code == 303


def test_a_server_that_hangs_holds_a_request_no_longer_than_it_may(
    apps: Callable[[str], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = apps("postgresql")
    monkeypatch.setitem(app.config, "ANSWER_SECONDS", 0.5)
    with app.test_request_context():
        began = time.monotonic()
        with pytest.raises(OperationalError, match="did not answer in time"):
            db.session.execute(text("SELECT pg_sleep(60)"))
        assert time.monotonic() - began < 5
        db.session.rollback()
        assert db.session.execute(text("SELECT 1")).scalar() == 1


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with its tables, made once for all who copy it."""
    file = tmp_path_factory.mktemp("prepared") / "revision.sqlite3"
    with _site(file).app_context():
        from flask_migrate import upgrade

        upgrade()
        db.engine.dispose()
    return file


@pytest.fixture
def own(prepared: Path, tmp_path: Path) -> Iterator[tuple[Flask, Path]]:
    """A site over a database file that a test may ruin."""
    file = shutil.copy(prepared, tmp_path / "revision.sqlite3")
    app = _site(file)
    yield app, file
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _site(file: Path) -> Flask:
    settings = Settings(secret_key="a key for tests only", database_url=f"sqlite:///{file}", instance_dir=file.parent)
    app = a_site(settings)
    app.config.update(PASSWORD_COST="low")
    return app


LOOK = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1])) as database:
    print(*database.execute("SELECT title FROM reflections"))
"""


def _remove(file: Path) -> None:
    file.unlink()


def _replace(file: Path) -> None:
    file.rename(file.with_suffix(".old"))
    file.write_bytes(file.with_suffix(".old").read_bytes())


def _empty(file: Path) -> None:
    os.truncate(file, 0)


def _cut(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    os.truncate(file, file.stat().st_size // 2)


def _cut_to_the_bone(file: Path) -> None:
    """What was saved last still stands in the log."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(PASSIVE)")
    os.truncate(file, 8192)


def _cut_while_something_stands_in_the_log(file: Path) -> None:
    """As nearly always: SQLite puts the log into the file only when a thousand pages have gathered."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        other.execute("UPDATE alembic_version SET version_num = version_num")
        other.commit()
    os.truncate(file, file.stat().st_size // 2)


def _remove_log(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()
    file.with_name(f"{file.name}-shm").unlink()


def _replace_log(file: Path) -> None:
    log = file.with_name(f"{file.name}-wal")
    log.rename(file.with_name("old"))
    log.write_bytes(file.with_name("old").read_bytes())


RUINS = [
    (_remove, "removed"),
    (_replace, "replaced"),
    (_empty, "emptied"),
    (_cut, "cut short"),
    (_cut_to_the_bone, "cut short"),
    (_cut_while_something_stands_in_the_log, "cut short"),
    (_remove_log, "log beside the database file"),
    (_replace_log, "log beside the database file"),
]


@pytest.mark.parametrize(("ruin", "words"), RUINS)
def test_a_database_file_that_is_gone_makes_the_site_unready(
    own: tuple[Flask, Path], ruin: Callable[[Path], None], words: str
) -> None:
    app, file = own
    client = app.test_client()
    assert client.get("/readyz").json == {"status": "ready"}
    ruin(file)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert words in answer.json["status"]


@pytest.mark.parametrize("ruin", [ruin for ruin, _ in RUINS])
def test_nothing_is_acknowledged_into_a_file_that_is_gone(
    own: tuple[Flask, Path], ruin: Callable[[Path], None]
) -> None:
    app, file = own
    browser = Browser(app, a_person(app))
    browser.get("/journal/")
    ruin(file)
    answer = browser.client.post("/journal/", data={"title": TYPED, "csrf_token": browser.token})
    assert answer.status_code == 503


def test_a_checkpoint_that_was_killed_before_its_last_pages_stops_nobody(own: tuple[Flask, Path]) -> None:
    """It has written that there are more pages than the file has; they stand in the log, and SQLite knows."""
    app, file = own
    browser = Browser(app, a_person(app))
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE much AS SELECT randomblob(100000) AS noise")
        [pages] = other.execute("PRAGMA page_count").fetchone()
        assert pages > file.stat().st_size // 4096, "they are in the log only"
        with file.open("r+b") as opened:
            opened.seek(28)
            opened.write(pages.to_bytes(4, "big"))
    assert app.test_client().get("/readyz").json == {"status": "ready"}
    assert browser.post("/journal/", {"title": TYPED, "context": "treatment"}).status_code == 303


def test_a_damaged_database_is_answered_in_words(own: tuple[Flask, Path], caplog: pytest.LogCaptureFixture) -> None:
    app, file = own
    browser = Browser(app, a_person(app))
    browser.get("/journal/")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"x" * (file.stat().st_size - 4096))
    answers = [
        browser.client.get("/journal/"),
        browser.client.post("/journal/", data={"title": TYPED, "csrf_token": browser.token}),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert "cannot reach its records" in answer.text
    assert "damaged" in browser.client.get("/readyz").json["status"]
    assert "Traceback" not in caplog.text


def test_a_connection_that_comes_later_takes_no_other_log_for_the_first(own: tuple[Flask, Path]) -> None:
    app, file = own
    with app.app_context(), db.engine.connect():
        _remove_log(file)
        with pytest.raises(Vanished), db.engine.execution_options(writes=True).connect() as later:
            later.execute(text("SELECT 1"))


def test_the_log_that_the_last_connection_took_along_is_not_missed(own: tuple[Flask, Path]) -> None:
    app, _file = own
    for _ in range(2):
        assert app.test_client().get("/readyz").json == {"status": "ready"}
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_somebody_who_looks_into_the_file_beside_the_running_site_takes_nothing_away(own: tuple[Flask, Path]) -> None:
    app, file = own
    browser = Browser(app, a_person(app))
    assert browser.client.get("/readyz").json == {"status": "ready"}
    for number in (1, 2):
        assert browser.post("/journal/", {"title": f"A day, {number}"}).status_code == 303
        seen = subprocess.run([sys.executable, "-c", LOOK, file], capture_output=True, text=True, check=True)
        assert seen.stdout.count("A day") == number
        assert file.with_name(f"{file.name}-wal").exists()
    assert browser.client.get("/readyz").json == {"status": "ready"}


def test_a_full_disk_makes_the_site_unready(own: tuple[Flask, Path]) -> None:
    app, _ = own
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM - 1, before[1]))
    try:
        answer = app.test_client().get("/readyz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.status_code == 503
    assert "disk" in answer.json["status"]


def test_the_log_says_which_fault_and_never_what_was_written(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    a_person(app, email="already@example.org")
    with app.test_request_context("/journal/", method="POST"), caplog.at_level(logging.ERROR):
        try:
            db.session.add(PersonRow(name="A name", email="already@example.org", made_at=now()))
            db.session.flush()
        except IntegrityError as error:
            app.log_exception((type(error), error, error.__traceback__))
        db.session.rollback()
    assert "IntegrityError" in caplog.text
    assert "test_waiting.py" in caplog.text
    assert "already@example.org" not in caplog.text
    assert "A name" not in caplog.text


def test_a_demonstration_whose_filling_is_interrupted_is_filled_by_the_next_start(tmp_path: Path) -> None:
    """Killed as soon as the tables are there, which is while the story is lived."""
    import subprocess
    import sys

    centre = Centre(tmp_path, demo=True)
    file = tmp_path / "revision.sqlite3"

    def begun() -> bool:
        if not file.exists():
            return False
        with closing(sqlite3.connect(file)) as database:
            return bool(database.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchall())

    command = [sys.executable, "-m", "flask", "--app", "wsgi", "prepare"]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], env=centre.environment) as process:
        until(process, begun, every=0.01)
        process.kill()
    assert centre.count("people") == 0
    assert centre.run("prepare").stdout == "The demonstration centre has been set up.\n"
    assert centre.count("people") > 5
    assert centre.count("person_roles") >= centre.count("people")


def test_filling_together_is_all_or_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    story = app.extensions["story"]
    broken = story.model_copy(update={"attempts": (story.attempts[0].model_copy(update={"paper": "no-such-paper"}),)})
    monkeypatch.setitem(app.extensions, "story", broken)
    with app.app_context():
        with pytest.raises(KeyError, match="no-such-paper"):
            demonstration.seed(app.extensions["settings"], at=now())
        with db.engine.connect() as connection:
            assert not any(connection.execute(table.select()).first() for table in Base.metadata.sorted_tables)
