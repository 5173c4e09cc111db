"""The commands of whoever runs the site, as they are typed."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app import demonstration as demonstration_centre
from revision_app.accounts import queries
from revision_app.accounts.actions import passwords
from revision_app.accounts.models import PersonRow
from revision_app.db import db
from revision_app.quiz.attempts.actions import sitting
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import later

ROOT = Path(__file__).resolve().parents[2]


class Centre:
    """A centre in a folder of its own; ``run`` types a command for it."""

    def __init__(self, folder: Path, *, demo: bool) -> None:
        self.folder = folder
        self.environment = os.environ | {"INSTANCE_DIR": str(folder), "DEMO": "1" if demo else "0"}
        if not demo:
            self.environment["SECRET_KEY"] = "a key for tests only"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        return subprocess.run(flask, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def count(self, table: str) -> int:
        with sqlite3.connect(self.folder / "revision.sqlite3") as database:
            [[number]] = database.execute(f"SELECT count(*) FROM {table}").fetchall()
        database.close()
        return int(number)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Path]:
    """The folder of a centre that has been prepared, once for all who copy it."""

    @cache
    def folder(demo: bool) -> Path:
        centre = Centre(tmp_path_factory.mktemp("prepared") / "centre", demo=demo)
        assert centre.run("prepare").returncode == 0
        return centre.folder

    return folder


@pytest.fixture
def demonstration(prepared: Callable[[bool], Path], tmp_path: Path) -> Centre:
    return Centre(shutil.copytree(prepared(True), tmp_path / "demonstration"), demo=True)


@pytest.fixture
def own(prepared: Callable[[bool], Path], tmp_path: Path) -> Centre:
    return Centre(shutil.copytree(prepared(False), tmp_path / "own"), demo=False)


def test_preparing_fills_an_empty_demonstration_once(demonstration: Centre) -> None:
    before = demonstration.count("audit_entries")
    again = demonstration.run("prepare")
    assert "has been set up" not in again.stdout
    assert demonstration.count("audit_entries") == before > 0


def test_a_centre_of_ones_own_begins_with_nobody(own: Centre) -> None:
    assert own.count("people") == 0


def test_the_first_account_gets_a_link(own: Centre) -> None:
    made = own.run("add-person", "Ada Admin", "ada@example.org", "--role", "administrator", "--role", "tutor")
    assert made.returncode == 0
    assert re.search(r"/welcome/[\w-]{40,}$", made.stdout.strip())
    assert own.count("person_roles") == 2


def test_an_address_that_is_taken_or_none_is_refused_in_words(app: Flask) -> None:
    run = app.test_cli_runner()
    made = run.invoke(args=["add-person", "Ada", "ada@example.org", "--role", "tutor"])
    taken = run.invoke(args=["add-person", "Eve", "ADA@example.org", "--role", "tutor"])
    none = run.invoke(args=["add-person", "Eve", "eve", "--role", "tutor"])
    assert (made.exit_code, taken.exit_code, none.exit_code) == (0, 1, 1)
    assert "Somebody already has an account with this e-mail address." in taken.output
    assert "This is not an e-mail address. Write it like name@example.org." in none.output
    assert run.invoke(args=["add-person", "Eve", "eve@example.org", "--role", "king"]).exit_code == 2
    with app.app_context():
        assert db.session.scalars(select(PersonRow.email)).all() == ["ada@example.org"]


def test_a_backup_goes_into_a_new_centre(demonstration: Centre, own: Centre, tmp_path: Path) -> None:
    file = str(tmp_path / "all.zip")
    assert "rows saved" in demonstration.run("backup", file).stdout
    assert "rows restored" in own.run("restore", file).stdout
    assert own.count("decisions") == demonstration.count("decisions") > 0
    refused = own.run("restore", file)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def test_sweeping_says_how_much_it_did(app: Flask) -> None:
    offer(app, a_paper())
    learner = a_person(app)
    with app.app_context():
        sitting.start("first-paper", learner_id=learner, seed="seed", at=now())
    later(app, hours=2)
    run = app.test_cli_runner()
    nothing_else = (
        "no learners told of deletion; no parts of learners’ data deleted.\n"
        "no questions measured anew.\n"
        "0 uploads forgotten, 0 stored objects deleted that nothing refers to.\n"
    )
    assert run.invoke(args=["sweep"]).output == "1 results written.\n" + nothing_else
    assert run.invoke(args=["sweep"]).output == "0 results written.\n" + nothing_else


def test_a_demonstration_is_not_started_as_a_centre_of_ones_own(
    prepared: Callable[[bool], Path], tmp_path: Path
) -> None:
    folder = tmp_path / "centre"
    shutil.copytree(prepared(True), folder)
    answer = Centre(folder, demo=False).run("prepare")
    assert answer.returncode == 1
    assert "admin@example.org" in answer.stderr
    assert "DEMO=1" in answer.stderr


def test_a_single_learner_of_a_demonstration_stops_a_centre_of_ones_own(app: Flask) -> None:
    settings = app.extensions["settings"]
    with app.app_context():
        demonstration_centre.seed(settings, at=now())
        everybody = db.session.scalars(select(PersonRow)).all()
        for person in everybody:
            if person.email != "learner@example.org":
                passwords.give_password(person.id, "lantern orchard tidal seven", at=now())
        with pytest.raises(SystemExit, match=r"learner@example\.org can sign in"):
            demonstration_centre.refuse_published_passwords(settings)
        passwords.give_password(queries.credentials("learner@example.org").person_id, "another lantern", at=now())
        demonstration_centre.refuse_published_passwords(settings)
