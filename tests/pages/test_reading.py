"""Reading, notes and reading settings as pages and their scripts meet them."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask

from revision_app.accounts.core import Role
from revision_app.study import actions, library, queries
from revision_app.study.core.note import Anchor
from revision_app.study.core.reading import State
from revision_app.study.core.unit import Unit
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.statements import counted

JSON = {"Accept": "application/json"}
As = Callable[..., Browser]


def a_unit(app: Flask) -> Unit:
    with app.app_context():
        return library.shelf().units["mechanism"]


def edited(app: Flask, unit: Unit) -> None:
    """Put a unit into the place of the one with its id, as a restart after an edit would."""
    with app.app_context():
        shelf = library.shelf()
    app.extensions["shelf"] = replace(shelf, units={**shelf.units, unit.id: unit})
    app.extensions.pop("prepared_pages", None)


def with_first_section(unit: Unit, text: str) -> Unit:
    first, *rest = unit.sections
    block = replace(first.blocks[0], text=text)
    return replace(unit, sections=(replace(first, blocks=(block, *first.blocks[1:])), *rest))


def test_marking_a_section_by_its_button_shows_on_the_page_and_in_the_list(app: Flask, as_: As) -> None:
    browser, unit = as_(a_person(app)), a_unit(app)
    page = f"/study/{unit.id}"
    assert f"0 of {len(unit.sections)} sections read" in browser.get(page).text
    answer = browser.post(f"{page}/sections/{unit.sections[0].id}")
    assert answer.status_code == 303
    assert answer.location == f"{page}#{unit.sections[0].id}"
    text = browser.get(page).text
    assert f"1 of {len(unit.sections)} sections read" in text
    assert f'Continue at <a href="#{unit.sections[1].id}">' in text
    listed = browser.get("/study/").text
    assert "Continue where you left off" in listed
    assert f"{page}#{unit.sections[1].id}" in listed


def test_a_script_is_told_how_the_sections_stand(app: Flask, as_: As) -> None:
    browser, unit = as_(a_person(app)), a_unit(app)
    path = f"/study/{unit.id}/sections/{unit.sections[1].id}"
    assert browser.post(path, {"state": "seen"}, headers=JSON).json["states"][unit.sections[1].id] == "seen"
    assert browser.post(path, {"state": "read"}, headers=JSON).json["read"] == 1
    assert browser.post(path, {"state": "read"}, headers=JSON).json["read"] == 1
    assert browser.post(path, {"state": "seen"}, headers=JSON).json["read"] == 1
    assert browser.post(path, {"state": "unread"}, headers=JSON).json["read"] == 0
    assert browser.post(path, {"state": "eaten"}, headers=JSON).status_code == 422
    assert browser.post(f"/study/{unit.id}/sections/nowhere", headers=JSON).status_code == 404


def test_a_whole_unit_is_marked_at_once(app: Flask, as_: As) -> None:
    browser, unit = as_(a_person(app)), a_unit(app)
    browser.post(f"/study/{unit.id}/sections/")
    assert f"all {len(unit.sections)} sections read" in browser.get(f"/study/{unit.id}").text
    assert "All sections read" in browser.get("/study/").text


def test_an_edited_section_says_that_it_changed_and_counts_as_unread(app: Flask, as_: As) -> None:
    browser, unit = as_(a_person(app)), a_unit(app)
    browser.post(f"/study/{unit.id}/sections/")
    edited(app, with_first_section(unit, "Something new."))
    text = browser.get(f"/study/{unit.id}").text
    assert "Changed since you read it" in text
    assert f"{len(unit.sections) - 1} of {len(unit.sections)} sections read" in text
    assert "1 section changed since you read it" in browser.get("/study/").text


def test_what_was_read_is_the_text_that_the_page_showed(app: Flask, as_: As) -> None:
    browser, unit = as_(a_person(app)), a_unit(app)
    edited(app, with_first_section(unit, "Something new."))
    path = f"/study/{unit.id}/sections/{unit.sections[0].id}"
    answer = browser.post(path, {"state": "read", "digest": unit.sections[0].digest}, headers=JSON)
    assert answer.json["states"][unit.sections[0].id] == "changed"


def test_reading_is_private_and_a_tutor_sees_no_buttons(app: Flask, as_: As) -> None:
    one, other, unit = a_person(app), a_person(app), a_unit(app)
    as_(one).post(f"/study/{unit.id}/sections/")
    assert f"0 of {len(unit.sections)} sections read" in as_(other).get(f"/study/{unit.id}").text
    tutor = as_(a_person(app, Role.TUTOR)).get(f"/study/{unit.id}").text
    assert "Mark as read" not in tutor
    assert "sections read" not in tutor


def test_a_unit_with_progress_and_notes_takes_at_most_four_statements(app: Flask, as_: As) -> None:
    learner, unit = a_person(app), a_unit(app)
    with app.app_context():
        for number, section in enumerate(unit.sections):
            actions.note_section(unit.id, section.id, State.READ, digest=section.digest, learner_id=learner, at=now())
            actions.add_note(unit.id, Anchor(section.id), "Words", key=str(number), learner_id=learner, at=now())
    browser = as_(learner)
    for path, most in ((f"/study/{unit.id}", 2), (f"/study/{unit.id}/mine", 2), ("/study/", 2), ("/study/notes", 2)):
        browser.get(path)
        with counted(app) as sent:
            browser.get(path)
        assert len([one for one in sent if one.lstrip().upper().startswith("SELECT")]) <= most, (path, sent)


# Notes


def test_a_note_is_written_without_script_and_stands_on_the_page_of_notes(app: Flask, as_: As) -> None:
    browser, unit = as_(a_person(app)), a_unit(app)
    about = f"{unit.id}#{unit.sections[0].id}"
    form = browser.get("/study/notes", query_string={"about": about}).text
    assert f'<option selected value="{about}">' in form
    answer = browser.post("/study/notes", {"place": about, "body": "Ask <my> tutor.", "key": "k"})
    assert answer.status_code == 303
    text = browser.get("/study/notes").text
    assert "Ask &lt;my&gt; tutor." in text
    assert f"/study/{about}" in text
    assert "Ask <my> tutor." in browser.get("/study/notes.md").text


def test_a_note_that_is_sent_twice_is_one_note(app: Flask, as_: As) -> None:
    learner, unit = a_person(app), a_unit(app)
    browser, block = as_(learner), unit.sections[0].blocks[0]
    sent = {"place": f"{unit.id}#{unit.sections[0].id}", "block": block.id, "quotation": block.text[:40], "key": "k"}
    first = browser.post("/study/notes", sent, headers=JSON)
    assert first.json["saved_at"] == "13:00"
    assert browser.post("/study/notes", sent, headers=JSON).json == first.json
    [note] = browser.get(f"/study/{unit.id}/mine").json["notes"]
    assert (note["block"], note["words"], note["body"]) == (block.id, block.text[:40].strip(), "")


def test_a_note_needs_words_or_a_quotation_and_a_section_that_is_there(app: Flask, as_: As) -> None:
    browser, unit = as_(a_person(app)), a_unit(app)
    answer = browser.post("/study/notes", {"place": f"{unit.id}#{unit.sections[0].id}", "body": " "})
    assert answer.status_code == 422
    assert "Write the note." in answer.text
    answer = browser.post("/study/notes", {"place": "no#where", "body": "What I typed"})
    assert answer.status_code == 422
    assert "Choose the section" in answer.text
    assert "What I typed" in answer.text
    assert "Choose the section" in browser.post("/study/notes", {}, headers=JSON).json["problem"]


def test_what_is_wrong_with_a_field_that_no_page_shows_is_told_without_a_link_to_it(app: Flask, as_: As) -> None:
    refused = as_(a_person(app)).post("/study/notes", {"body": "A thought", "block": "x" * 201})
    assert refused.status_code == 422
    assert "Field cannot be longer than 200 characters." in refused.text
    assert "A thought" in refused.text


def test_a_note_is_changed_and_deleted_by_its_learner_only(app: Flask, as_: As) -> None:
    learner, other, unit = a_person(app), a_person(app), a_unit(app)
    with app.app_context():
        place = Anchor(unit.sections[0].id)
        note = actions.add_note(unit.id, place, "First", key="k", learner_id=learner, at=now())
    path = f"/study/notes/{note.id}"
    browser = as_(learner)
    assert "First" in browser.get(path).text
    assert browser.post(path, {"body": ""}).status_code == 422
    assert browser.post(path, {"body": "Second"}).status_code == 303
    for attempt in (as_(other).get(path), as_(other).post(path, {"body": "x"}), as_(other).post(f"{path}/delete")):
        assert attempt.status_code == 404
    assert "Second" in browser.get("/study/notes").text
    assert "Second" not in as_(other).get("/study/notes").text
    assert browser.post(f"{path}/delete").status_code == 303
    assert "Second" not in browser.get("/study/notes").text.partition("Deleted within the last day")[0]


def test_after_an_edit_a_note_is_found_again_or_listed_as_changed(app: Flask, as_: As) -> None:
    learner, unit = a_person(app), a_unit(app)
    block = unit.sections[0].blocks[0]
    with app.app_context():
        actions.add_note(unit.id, Anchor(block.id, block.text[:60]), "Mine", key="k", learner_id=learner, at=now())
    browser = as_(learner)
    edited(app, with_first_section(unit, "Now it begins otherwise. " + block.text))
    assert "Text has changed" not in browser.get("/study/notes").text
    edited(app, with_first_section(unit, "Nothing is left."))
    text = browser.get("/study/notes").text
    assert "Text has changed" in text
    assert "Mine" in text
    assert browser.get(f"/study/{unit.id}/mine").json["notes"][0]["block"] is None


def test_notes_of_a_unit_that_is_gone_are_still_listed(app: Flask, as_: As) -> None:
    learner = a_person(app)
    with app.app_context():
        actions.add_note("gone", Anchor("where"), "Kept", key="k", learner_id=learner, at=now())
        assert queries.notes_of(learner)[0].place is None
    assert "Units that are no longer here" in as_(learner).get("/study/notes").text
    assert "Kept" in as_(learner).get("/study/notes.md").text


# Today


def test_today_leads_to_the_next_section_that_is_not_read(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    with app.app_context():
        first, second = library.speaking_to(
            next(iter(library.shelf().units.values())) and app.extensions["qualification"].criteria[0].id
        )[:2]
    assert f"Read “{first[1].title}”" in browser.get("/today").text
    browser.post(f"/study/{first[0].id}/sections/{first[1].id}")
    assert f"Read “{second[1].title}”" in browser.get("/today").text


# ReadingSettings


def test_reading_settings_are_kept_with_the_account_and_said_by_every_page(app: Flask, as_: As) -> None:
    learner = a_person(app)
    here, there = as_(learner), as_(learner)
    there.get("/study/mechanism")
    chosen = {"size": "large", "spacing": "open", "width": "usual", "font": "sans", "theme": "dark", "motion": "system"}
    assert here.post("/account/comfort", chosen).status_code == 303
    said = '<html lang="en-GB" data-size="large" data-spacing="open" data-font="sans" data-theme="dark">'
    for path in ("/account/comfort", "/study/mechanism", "/today"):
        assert said in there.get(path).text
    assert '<html lang="en-GB">' in as_(a_person(app)).get("/study/mechanism").text
    assert '<html lang="en-GB">' in as_().get("/sign-in").text


def test_reading_settings_that_are_not_offered_are_refused(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    answer = browser.post("/account/comfort", {"size": "huge"})
    assert answer.status_code == 422
    assert '<html lang="en-GB">' in browser.get("/account").text
