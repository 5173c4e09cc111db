"""A day to undo: what learners delete of their own is gone at once, can be had back, and is then gone for good."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from revision_app.cli import FORGETTING
from revision_app.db import Base, db, transaction
from revision_app.evidence.files import actions as file_actions
from revision_app.evidence.files import intake
from revision_app.evidence.files.store import Folder
from revision_app.journal import actions as journal
from revision_app.journal import queries as drafts
from revision_app.progress import queries as progress
from revision_app.quiz.practice import queries as practice
from revision_app.recall import actions as recall
from revision_app.recall import queries as cards
from revision_app.rights import queries as rights
from revision_app.shared.refusal import Refusal
from revision_app.study import actions as study
from revision_app.study import queries as study_queries
from revision_app.study.core.note import Anchor
from revision_app.study.library import shelf
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_file, a_photograph
from tests.support.papers import a_paper, an_item, offer
from tests.support.reflections import DECLARED, a_claim, a_reflection, a_submission, a_text, revision_of
from tests.support.sitting import JSON, later

As = Callable[..., Browser]
RECIPE = {"only": "any", "count": "10", "reasons": "now", "what": "save", "name": "A thing of mine"}
DELETED = "Deleted within the last day"


@pytest.fixture(autouse=True)
def stored(app: Flask, tmp_path: Path) -> Path:
    app.extensions["evidence_store"] = Folder(tmp_path)
    return tmp_path


def bytes_in(folder: Path) -> int:
    return sum(file.is_file() for file in folder.rglob("*"))


def swept(app: Flask) -> None:
    with app.app_context():
        for actions in FORGETTING:
            actions.sweep(at=now())
        intake.sweep(at=now())


def rows(app: Flask, *tables: str) -> list[int]:
    """How many rows there are, deleted ones as well."""
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) for name in tables]


def a_draft(app: Flask, learner: int) -> int:
    draft = a_reflection(app, learner, a_text(title="A thing of mine"))
    a_claim(app, draft, learner, "What happened")
    with app.app_context():
        revision = revision_of(app, draft, learner)
        journal.save(draft, a_text(title="A thing of mine"), learner_id=learner, revision=revision, at=now())
    return draft


def a_thing_of_files(app: Flask, learner: int) -> int:
    return a_file(app, learner, name="A thing of mine.pdf")


def a_card(app: Flask, learner: int) -> int:
    with app.app_context():
        recall.write_cards([("A thing of mine", "Its back")], learner_id=learner, at=now())
        return cards.own_cards(learner)[0].id


def a_note(app: Flask, learner: int) -> int:
    with app.app_context():
        unit = next(iter(shelf().units.values()))
        place = Anchor(unit.sections[0].id)
        return study.add_note(unit.id, place, "A thing of mine", key="k", learner_id=learner, at=now()).id


def a_recipe(app: Flask, learner: int) -> int:
    offer(app, a_paper((an_item("one"),)))
    assert Browser(app, learner).post("/own-tests/", RECIPE).status_code == 303
    with app.app_context():
        return practice.recipes(learner)[0].id


@dataclass(frozen=True)
class Thing:
    """Something that a learner may delete: how it is made, its address, the page that lists it, and its tables."""

    make: Callable[[Flask, int], int]
    address: str
    listed: str
    tables: tuple[str, ...]
    delete: str = "delete"

    def path(self, id_: int, what: str) -> str:
        return f"{self.address.format(id_)}/{what}"


THINGS = {
    "draft": Thing(a_draft, "/journal/{}", "/journal/", ("reflections", "reflection_versions", "draft_claims")),
    "file": Thing(a_thing_of_files, "/files/{}", "/files/", (), delete="remove"),
    "card": Thing(a_card, "/recall/own/{}", "/recall/", ("own_cards",)),
    "note": Thing(a_note, "/study/notes/{}", "/study/notes", ("notes",)),
    "recipe": Thing(a_recipe, "/own-tests/recipes/{}", "/own-tests/", ("recipes",)),
}


@pytest.mark.parametrize("kind", THINGS)
def test_what_was_deleted_can_be_had_back_for_a_day_and_is_gone_after_it(
    app: Flask, as_: As, stored: Path, kind: str
) -> None:
    thing, learner = THINGS[kind], a_person(app)
    id_, browser = thing.make(app, learner), as_(learner)
    delete, restore = thing.path(id_, thing.delete), thing.path(id_, "restore")
    assert DELETED not in browser.get(thing.listed).text
    for _ in range(2):  # a second click
        assert browser.post(delete, {"delete": "1"}).status_code == 303
    there, _, deleted = browser.get(thing.listed).text.partition(DELETED)
    assert "A thing of mine" in deleted
    assert "A thing of mine" not in there.partition("<h1")[2]
    other = as_(a_person(app))
    assert other.post(restore).status_code == 404
    assert other.post(delete, {"delete": "1"}).status_code == 404
    later(app, hours=23)
    swept(app)
    for _ in range(2):
        assert browser.post(restore).status_code == 303
    page = browser.get(thing.listed).text
    assert DELETED not in page
    assert "A thing of mine" in page
    browser.post(delete, {"delete": "1"})
    later(app, hours=24)
    assert browser.post(restore).status_code == 404
    assert browser.post(delete, {"delete": "1"}).status_code == 404
    assert DELETED not in browser.get(thing.listed).text
    kept = rows(app, *thing.tables)
    swept(app)
    assert rows(app, *thing.tables) == kept  # somebody may have had it back at the last moment, and not yet be done
    later(app, minutes=1)
    swept(app)
    assert rows(app, *thing.tables) == [0] * len(thing.tables)
    assert bytes_in(stored) == 0


def test_a_deleted_draft_is_on_no_page_but_in_what_somebody_downloads_about_themselves(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    draft, browser = a_draft(app, learner), as_(learner)
    browser.post(f"/journal/{draft}/delete")
    for part in ("/versions", "/hand-in", "/files", "/passages"):
        assert browser.get(f"/journal/{draft}{part}").status_code == 404
    for page in ("/today", "/criteria/", "/quizzes/"):
        assert "A thing of mine" not in browser.get(page).text
    with app.app_context():
        assert "A thing of mine" not in {each.title for each in progress.in_hand(learner, since=now())}
        assert drafts.reflection(draft, learner_id=learner) is None
        told = {holding.table: said for holding, said in rights.everything(learner, at=now())}
    assert [row["title"] for row in told["reflections"]] == ["A thing of mine"]
    page = browser.get(f"/journal/{draft}").text
    assert "Undo deleting it" in page
    assert "What happened" in page


def test_what_was_handed_in_is_not_deleted_withdrawn_or_not(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    draft, browser = a_reflection(app, learner), as_(learner)
    piece = a_submission(app, learner, of=draft)
    assert "You have handed it in, so it stays." in browser.get(f"/journal/{draft}").text
    assert browser.post(f"/journal/{draft}/delete").status_code == 409
    assert browser.post(f"/evidence/{piece}/withdrawal").status_code == 303
    assert "You have handed this in, so it stays." in browser.post(f"/journal/{draft}/delete").text


def test_what_is_typed_into_a_draft_that_was_deleted_elsewhere_is_not_lost(app: Flask, as_: As) -> None:
    learner = a_person(app)
    draft, browser = a_draft(app, learner), as_(learner)
    revision = revision_of(app, draft, learner)
    browser.post(f"/journal/{draft}/delete")
    typed = {"title": "A thing of mine", "revision": str(revision), "description": "Typed in another tab."}
    said = browser.post(f"/journal/{draft}", typed, headers=JSON)
    assert (said.status_code, said.json) == (
        409,
        {"problem": "This draft was deleted, in another tab or on another device. Undo that to save this."},
    )
    refused = browser.post(f"/journal/{draft}", typed)
    assert refused.status_code == 409
    assert "Typed in another tab." in refused.text
    assert "Undo deleting it, and save this" in refused.text
    assert browser.post(f"/journal/{draft}", typed | {"undo": "1"}).status_code == 303
    assert "Typed in another tab." in browser.get(f"/journal/{draft}").text


def test_what_goes_on_from_a_draft_stays_when_that_is_gone(app: Flask, as_: As) -> None:
    learner = a_person(app)
    draft = a_draft(app, learner)
    with app.app_context():
        after = journal.start("Later", learner_id=learner, at=now(), continues=draft)
        journal.delete_draft(draft, learner_id=learner, at=now())
    assert "A thing of mine" not in as_(learner).get(f"/journal/{after}").text
    later(app, days=1, minutes=1)
    swept(app)
    assert as_(learner).get(f"/journal/{after}").status_code == 200
    with app.app_context():
        assert drafts.reflection(after, learner_id=learner).continues is None


def test_a_draft_that_is_deleted_and_handed_in_at_one_moment_has_one_outcome(app: Flask) -> None:
    learner, tutor = a_person(app), a_person(app)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    draft, outcomes = a_reflection(app, learner), []
    revision = revision_of(app, draft, learner)

    def attempt(act: Callable[[], object]) -> None:
        with app.app_context():
            try:
                act()
                outcomes.append("done")
            except Refusal as refusal:
                outcomes.append(str(refusal))

    acts = (
        lambda: journal.delete_draft(draft, learner_id=learner, at=now()),
        lambda: journal.hand_in(draft, DECLARED, learner_id=learner, revision=revision, at=now()),
    )
    threads = [Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("done") == 1


def test_a_deleted_file_is_attached_again_when_it_is_had_back(app: Flask, as_: As) -> None:
    learner = a_person(app)
    draft, file, browser = a_reflection(app, learner), a_file(app, learner), as_(learner)
    with app.app_context():
        file_actions.attach_too("reflection", draft, file, learner_id=learner)
    browser.post(f"/files/{file}/remove", {"delete": "1"})
    assert "certificate.pdf" not in browser.get(f"/journal/{draft}").text
    browser.post(f"/files/{file}/restore")
    assert "certificate.pdf" in browser.get(f"/journal/{draft}").text


def test_a_client_who_withdraws_is_done_with_although_the_photograph_was_deleted(
    app: Flask, as_: As, stored: Path
) -> None:
    learner, administrator = a_person(app), a_person(app)
    photograph = a_photograph(app, learner)
    as_(learner).post(f"/files/{photograph}/remove", {"delete": "1"})
    with app.app_context():
        by = {"learner_id": learner, "administrator_id": administrator}
        assert intake.withdraw_for_client([photograph], "C-07", **by, at=now()) == 1
    assert bytes_in(stored) == 0
    as_(learner).post(f"/files/{photograph}/restore")
    assert as_(learner).get(f"/files/{photograph}/content").status_code == 404


def test_a_deleted_card_is_due_nowhere_and_comes_back_as_well_known_as_it_was(app: Flask, as_: As) -> None:
    learner = a_person(app)
    card, browser = a_card(app, learner), as_(learner)
    look = {"card": f"own:{card}", "rating": 1, "key": "a-key-of-mine"}
    browser.post("/recall/reviews", look, headers=JSON)
    later(app, hours=1)
    with app.app_context():
        before = cards.standings(learner)[1]
    browser.post(f"/recall/own/{card}/delete")
    browser.post("/recall/reviews", look, headers=JSON)  # sent again by a device
    with app.app_context():
        assert cards.waiting(cards.known(learner, at=now()), held_back=lambda: (), at=now()).cards == 0
        transaction(lambda: recall.work_out_again(learner))()  # as when two accounts become one
        assert cards.standings(learner)[1] == {}
    browser.post(f"/recall/own/{card}/restore")
    with app.app_context():
        assert cards.standings(learner)[1] == before


def test_a_note_that_a_device_sends_again_stays_deleted(app: Flask, as_: As) -> None:
    learner = a_person(app)
    note = a_note(app, learner)
    as_(learner).post(f"/study/notes/{note}/delete")
    assert a_note(app, learner) == note
    with app.app_context():
        assert study_queries.notes_of(learner) == []


def test_a_recipe_comes_back_only_where_its_name_is_free(app: Flask, as_: As) -> None:
    learner = a_person(app)
    recipe, browser = a_recipe(app, learner), as_(learner)
    browser.post(f"/own-tests/recipes/{recipe}/delete")
    a_recipe(app, learner)
    refused = browser.post(f"/own-tests/recipes/{recipe}/restore")
    assert refused.status_code == 409
    assert "You have a recipe with this name already." in refused.text
