"""Before a reflection is handed in, its learner sees what could identify somebody, and does with it what they like."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.db import Base, db
from revision_app.journal import actions, queries
from revision_app.journal.core.guide import Stage
from revision_app.journal.core.reflection import NAMES_LIMIT
from revision_app.journal.core.text import SHOWN_AT_ONCE
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import TICKED, a_reflection, a_text, revision_of, rewritten
from tests.support.statements import counted

As = Callable[..., Browser]
WORDS = "I met Zebedina at reception.\n\nHer number is 07700 900 461, and Zebedina asked for a call."
PLACE = {"passage": "description", "start": 6, "end": 14, "revision": 2}


def words_of(app: Flask, reflection_id: int, learner_id: int) -> str:
    with app.app_context():
        draft = queries.reflection(reflection_id, learner_id=learner_id)
        assert draft is not None
        return draft.text.writing[Stage.DESCRIPTION]


@pytest.fixture
def learner(app: Flask) -> int:
    learner = a_person(app)
    a_cohort(app, learners=(learner,), tutors=(a_person(app, Role.TUTOR),))
    return learner


@pytest.fixture
def draft(app: Flask, learner: int) -> int:
    return a_reflection(app, learner, a_text("Mrs Patel", description=WORDS))


def test_each_finding_stands_at_its_passage_with_its_reason_and_a_wording(
    app: Flask, as_: As, learner: int, draft: int
) -> None:
    page = as_(learner).get(f"/journal/{draft}/hand-in").text
    assert "found 4 passages to look at" in page
    assert "I met <mark>Zebedina</mark> at reception.</p>" in page
    assert "Her number is <mark>07700 900 461</mark>, and Zebedina asked" in page
    assert "<mark>Mrs Patel</mark>" in page
    assert "A phone number belongs to one person or household." in page
    assert 'value="(phone number left out)"' in page
    assert page.count("Use it in all 2 places") == 2
    assert page.count("Not a client<") == 3, "a phone number is somebody's whoever they are"


def test_a_text_that_names_nobody_is_said_to_need_reading_all_the_same(app: Flask, as_: As, learner: int) -> None:
    page = as_(learner).get(f"/journal/{a_reflection(app, learner)}/hand-in").text
    assert "read it through once yourself" in page
    assert "Use this wording" not in page


def test_a_warning_blocks_nobody_on_the_way(app: Flask, as_: As, learner: int, draft: int) -> None:
    sent = as_(learner).post(f"/journal/{draft}/hand-in", {"revision": 2, **TICKED})
    assert (sent.status_code, sent.location) == (303, "/evidence/1")


def test_a_wording_is_a_new_save_of_the_draft(app: Flask, as_: As, learner: int, draft: int) -> None:
    browser = as_(learner)
    saved = browser.post(f"/journal/{draft}/wording", {**PLACE, "wording": "  a client \n"})
    assert (saved.status_code, saved.location) == (303, f"/journal/{draft}/hand-in#anonymity")
    assert words_of(app, draft, learner) == WORDS.replace("Zebedina", "a client", 1)
    assert revision_of(app, draft, learner) == 3
    page = browser.get(f"/journal/{draft}/hand-in").text
    assert "Your wording is in the draft." in page
    assert '<input type="hidden" name="revision" value="3">' in page


def test_a_wording_goes_into_every_place_on_request(app: Flask, as_: As, learner: int, draft: int) -> None:
    as_(learner).post(f"/journal/{draft}/wording", {**PLACE, "wording": "a client", "everywhere": "1"})
    assert words_of(app, draft, learner) == WORDS.replace("Zebedina", "a client")


def test_a_wording_for_a_draft_that_has_changed_is_handed_back(app: Flask, as_: As, learner: int, draft: int) -> None:
    rewritten(app, draft, learner, a_text(description="I met Zebedina elsewhere."))
    page = as_(learner).post(f"/journal/{draft}/wording", {**PLACE, "wording": "a client of <ours>"})
    assert page.status_code == 409
    assert "The draft has changed since you opened this page." in page.text
    assert "<q>a client of &lt;ours&gt;</q>" in page.text
    assert words_of(app, draft, learner) == "I met Zebedina elsewhere."


@pytest.mark.parametrize(
    "odd",
    [{"passage": "elsewhere"}, {"start": "x"}, {"end": ""}, {"start": "9" * 30}, {"revision": "x"}, {"end": 9}],
    ids=str,
)
def test_a_form_that_names_no_finding_changes_nothing(
    app: Flask, as_: As, learner: int, draft: int, odd: dict[str, object]
) -> None:
    page = as_(learner).post(f"/journal/{draft}/wording", {**PLACE, "wording": "Kept here.", **odd})
    assert page.status_code in (409, 422)
    assert "<q>Kept here.</q>" in page.text
    assert words_of(app, draft, learner) == WORDS


def test_a_wording_of_any_length_comes_back(app: Flask, as_: As, learner: int, draft: int) -> None:
    page = as_(learner).post(f"/journal/{draft}/wording", {**PLACE, "wording": "b" * 1001})
    assert page.status_code == 422
    assert "Write a wording of at most 1000 characters." in page.text
    assert "b" * 1001 in page.text


# Names that are no client's


def test_a_name_that_is_no_clients_is_kept_for_its_learner_alone(app: Flask, as_: As, learner: int, draft: int) -> None:
    browser = as_(learner)
    for _ in range(2):
        kept = browser.post(f"/journal/{draft}/not-a-client", {"name": "Zebedina"})
        assert (kept.status_code, kept.location) == (303, f"/journal/{draft}/hand-in#anonymity")
    page = browser.get(f"/journal/{draft}/hand-in").text
    assert "<mark>Zebedina</mark>" not in page
    assert "Names that you said are not a client’s (1)" in page
    other = a_person(app)
    theirs = a_reflection(app, other, a_text(description=WORDS))
    assert "<mark>Zebedina</mark>" in as_(other).get(f"/journal/{theirs}/hand-in").text


def test_a_name_can_be_checked_again(app: Flask, as_: As, learner: int, draft: int) -> None:
    browser = as_(learner)
    browser.post(f"/journal/{draft}/not-a-client", {"name": "zebedina"})
    assert browser.post(f"/journal/{draft}/check-again", {"name": "zebedina"}).status_code == 303
    assert "<mark>Zebedina</mark>" in browser.get(f"/journal/{draft}/hand-in").text


@pytest.mark.parametrize("name", ["", " \n", "z" * 1001])
def test_what_is_no_name_is_not_kept(app: Flask, as_: As, learner: int, draft: int, name: str) -> None:
    assert as_(learner).post(f"/journal/{draft}/not-a-client", {"name": name}).status_code == 303
    with app.app_context():
        assert queries.not_clients(learner) == ()


def test_the_list_of_names_is_bounded(app: Flask, as_: As, learner: int, draft: int) -> None:
    with app.app_context():
        for number in range(NAMES_LIMIT):
            actions.keep_not_a_client(f"name {number}", learner_id=learner)
    page = as_(learner).post(f"/journal/{draft}/not-a-client", {"name": "one more"})
    assert page.status_code == 409
    assert "You have set 500 names aside." in page.text


def test_a_name_sent_twice_at_once_is_kept_once(app: Flask, learner: int) -> None:
    def keep(_: int) -> None:
        with app.app_context():
            actions.keep_not_a_client("Zebedina", learner_id=learner)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(keep, range(4)))
    with app.app_context():
        assert queries.not_clients(learner) == ("zebedina",)


# Whose it is, and what stays of it


@pytest.mark.parametrize("path", ["wording", "not-a-client", "check-again"])
def test_somebody_elses_draft_is_as_good_as_missing(app: Flask, as_: As, draft: int, path: str) -> None:
    sent = {**PLACE, "wording": "Mine.", "name": "zebedina"}
    assert as_(a_person(app)).post(f"/journal/{draft}/{path}", sent).status_code == 404


def cells(app: Flask) -> Iterator[str]:
    with app.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from (f"{table.name}: {cell}" for cell in row)


def test_no_finding_is_stored_anywhere(
    app: Flask, as_: As, learner: int, draft: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = as_(learner)
    browser.get(f"/journal/{draft}/hand-in")
    browser.post(f"/journal/{draft}/wording", {**PLACE, "wording": "a client"})
    browser.post(f"/journal/{draft}/wording", {**PLACE, "wording": "a client"})
    kept = [cell for cell in cells(app) if "Zebedina" in cell or "07700" in cell]
    assert {cell.split(":")[0] for cell in kept} == {"reflections", "reflection_versions"}, "where the learner wrote it"
    assert "Zebedina" not in caplog.text
    with browser.client.session_transaction() as session:
        assert "Zebedina" not in str(dict(session))


def test_a_page_shows_so_many_at_once_and_asks_no_more_often(app: Flask, as_: As, learner: int) -> None:
    browser = as_(learner)
    asked = []
    for times in (1, 60):
        draft = a_reflection(app, learner, a_text(description="I met Zebedina.\n" * times))
        with counted(app) as statements:
            page = browser.get(f"/journal/{draft}/hand-in").text
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 4
    assert page.count("Use this wording") == SHOWN_AT_ONCE
    assert f"The first {SHOWN_AT_ONCE} are listed here." in page
