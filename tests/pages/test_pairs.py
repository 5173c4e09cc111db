"""Photographs before and after: together under one slider for who may see both, and otherwise neither."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.evidence.files import intake
from revision_app.evidence.files.models import PairRow
from revision_app.evidence.files.store import Folder
from revision_app.evidence.models import PieceRow
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_file, a_pair, a_photograph, a_picture, handed_in_as_a_set
from tests.support.jobs import an_export
from tests.support.sitting import later

As = Callable[..., Browser]


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> None:
    app.extensions["evidence_store"] = Folder(tmp_path)


@pytest.fixture
def people(app: Flask) -> tuple[int, int]:
    """A learner and their tutor."""
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


def shown(page: str) -> list[int]:
    """The photographs that a page asks for."""
    return [int(n) for n in re.findall(r'<img src="/files/(\d+)/', page)]


def handed_in(app: Flask, learner: int, *ids: int) -> int:
    handed_in_as_a_set(app, learner, *ids)
    with app.app_context():
        return db.session.scalars(select(PieceRow.id).order_by(PieceRow.id.desc())).first()


def exported(app: Flask, learner: int, browser: Browser) -> tuple[str, list[str]]:
    """The portfolio to read, and the photographs that come with it."""
    job = an_export(app, learner, f"learner {learner}")
    packed = zipfile.ZipFile(BytesIO(browser.get(f"/portfolio/files/{job}").data))
    return packed.read("portfolio.html").decode(), [name for name in packed.namelist() if name.startswith("originals/")]


def test_a_pair_is_made_shown_to_learner_and_tutor_and_goes_into_the_portfolio(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, tutor = people
    browser = as_(learner)
    before, after = a_photograph(app, learner), a_photograph(app, learner, body=a_picture((50, 30)))
    assert f'<option selected value="{before}">' in browser.get(f"/files/pairs?before={before}").text
    form = {"before": str(before), "after": str(after), "caption": "Left cheek, six weeks"}
    assert browser.post("/files/pairs", form).status_code == 303
    assert browser.post("/files/pairs", form).status_code == 303  # by a second click
    page = browser.get("/files/pairs").text
    assert shown(page) == [before, after]
    piece = handed_in(app, learner, before, after)
    for person, path in ((learner, "/evidence"), (tutor, "/submissions")):
        page = as_(person).get(f"{path}/{piece}").text
        assert shown(page) == [before, after]
        assert page.count('class="pair"') == 1
        assert "Left cheek, six weeks" in page
    page, originals = exported(app, learner, browser)
    assert page.count("<img") == 2
    assert page.count('<figure class="pair">') == 1
    assert "Before and after: Left cheek, six weeks" in page
    assert len(originals) == 2


@pytest.mark.parametrize("withdrawn", [0, 1])
def test_when_one_consent_is_withdrawn_no_half_is_left_for_anybody(
    app: Flask, as_: As, people: tuple[int, int], withdrawn: int
) -> None:
    learner, tutor = people
    browser = as_(learner)
    pair = a_pair(app, learner)
    piece = handed_in(app, learner, *pair)
    exports = an_export(app, learner, f"learner {learner}"), an_export(app, tutor, f"learner {learner}")
    browser.post(f"/files/{pair[withdrawn]}/withdraw", {"sure": "1"})
    for person, path in ((learner, f"/evidence/{piece}"), (tutor, f"/submissions/{piece}"), (learner, "/files/pairs")):
        page = as_(person).get(path).text
        assert shown(page) == []
        assert "is not shown" in page
    assert "Left cheek" not in as_(learner).get("/files/pairs").text
    for role in Role:
        anybody = as_({Role.LEARNER: learner, Role.TUTOR: tutor}.get(role) or a_person(app, role))
        for part in ("content", "thumbnail", "cover"):
            assert anybody.get(f"/files/{pair[withdrawn]}/{part}").status_code in (403, 404, 409)
    assert as_(learner).get(f"/portfolio/files/{exports[0]}").status_code == 404
    assert as_(tutor).get(f"/learners/{learner}/portfolio/{exports[1]}").status_code == 404
    page, originals = exported(app, learner, as_(learner))
    assert "<img" not in page
    assert originals == []


def test_a_pair_whose_halves_are_for_other_purposes_is_shown_to_its_learner_alone(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, tutor = people
    before, after = a_pair(app, learner)
    piece = handed_in(app, learner, before, after)
    export = an_export(app, learner, f"learner {learner}")
    consent = {"pseudonym": "C-07", "given_on": "2026-09-01", "until": "2027-09-01", "recorded": "by e-mail"}
    assert as_(learner).post(f"/files/{after}/consent", consent | {"purposes": ["record"]}).status_code == 303
    assert as_(learner).get(f"/portfolio/files/{export}").status_code == 404
    assert shown(as_(learner).get(f"/evidence/{piece}").text) == [before, after]
    assert shown(as_(tutor).get(f"/submissions/{piece}").text) == []
    page, originals = exported(app, learner, as_(learner))
    assert "<img" not in page
    assert originals == []


def test_what_was_handed_in_stays_a_pair_when_it_is_taken_apart(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, _ = people
    browser = as_(learner)
    before, after = a_pair(app, learner)
    piece = handed_in(app, learner, before, after)
    with app.app_context():
        pair = db.session.scalars(select(PairRow.id)).one()
    assert as_(a_person(app)).post(f"/files/pairs/{pair}/part").status_code == 404
    assert browser.post(f"/files/pairs/{pair}/part").status_code == 303
    assert browser.post(f"/files/pairs/{pair}/part").status_code == 404
    assert shown(browser.get("/files/pairs").text) == []
    assert 'class="pair"' in browser.get(f"/evidence/{piece}").text


def test_one_half_that_is_handed_in_alone_is_a_photograph_like_others(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, tutor = people
    before, _after = a_pair(app, learner)
    piece = handed_in(app, learner, before)
    page = as_(tutor).get(f"/submissions/{piece}").text
    assert shown(page) == [before]
    assert 'class="pair"' not in page


def test_what_cannot_be_a_pair_is_refused_in_words_and_comes_back(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, tutor = people
    browser = as_(learner)
    before, after = a_pair(app, learner)
    third = a_photograph(app, learner, body=a_picture((50, 31)))
    locked = a_file(app, learner, a_picture(), "a.jpg")
    others = a_photograph(app, tutor, body=a_picture((50, 33)))
    document = a_file(app, learner)
    cases = [
        (third, third, 409, "one photograph twice"),
        (before, third, 409, "has a pair already"),
        (third, locked, 422, "Choose"),
        (third, others, 422, "Choose"),
        (third, document, 422, "Choose"),
        (third, "9" * 40, 422, "Choose"),
        ("", third, 422, "Choose the photograph before."),
    ]
    for first, second, status, words in cases:
        form = {"before": str(first), "after": str(second), "caption": "The forehead"}
        answer = browser.post("/files/pairs", form)
        assert answer.status_code == status, (first, second)
        assert words in answer.text
        assert 'value="The forehead"' in answer.text
    answer = browser.post("/files/pairs", {"before": str(third), "after": str(after), "caption": "x" * 201})
    assert answer.status_code == 422
    with app.app_context():
        assert len(db.session.scalars(select(PairRow)).all()) == 1


def test_a_photograph_that_is_removed_takes_its_pair_along(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, _ = people
    before, after = a_pair(app, learner)
    assert as_(learner).post(f"/files/{after}/remove", {"delete": "1"}).status_code == 303
    assert shown(as_(learner).get("/files/").text) == [before]
    assert "Left cheek, six weeks" not in as_(learner).get("/files/pairs").text
    later(app, days=1, minutes=1)
    with app.app_context():
        intake.sweep(at=now())
        assert db.session.scalars(select(PairRow)).all() == []


def test_a_photograph_that_is_had_back_is_a_pair_again_unless_the_other_has_a_new_one(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, _ = people
    before, after = a_pair(app, learner)
    third, browser = a_photograph(app, learner, body=a_picture((60, 42))), as_(learner)
    browser.post(f"/files/{after}/remove", {"delete": "1"})
    browser.post(f"/files/{after}/restore")
    assert "Left cheek, six weeks" in browser.get("/files/pairs").text
    browser.post(f"/files/{after}/remove", {"delete": "1"})
    made = browser.post("/files/pairs", {"before": before, "after": third, "caption": "The forehead"})
    assert made.status_code == 303
    browser.post(f"/files/{after}/restore")
    page = browser.get("/files/pairs").text
    assert "The forehead" in page
    assert "Left cheek, six weeks" not in page


def test_what_was_typed_comes_back_where_no_two_photographs_are_left_to_pair(app: Flask, as_: As) -> None:
    learner = a_person(app)
    one, other = (a_photograph(app, learner, body=a_picture((60, n))) for n in (40, 41))
    browser = as_(learner)
    browser.get("/files/pairs")
    browser.post(f"/files/{other}/withdraw", {"sure": "1"})
    answer = browser.post("/files/pairs", {"before": one, "after": other, "caption": "Left cheek, six weeks"})
    assert answer.status_code == 422
    assert 'value="Left cheek, six weeks"' in answer.text
