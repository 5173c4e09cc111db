"""A learner who has left is erased: nothing holds their name, address or words, and decisions stay without them."""

from collections.abc import Callable, Iterator
from secrets import token_hex

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.actions import people as people_actions
from revision_app.accounts.models import PersonRow
from revision_app.audit import queries as audit
from revision_app.cohorts import actions as cohorts
from revision_app.db import Base, db
from revision_app.evidence.files.store import Folder, store
from revision_app.outbox.models import LetterRow
from revision_app.rights.core.holdings import HOLDINGS
from revision_app.web.clock import now
from tests.rules.test_access import ADMINISTRATOR, LEARNER, OPEN_TO, TUTOR, Centre, centre
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.jobs import an_export, done_one
from tests.support.reflections import REFERRED, a_reflection, a_submission, a_text
from tests.support.sitting import later

__all__ = ["centre"]

As = Callable[..., Browser]
NAME, EMAIL, WORDS = "Quirina Zappelfink", "quirina.zappel@example.org", "glockenspiel"
SECRETS = ("quirina", "zappel", WORDS)


@pytest.fixture(autouse=True)
def stored(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of this test's own, in the folder of the site as every store is."""
    own = app.extensions["settings"].instance_dir / f"evidence-{token_hex(4)}"
    monkeypatch.setitem(app.extensions, "evidence_store", Folder(own))


@pytest.fixture
def left(app: Flask, centre: Centre) -> int:
    """The learner of the centre, with work of every kind, under a name that is nobody else's; they left just now."""
    learner, tutor = centre.insiders[LEARNER], centre.insiders[TUTOR]
    with app.app_context():
        person = db.session.get(PersonRow, learner)
        person.name, person.email, person.reference = NAME, EMAIL, "ZAPPEL-7"
        db.session.add(
            LetterRow(message_id="1", person_id=None, to=EMAIL, subject="Hello", text="", at=now(), next_at=now())
        )
        db.session.commit()
    Browser(app, learner).post("/account/reading-settings", {"size": "large"})
    draft = a_reflection(app, learner, a_text(f"{WORDS} draft", description=WORDS))
    a_submission(app, learner, of=draft, marks={"1.1": REFERRED}, released_by=tutor)
    for owner, about, kind in (
        (learner, f"learner {learner}", "everything about me"),
        (tutor, f"learner {learner}", "portfolio"),
    ):
        an_export(app, owner, about, kind)
    while done_one(app):
        pass
    with app.app_context():
        for table in Base.metadata.sorted_tables:  # whatever others wrote about them says their name
            words = [
                column
                for column in table.columns
                if column.name in HOLDINGS.get(table.name, HOLDINGS["people"]).blank
                and column.type.python_type is str
                and table.name not in ("people", "files")
            ]
            if words:
                db.session.execute(table.update().values({column.name: f"{NAME} and {WORDS}" for column in words}))
        db.session.commit()
    later(app, minutes=5)
    with app.app_context():
        cohorts.end_enrolment(centre.ids["cohort_id"], learner, actor_id=None, at=now())
        people_actions.deactivate_account(learner, actor_id=centre.insiders[ADMINISTRATOR], at=now())
    return learner


def cells(app: Flask) -> Iterator[tuple[str, str]]:
    with app.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield table.name, str(tuple(row)).lower()


def files(app: Flask) -> Iterator[tuple[str, bytes]]:
    """Every file of the instance: the database's own, its log, results, evidence."""
    folder = app.extensions["settings"].instance_dir
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    for file in folder.rglob("*"):
        of_another_database = "sqlite3" in file.name and file.name.split("-")[0] not in url
        if file.is_file() and not of_another_database:
            yield str(file), file.read_bytes().lower()


def db_is_a_file(app: Flask) -> bool:
    return app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")


def test_after_erasure_no_table_file_page_or_log_holds_name_address_or_words(
    app: Flask, centre: Centre, left: int, caplog: pytest.LogCaptureFixture
) -> None:
    chief = Browser(app, centre.insiders[ADMINISTRATOR], ADMINISTRATOR)
    assert any(WORDS in cell for _table, cell in cells(app))
    if db_is_a_file(app):
        assert any(WORDS.encode() in body for _name, body in files(app))
    with app.app_context():
        keys = [key for key, _ in store().listed()]
        kept = [
            table.name
            for table in Base.metadata.sorted_tables
            if HOLDINGS.get(table.name) and HOLDINGS[table.name].kept
        ]
        before = {
            name: db.session.scalar(select(db.func.count()).select_from(Base.metadata.tables[name])) for name in kept
        }
    assert keys
    answer = chief.post(f"/people/{left}/erasure", {"sure": "yes"})
    assert answer.status_code == 303
    for table, cell in cells(app):
        assert not [secret for secret in SECRETS if secret in cell], (table, cell)
    for name, body in files(app):
        assert not [secret for secret in SECRETS if secret.encode() in body], name
    with app.app_context():
        assert list(store().listed()) == []
        assert audit.checked().holds
        for name, number in before.items():
            found = db.session.scalar(select(db.func.count()).select_from(Base.metadata.tables[name]))
            assert found >= number, name
    ids = centre.ids | {"person_id": left, "learner_id": left}
    for role in (TUTOR, ADMINISTRATOR):
        browser = Browser(app, centre.insiders[role], role)
        for rule in app.url_map.iter_rules():
            if role in OPEN_TO.get(rule.endpoint, ()) and "GET" in rule.methods:
                path = app.url_map.bind("localhost").build(rule.endpoint, ids).split("?")[0]
                with browser.client.get(path, buffered=True) as shown:
                    said = shown.get_data().decode(errors="replace").lower()
                    assert shown.status_code < 500, path
                assert not [secret for secret in SECRETS if secret in said], path
    for words in ("quirina", "zappel-7", EMAIL):
        assert f'/people/{left}"' not in chief.get(f"/people/?q={words}").text
    assert not [secret for secret in SECRETS if secret in caplog.text.lower()]


def test_decisions_stay_under_a_number(app: Flask, centre: Centre, left: int) -> None:
    chief = Browser(app, centre.insiders[ADMINISTRATOR], ADMINISTRATOR)
    chief.post(f"/people/{left}/erasure", {"sure": "yes"})
    page = chief.get(f"/people/{left}/records").text
    assert f"Erased learner {left}" in page
    assert "Referred" in page
    piece = page.partition(f"/people/{left}/records/submissions/")[2].partition('"')[0]
    shown = chief.get(f"/people/{left}/records/submissions/{piece}").text
    assert "The learner has been erased" in shown
    assert "<strong>Learner erased</strong>" in chief.get("/audit/?kind=accounts").text


def test_what_stands_in_the_way_is_said_and_nothing_is_erased(app: Flask, as_: As) -> None:
    chief, learner = a_person(app, ADMINISTRATOR), a_person(app, name="Lea Green")
    cohort = a_cohort(app, learners=(learner,))
    browser = as_(chief)
    path = f"/people/{learner}/erasure"

    def refused(words: str) -> None:
        assert words in browser.get(path).text
        answer = browser.post(path, {"sure": "yes"})
        assert (answer.status_code, words in answer.text) == (409, True)

    refused("They are still in a cohort")
    later(app, minutes=1)
    with app.app_context():
        cohorts.end_enrolment(cohort, learner, actor_id=None, at=now())
    refused("Their account is open")
    with app.app_context():
        people_actions.deactivate_account(learner, actor_id=chief, at=now())
    answer = browser.post(f"{path}/hold", {"reason": "  "})
    assert (answer.status_code, "Say why" in answer.text) == (422, True)
    browser.post(f"{path}/hold", {"reason": "An appeal."})
    browser.post(f"{path}/hold", {"reason": "Another appeal."})
    refused("Their data is on hold: Another appeal.")
    browser.post(f"{path}/lift")
    browser.post(f"{path}/lift")
    assert (browser.post(path, {}).status_code, "Lea Green" in browser.get(path).text) == (422, True)
    assert browser.post(path, {"sure": "yes"}).status_code == 303
    answer = browser.post(path, {"sure": "yes"})
    assert (answer.status_code, "has been erased already" in answer.text) == (409, True)
    tutor = a_person(app, TUTOR, LEARNER)
    answer = browser.post(f"/people/{tutor}/erasure", {"sure": "yes"})
    assert (answer.status_code, "take away their other roles" in answer.text) == (409, True)
    deeds = browser.get("/audit/?kind=accounts").text
    assert deeds.count("<strong>Erasure put on hold</strong>") == 2
    assert deeds.count("<strong>Erasure hold lifted</strong>") == 1
    assert deeds.count("<strong>Learner erased</strong>") == 1
