"""While an author writes, a saved file shows on the next reload."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from revision_app import create_app
from revision_app.db import Base, db
from revision_app.settings import Settings
from tests.support.browser import Browser
from tests.support.builders import a_person

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["1", "0"], ids=["development", "serving"])
def app(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A site over its own copy of the files; debug or not is its ``debug``."""
    monkeypatch.setenv("FLASK_DEBUG", request.param)
    shutil.copytree(ROOT / "content", tmp_path / "content")
    app = create_app(
        Settings(
            secret_key="a key for tests only",
            database_url=f"sqlite:///{tmp_path / 'site.sqlite3'}",
            instance_dir=tmp_path,
            content_dir=tmp_path / "content",
        )
    )
    with app.app_context():
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_saved_file_shows_on_reload_in_development_only(app: Flask, tmp_path: Path) -> None:
    unit = tmp_path / "content" / "units" / "mechanism.md"
    before = unit.read_text(encoding="utf-8")
    browser = Browser(app, a_person(app))
    assert "Freshly written" not in browser.get("/study/mechanism").text
    unit.write_text(before + "\nFreshly written.\n", encoding="utf-8")
    assert ("Freshly written" in browser.get("/study/mechanism").text) == app.debug
    unit.write_text(before + "\nWrong [@nobody].\n", encoding="utf-8")
    answer = browser.get("/study/mechanism")
    if app.debug:
        assert answer.status_code == 500
        assert answer.text.startswith(f"content/units/mechanism.md:{before.count(chr(10)) + 2}: there is no reference")
        assert browser.get("/study/").status_code == 500
    unit.write_text(before, encoding="utf-8")
    answer = browser.get("/study/mechanism")
    assert answer.status_code == 200
    assert "Freshly written" not in answer.text
