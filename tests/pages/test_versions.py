"""Versions of a draft: what was saved is found again, compared and restored, by its learner alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.journal import queries
from revision_app.journal.core.guide import Stage
from tests.pages.test_journal import form, kept
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.reflections import a_reflection, a_text
from tests.support.statements import counted

As = Callable[..., Browser]
JSON = {"Accept": "application/json"}


@pytest.fixture
def learner(app: Flask) -> int:
    return a_person(app)


@pytest.fixture
def reflection(app: Flask, learner: int) -> int:
    """A draft that was saved by hand, once empty and once with a description."""
    return a_reflection(app, learner, a_text(description="I stretched the left cheek less."))


def revisions(app: Flask, reflection: int, learner: int) -> list[int]:
    with app.app_context():
        return [version.revision for version in queries.versions(reflection, learner_id=learner)]


def save(browser: Browser, reflection: int, revision: int, **stages: str) -> int:
    sent = browser.post(f"/journal/{reflection}", form(revision, title="A long day", **stages))
    assert sent.status_code == 303
    return revision + 1


def typed(browser: Browser, reflection: int, revision: int, **stages: str) -> int:
    sent = browser.post(f"/journal/{reflection}", form(revision, title="A long day", auto="1", **stages), headers=JSON)
    return sent.json["revision"]


def test_what_is_saved_by_hand_is_a_version_and_typing_makes_one_for_a_stretch(
    app: Flask, as_: As, learner: int, reflection: int
) -> None:
    browser = as_(learner)
    assert revisions(app, reflection, learner) == [2]
    at = 2
    for letters in ("C", "Ca", "Calm"):
        at = typed(browser, reflection, at, description="I stretched the left cheek less.", feelings=letters)
    assert revisions(app, reflection, learner) == [2]
    at = save(browser, reflection, at, feelings="Calm.")
    assert revisions(app, reflection, learner) == [at, at - 1, 2]
    app.extensions["frozen_now"] += timedelta(minutes=11)
    at = typed(browser, reflection, at, feelings="Calm. Then hurried.")
    at = typed(browser, reflection, at, feelings="Calm. Then hurried. Then")
    app.extensions["frozen_now"] += timedelta(minutes=11)
    at = typed(browser, reflection, at, feelings="Calm. Then hurried. Then calm.")
    assert revisions(app, reflection, learner) == [at - 1, at - 3, at - 4, 2]


def test_saving_by_hand_what_is_saved_already_makes_it_a_version_once(
    app: Flask, as_: As, learner: int, reflection: int
) -> None:
    browser = as_(learner)
    at = typed(browser, reflection, 2, feelings="Calm.")
    for _ in range(2):
        browser.post(f"/journal/{reflection}", form(at, feelings="Calm."))
    assert revisions(app, reflection, learner) == [at, 2]


def test_two_versions_stand_side_by_side(as_: As, learner: int, reflection: int) -> None:
    browser = as_(learner)
    at = save(browser, reflection, 2, description="I stretched both cheeks.", criteria=["1.2"])
    page = browser.get(f"/journal/{reflection}/versions?before=2&after={at}").text
    assert '<del><span class="unseen">[removed: </span>the left cheek less.' in page
    assert '<ins><span class="unseen">[added: </span>both cheeks.' in page
    turned = browser.get(f"/journal/{reflection}/versions?before={at}&after=2").text
    assert "[added: </span>both cheeks." in turned, "the older stands on the left"
    assert "The words of both are the same." in browser.get(f"/journal/{reflection}/versions?before={at}").text


def test_a_version_is_restored_and_what_it_replaced_is_a_version(
    app: Flask, as_: As, learner: int, reflection: int
) -> None:
    browser = as_(learner)
    at = typed(browser, reflection, 2, description="I stretched the left cheek less. And more.")
    answer = browser.post(f"/journal/{reflection}/versions/2/restore", {"revision": at})
    assert (answer.status_code, answer.location) == (303, f"/journal/{reflection}")
    assert "That version is your draft again." in browser.get(answer.location).text
    draft = kept(app, reflection, learner)
    assert draft.text.writing[Stage.DESCRIPTION] == "I stretched the left cheek less."
    assert revisions(app, reflection, learner) == [at + 1, at, 2]


def test_a_draft_that_changed_meanwhile_is_shown_before_a_version_is_restored(
    app: Flask, as_: As, learner: int, reflection: int
) -> None:
    browser = as_(learner)
    save(browser, reflection, 2, description="From the other tab.")
    page = browser.post(f"/journal/{reflection}/versions/2/restore", {"revision": 2})
    assert page.status_code == 409
    assert "The draft has changed since you opened this page." in page.text
    assert kept(app, reflection, learner).text.writing[Stage.DESCRIPTION] == "From the other tab."


@pytest.mark.parametrize("odd", ["before=9", "before=x&after=-1", "before=" + "9" * 40, "after=1&before=\ud800"])
def test_versions_that_are_not_there_are_not_compared(as_: As, learner: int, reflection: int, odd: str) -> None:
    page = as_(learner).get(f"/journal/{reflection}/versions?{odd.encode('utf-8', 'replace').decode()}")
    assert page.status_code == 200
    assert "Side by side" not in page.text


def test_nobody_else_sees_or_restores_a_version(app: Flask, as_: As, learner: int, reflection: int) -> None:
    others = [as_(a_person(app)), as_(a_person(app, Role.TUTOR)), as_(a_person(app, Role.ADMINISTRATOR))]
    for other in others:
        assert other.get(f"/journal/{reflection}/versions").status_code in (403, 404)
        assert other.post(f"/journal/{reflection}/versions/2/restore", {"revision": 2}).status_code in (403, 404)
    own = a_reflection(app, a_person(app))
    with app.app_context():
        assert queries.version(own, 2, learner_id=learner) is None


def test_a_version_that_is_not_there_is_not_restored(as_: As, learner: int, reflection: int) -> None:
    assert as_(learner).post(f"/journal/{reflection}/versions/77/restore", {"revision": 2}).status_code == 404


def test_a_page_of_many_versions_asks_as_often_as_one_of_few(
    app: Flask, as_: As, learner: int, reflection: int
) -> None:
    browser = as_(learner)
    asked = []
    at = 2
    for times in (1, 12):
        for n in range(times):
            at = save(browser, reflection, at, description=f"{n} times", feelings=str(times))
        with counted(app) as statements:
            browser.get(f"/journal/{reflection}/versions?before=2&after={at}")
        asked.append(len(statements))
    assert asked[0] == asked[1]
