"""Sets of files: a draft, a piece of evidence, and who sees its photographs for how long."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.evidence.files import actions as file_actions
from revision_app.evidence.files import queries as files
from revision_app.evidence.files.core.consent import Purpose
from revision_app.evidence.files.store import Folder
from revision_app.evidence.sets import actions
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_consent, a_file, a_photograph, a_set
from tests.support.reflections import DECLARED, TICKED
from tests.support.sitting import later

As = Callable[..., Browser]


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


@pytest.fixture
def people(app: Flask) -> tuple[int, int]:
    """A learner and their tutor."""
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


def handed_in(app: Flask, learner_id: int, *file_ids: int) -> int:
    made = a_set(app, learner_id, *file_ids)
    with app.app_context():
        return actions.hand_in(made, DECLARED, learner_id=learner_id, revision=2, at=now())


def test_a_set_is_made_handed_in_marked_and_read(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, tutor = people
    photograph, document = a_photograph(app, learner), a_file(app, learner)
    browser = as_(learner)
    made = browser.post("/file-sets/", {"title": "A first cheek"})
    draft = made.location
    chosen = {"title": "A first cheek", "about": "Look at the end point.", "files": [str(photograph), str(document)]}
    chosen |= {"criteria": ["1.1"], "revision": "1"}
    assert browser.post(draft, chosen | {"hand_in": "1"}).location == f"{draft}/hand-in"
    page = browser.get(f"{draft}/hand-in").text
    assert "Cheek before" in page
    answer = browser.post(f"{draft}/hand-in", TICKED | {"revision": "2"})
    assert answer.status_code == 303
    again = browser.post(f"{draft}/hand-in", TICKED | {"revision": "2"})
    assert again.location == answer.location
    piece = answer.location.rpartition("/")[2]

    page = as_(tutor).get(f"/submissions/{piece}").text
    assert f'<img src="/files/{photograph}/thumbnail"' in page
    assert "A cheek with three shallow scars." in page
    assert "Download certificate.pdf" in page
    assert "before.jpg" not in page
    assert "Look at the end point." in page
    for path in (f"/files/{photograph}/content", f"/files/{photograph}/thumbnail", f"/files/{document}/content"):
        assert as_(tutor).get(path).status_code == 200
        assert as_(a_person(app, Role.TUTOR)).get(path).status_code == 404
    assert f"/files/{photograph}/thumbnail" in browser.get(f"/evidence/{piece}").text


def test_once_consent_ends_no_page_or_address_shows_the_photograph_in_any_role(
    app: Flask, as_: As, people: tuple[int, int], stored: Path
) -> None:
    learner, tutor = people
    photograph = a_photograph(app, learner)
    piece = handed_in(app, learner, photograph)
    with app.app_context():
        digest = files.file(photograph, learner_id=learner).digest
        assert [file.id for file in files.permitted(piece, Purpose.PORTFOLIO, at=now())] == [photograph]
    as_(learner).post(f"/files/{photograph}/withdraw", {"sure": "1"})

    administrator = a_person(app, Role.ADMINISTRATOR)
    pages = {
        learner: ["/files/", f"/files/{photograph}", f"/evidence/{piece}", "/file-sets/1", "/file-sets/1/hand-in"],
        tutor: [f"/submissions/{piece}", f"/learners/{learner}"],
        administrator: [],
    }
    for person, paths in pages.items():
        browser = as_(person)
        for path in paths:
            assert f"/files/{photograph}/" not in browser.get(path).text.replace(f"/files/{photograph}/withdraw", "")
        for part in ("content", "thumbnail"):
            assert browser.get(f"/files/{photograph}/{part}").status_code in (403, 404)
    assert digest in as_(tutor).get(f"/submissions/{piece}").text
    assert not any(file.is_file() for file in stored.rglob("*"))
    with app.app_context():
        assert files.permitted(piece, Purpose.PORTFOLIO, at=now()) == []


def test_consent_for_fewer_purposes_takes_the_photograph_from_tutors_and_leaves_it_to_its_learner(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, tutor = people
    photograph = a_photograph(app, learner)
    piece = handed_in(app, learner, photograph)
    with app.app_context():
        file_actions.record_consent(photograph, a_consent(Purpose.RECORD), learner_id=learner, at=now())
        assert files.permitted(piece, Purpose.PORTFOLIO, at=now()) == []
    assert as_(tutor).get(f"/files/{photograph}/content").status_code == 404
    assert "is not shown" in as_(tutor).get(f"/submissions/{piece}").text
    assert as_(learner).get(f"/files/{photograph}/content").status_code == 200


def test_consent_that_runs_out_hides_what_was_handed_in(app: Flask, as_: As, people: tuple[int, int]) -> None:
    learner, tutor = people
    photograph = a_photograph(app, learner, a_consent(days=1))
    piece = handed_in(app, learner, photograph)
    later(app, days=2)
    assert as_(tutor).get(f"/files/{photograph}/content").status_code == 404
    assert "is not shown" in as_(tutor).get(f"/submissions/{piece}").text


def test_a_piece_that_was_withdrawn_takes_its_files_from_the_tutor(
    app: Flask, as_: As, people: tuple[int, int]
) -> None:
    learner, tutor = people
    document = a_file(app, learner)
    piece = handed_in(app, learner, document)
    assert as_(tutor).get(f"/files/{document}/content").status_code == 200
    assert as_(learner).post(f"/evidence/{piece}/withdrawal").status_code == 303
    assert as_(tutor).get(f"/files/{document}/content").status_code == 404


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (a_set, "No file is chosen"),
        (lambda app, learner: a_set(app, learner, a_file(app, learner), about=""), "Say what the files show"),
        (
            lambda app, learner: a_set(app, learner, a_photograph(app, learner, described=False)),
            "It has no description yet",
        ),
        (
            lambda app, learner: a_set(app, learner, a_photograph(app, learner, purposes=[Purpose.TEACHING])),
            "did not consent to its use for this purpose: portfolio",
        ),
    ],
)
def test_what_stands_in_the_way_of_handing_in_is_said(
    app: Flask, as_: As, people: tuple[int, int], make: Callable[[Flask, int], int], words: str
) -> None:
    made = make(app, people[0])
    browser = as_(people[0])
    assert words in browser.get(f"/file-sets/{made}/hand-in").text
    answer = browser.post(f"/file-sets/{made}/hand-in", TICKED | {"revision": "2"})
    assert answer.status_code == 409
    assert words in answer.text


def test_somebody_elses_file_gets_into_no_set(app: Flask, as_: As, people: tuple[int, int]) -> None:
    theirs = a_file(app, a_person(app))
    made = a_set(app, people[0], theirs)
    with app.app_context():
        assert files.some_of([theirs], learner_id=people[0]) == []
    sent = {"title": "A", "about": "B", "files": [str(theirs)], "revision": "2"}
    assert as_(people[0]).post(f"/file-sets/{made}", sent).status_code == 422


def test_two_tabs_do_not_overwrite_each_other_unseen(app: Flask, as_: As, people: tuple[int, int]) -> None:
    made = a_set(app, people[0])
    browser = as_(people[0])
    assert browser.post(f"/file-sets/{made}", {"title": "One", "about": "First.", "revision": "2"}).status_code == 303
    answer = browser.post(f"/file-sets/{made}", {"title": "Two", "about": "Second.", "revision": "2"})
    assert answer.status_code == 409
    assert "First." in answer.text
    assert "Second." in answer.text
    assert browser.post(f"/file-sets/{made}", {"title": "Two", "about": "Second.", "revision": "3"}).status_code == 303


def test_a_file_that_was_handed_in_is_not_removed(app: Flask, as_: As, people: tuple[int, int]) -> None:
    document = a_file(app, people[0])
    handed_in(app, people[0], document)
    answer = as_(people[0]).post(f"/files/{document}/remove", {"delete": "1"})
    assert answer.status_code == 409
    assert "was handed in" in answer.text
