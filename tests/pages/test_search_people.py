"""Searching for people by their names: only those whom somebody may see, at that moment."""

import re
from collections.abc import Callable
from urllib.parse import quote

from flask import Flask

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.sitting import later

As = Callable[..., Browser]


def found(browser: Browser, typed: str) -> list[str]:
    page = browser.get(f"/search?q={quote(typed)}").text
    return re.findall(r'<h3><a href="(/(?:learners|people)/[^"]+)">', page[page.index("<main") :])


def test_a_tutor_finds_a_learner_with_or_without_accents(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app, name="Zoë Ångström"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    browser = as_(tutor)
    for typed in ("Zoë", "zoe ang", "ANGSTROM", "angstrom zoe"):
        assert found(browser, typed) == [f"/learners/{learner}"], typed
    assert not any(found(browser, typed) for typed in ("z", "%", "_", "zoe keloid", "\x00", "%00", "' OR 1=1"))
    assert browser.get(f"/learners/{learner}").status_code == 200


def test_however_many_words_are_typed_people_are_found(app: Flask, as_: As) -> None:
    a_person(app, name="Zoë Ångström")
    centre = as_(a_person(app, Role.ADMINISTRATOR))
    for path in ("/people/?q=", "/audit/?person=", "/audit/entries.csv?person="):
        for typed in ("zoe " * 1000, " ".join(map(str, range(1000))), "- " * 200):
            assert centre.get(path + quote(typed)).status_code == 200, path
    assert "Zoë Ångström" in centre.get("/people/?q=" + quote("zoe " * 1000)).text


def test_nobody_else_does_but_an_administrator(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app, name="Zoë Ångström"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    stranger = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(a_person(app),), tutors=(stranger,))
    for person in (stranger, learner, a_person(app), a_person(app, Role.QUALITY_ASSURER)):
        assert found(as_(person), "angstrom") == []
    assert found(as_(a_person(app, Role.ADMINISTRATOR)), "angstrom") == [f"/people/{learner}"]


def test_who_has_left_is_found_by_those_who_taught_them_and_by_nobody_who_came_later(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app, name="Zoë Ångström"), a_person(app, Role.TUTOR)
    cohort = a_cohort(app, learners=(learner,), tutors=(tutor,))
    later(app, days=1)
    centre = as_(a_person(app, Role.ADMINISTRATOR))
    centre.post(f"/cohorts/{cohort}/learners/{learner}/remove")
    later(app, days=1)
    newcomer = a_person(app, Role.TUTOR)
    centre.post(f"/cohorts/{cohort}/tutors", {"tutors": [str(newcomer)]})
    assert found(as_(newcomer), "angstrom") == []
    assert found(as_(tutor), "angstrom") == [f"/learners/{learner}"]
    assert as_(tutor).get(f"/learners/{learner}").status_code == 200
