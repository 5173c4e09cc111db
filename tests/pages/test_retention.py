"""The privacy page, the days until which a learner's data is kept, and that it then goes."""

from collections.abc import Callable
from secrets import token_hex

import pytest
from flask import Flask
from sqlalchemy import func, select

from revision_app.cohorts import actions as cohorts
from revision_app.db import Base, db
from revision_app.evidence.files.store import Folder, store
from revision_app.evidence.models import PieceRow
from revision_app.outbox.models import LetterRow
from revision_app.rights import actions
from revision_app.rights.core.holdings import HOLDINGS, DataClass
from revision_app.rights.core.privacy import Keep, Privacy
from revision_app.rights.queries import belongs
from revision_app.rights.views import sweep
from revision_app.web import mail
from revision_app.web.clock import now
from tests.rules.test_access import ADMINISTRATOR, LEARNER, Centre, centre
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.sitting import later

__all__ = ["centre"]

As = Callable[..., Browser]


@pytest.fixture(autouse=True)
def stored(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of this test's own, in the folder of the site as every store is."""
    own = app.extensions["settings"].instance_dir / f"evidence-{token_hex(4)}"
    monkeypatch.setitem(app.extensions, "evidence_store", Folder(own))


@pytest.fixture
def kept(app: Flask) -> Flask:
    keep = Keep(record=36, journal=3, clients=12)
    app.extensions["privacy"] = Privacy(centre="Our centre", contact="us@example.org", keep=keep, backups=21)
    return app


def swept(app: Flask) -> tuple[int, int]:
    with app.app_context():
        return sweep(at=now())


def rows(app: Flask, person_id: int, data_class: DataClass) -> int:
    """How many rows of a class there are that are not kept whatever happens."""
    with app.app_context():
        return sum(
            db.session.scalar(
                select(func.count()).select_from(Base.metadata.tables[each.table]).where(belongs(each, person_id))
            )
            for each in HOLDINGS.values()
            if each.data_class is data_class and not each.kept
        )


def test_each_class_goes_when_its_time_is_over_and_the_rest_stays(
    kept: Flask, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, learner = kept, centre.insiders[LEARNER]
    monkeypatch.setattr(mail, "is_set", lambda: True)
    monkeypatch.setattr(mail, "sender_domain", lambda: "example.org")
    later(app, minutes=1)
    with app.app_context():
        cohorts.end_enrolment(centre.ids["cohort_id"], learner, actor_id=None, at=now())
    browser = Browser(app, learner)
    page = browser.get("/account/data").text
    assert "kept until 1 December 2026" in page
    assert "kept until 1 September 2029" in page
    assert swept(app) == (0, 0)
    later(app, days=61)
    assert swept(app) == (1, 0)
    assert swept(app) == (0, 0)
    with app.app_context():
        letter = db.session.scalars(select(LetterRow)).one()
        assert (letter.person_id, letter.subject) == (learner, "Data about you will be deleted")
    later(app, days=31)
    assert rows(app, learner, DataClass.JOURNAL) > 0
    assert swept(app) == (0, 1)
    assert rows(app, learner, DataClass.JOURNAL) == 0
    assert rows(app, learner, DataClass.CLIENTS) > 0
    later(app, days=270)
    assert swept(app) == (1, 0)
    later(app, days=31)
    assert swept(app) == (0, 1)
    assert rows(app, learner, DataClass.CLIENTS) == 0
    assert rows(app, learner, DataClass.RECORD) > 0
    with app.app_context():
        assert list(store().listed()) == []
        contents = db.session.scalars(select(PieceRow.content).where(PieceRow.learner_id == learner)).all()
    said = [file for content in contents for file in content.get("files", ())]
    assert said
    assert not any(file["name"] or file["caption"] or file["alternative"] for file in said)
    chief = Browser(app, centre.insiders[ADMINISTRATOR], ADMINISTRATOR)
    assert chief.get(f"/people/{learner}/records").status_code == 200
    assert chief.get(f"/people/{learner}/records/submissions/{centre.ids['piece_id']}").status_code == 200
    later(app, days=800)
    assert swept(app) == (1, 0)
    later(app, days=31)
    assert swept(app) == (0, 1)
    assert (
        f"Erased learner {learner}" in Browser(app, centre.insiders[ADMINISTRATOR], ADMINISTRATOR).get("/people/").text
    )
    assert swept(app) == (0, 0)


def test_a_hold_or_a_return_stops_it_and_so_does_another_role(kept: Flask, as_: As) -> None:
    app, chief = kept, a_person(kept, ADMINISTRATOR)
    held, returned, staff = a_person(app), a_person(app), a_person(app, LEARNER, ADMINISTRATOR)
    cohort = a_cohort(app, learners=(held, returned, staff))
    later(app, minutes=1)
    with app.app_context():
        for person in (held, returned, staff):
            cohorts.end_enrolment(cohort, person, actor_id=None, at=now())
    later(app, days=2000)
    assert swept(app) == (9, 0)
    with app.app_context():
        actions.hold(held, "An appeal.", actor_id=chief, at=now())
        cohorts.enrol(cohort, [returned], actor_id=None, at=now())
    later(app, days=31)
    assert swept(app) == (0, 2)  # the journal and the client material of whoever has another role too
    names = as_(chief).get("/people/").text
    assert "Erased" not in names


def test_the_page_is_open_to_anyone_and_says_what_the_file_says(kept: Flask, as_: As) -> None:
    page = as_().get("/privacy").text
    assert "Our centre" in page
    assert "Your private journal and notes: 3 months" in page
    assert "21 days" in page
    assert "/privacy" in as_().get("/sign-in").text
    assert "3 months after you leave" in as_(a_person(kept)).get("/account/data").text


def test_a_centre_without_the_file_has_no_page_and_deletes_nothing(app: Flask, as_: As) -> None:
    app.extensions["privacy"] = None
    assert as_().get("/privacy").status_code == 404
    assert "/privacy" not in as_().get("/sign-in").text
    assert as_(a_person(app)).get("/account/data").status_code == 200
    assert swept(app) == (0, 0)
