"""A learner reads, writes notes and makes themselves comfortable, with and without script, and by keyboard alone."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.study import library
from revision_app.study.core.unit import BlockKind, Unit
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, headed, sign_in
from tests.support.builders import a_person

UNIT = "mechanism"
Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def unit(app: Flask) -> Unit:
    learner = a_person(app, Role.LEARNER, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
        found = library.unit(UNIT)
        assert found
        return found


def reader(page: Page) -> Page:
    sign_in(page, "learner@example.org")
    page.goto(f"/study/{UNIT}")
    return page


def select(page: Page, block: str, words: int) -> None:
    """Select the first words of a block, as dragging over them would."""
    page.evaluate(
        """([id, count]) => {
          const block = document.getElementById(id);
          const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
          const node = walker.nextNode();
          const end = node.data.split(" ").slice(0, count).join(" ").length;
          getSelection().setBaseAndExtent(node, 0, node, end);
        }""",
        [block, words],
    )


def edit(app: Flask, unit: Unit, before: str, after: str) -> None:
    """What a restart after an author's edit would bring: other words in the page and in the first section's blocks."""
    first, *rest = unit.sections
    blocks = tuple(replace(block, text=block.text.replace(before, after)) for block in first.blocks)
    edited = replace(unit, html=unit.html.replace(before, after), sections=(replace(first, blocks=blocks), *rest))
    with app.app_context():
        shelf = library.shelf()
    app.extensions["shelf"] = replace(shelf, units={**shelf.units, unit.id: edited})
    app.extensions.pop("prepared_pages", None)


def test_a_section_counts_as_read_after_a_fair_time_on_screen_and_not_before(unit: Unit, visitor: Visitor) -> None:
    page = visitor()
    page.clock.install()
    reader(page)
    so_far = page.locator("[data-so-far]")
    first = page.locator(f'[data-section="{unit.sections[0].id}"]')
    page.clock.run_for(6_000)
    expect(first).to_have_attribute("data-state", "seen")
    expect(so_far).to_have_text(f"0 of {len(unit.sections)} sections read")
    page.clock.run_for(60_000)
    expect(first).to_have_attribute("data-state", "read")
    expect(so_far).to_contain_text(f"of {len(unit.sections)} sections read")
    expect(page.locator(f'[data-band="{unit.sections[0].id}"]')).to_have_attribute("data-state", "read")
    last = page.locator(f'[data-section="{unit.sections[-1].id}"]')
    expect(last).to_have_attribute("data-state", "unread")
    page.goto("/study/")
    expect(page.get_by_role("heading", name=unit.sections[1].title)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_button_marks_a_section_and_the_page_says_where_to_go_on(
    unit: Unit, visitor: Visitor, accessible: Check, javascript: bool
) -> None:
    page = reader(visitor(javascript=javascript))
    # A script shows the mark before the site has it.
    with page.expect_response(lambda answer: "/sections/" in answer.url):
        page.get_by_role("button", name=f"Mark as read: {unit.sections[0].title}").click()
    expect(page.locator("[data-so-far]")).to_have_text(f"1 of {len(unit.sections)} sections read")
    if javascript:
        accessible(page)
        expect(page.get_by_role("button", name=f"Read. Mark as not read: {unit.sections[0].title}")).to_be_visible()
    page.goto("/study/")
    page.get_by_role("link", name="Continue reading").click()
    expect(page).to_have_url(re.compile(f"#{unit.sections[1].id}$"))


def test_a_note_on_selected_words_outlives_an_edit_or_says_that_the_text_has_changed(
    app: Flask, unit: Unit, visitor: Visitor, accessible: Check
) -> None:
    page = reader(visitor())
    block = unit.sections[0].blocks[0]
    quotation = " ".join(block.text.split()[:5])
    select(page, block.id, 5)
    page.get_by_role("toolbar", name="Selected words").get_by_role("button", name="Note").click()
    page.get_by_label("Your note").fill("Ask my tutor about this.")
    accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_text("Ask my tutor about this.").first).to_be_visible()
    expect(page.get_by_text(re.compile("^Saved "))).to_be_visible()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("link", name=f"Notes (1): {unit.sections[0].title}")).to_be_visible()
    assert marked(page) == quotation

    edit(app, unit, quotation, f"In short. {quotation}")
    page.reload()
    expect(page.get_by_role("link", name=f"Notes (1): {unit.sections[0].title}")).to_be_visible()
    assert marked(page) == quotation

    edit(app, unit, block.text, "Nothing of it is left.")
    page.goto("/study/notes")
    expect(page.get_by_text("Text has changed")).to_be_visible()
    expect(page.get_by_text("Ask my tutor about this.")).to_be_visible()
    accessible(page)


def marked(page: Page) -> str:
    """What is highlighted on the page."""
    expect(page.get_by_role("link", name="Notes (").first).to_be_visible()  # which is said after the words are marked
    words = page.evaluate("[...CSS.highlights.get('mine')].map((range) => range.toString()).join('|')")
    return " ".join(str(words).split())


def test_words_are_highlighted_at_once(unit: Unit, visitor: Visitor) -> None:
    page = reader(visitor(width=390))
    block = unit.sections[0].blocks[0]
    select(page, block.id, 4)
    page.get_by_role("button", name="Highlight").click()
    expect(page.get_by_text(re.compile("^Saved "))).to_be_visible()
    assert marked(page) == " ".join(block.text.split()[:4])
    page.reload()
    assert marked(page) == " ".join(block.text.split()[:4])


def test_words_across_the_lines_of_a_list_are_kept_as_they_read(unit: Unit, visitor: Visitor) -> None:
    page = reader(visitor())
    block = next(block for section in unit.sections for block in section.blocks if block.kind is BlockKind.LIST)
    first = page.evaluate(
        """(id) => {
          document.getElementById(id).scrollIntoView({ block: "center" });
          const [one, two] = document.getElementById(id).querySelectorAll("li");
          getSelection().setBaseAndExtent(one, 0, two, two.childNodes.length);
          return one.textContent;
        }""",
        block.id,
    )
    page.get_by_role("button", name="Highlight").click()
    expect(page.get_by_text(re.compile("^Saved "))).to_be_visible()
    marked(page)
    page.goto("/study/notes")
    quotation = page.get_by_role("blockquote").inner_text()
    assert len(quotation) > len(first.strip())
    assert quotation == block.text[: len(quotation)]


def test_a_click_on_highlighted_words_opens_their_note_and_one_beside_them_does_not(
    unit: Unit, visitor: Visitor
) -> None:
    page = reader(visitor())
    block = unit.sections[0].blocks[0]
    select(page, block.id, 4)
    page.get_by_role("button", name="Highlight").click()
    marked(page)
    box = page.evaluate(
        "(() => { const box = [...CSS.highlights.get('mine')][0].getBoundingClientRect();"
        " return [box.left + box.width / 2, box.top + box.height / 2, box.right + 60]; })()"
    )
    page.mouse.click(box[2], box[1])
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.mouse.click(box[0], box[1])
    note = page.get_by_role("dialog").get_by_role("listitem")
    expect(note).to_be_focused()
    expect(note).to_contain_text(" ".join(block.text.split()[:4]))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_note_that_was_not_saved_is_there_when_its_window_is_opened_again(unit: Unit, visitor: Visitor) -> None:
    page = reader(visitor())
    add = page.get_by_role("link", name=f"Add a note: {unit.sections[0].title}")
    add.click()
    page.get_by_label("A new note").fill("Half a thought")
    expect(page.get_by_text("Kept on this device until you send it.")).to_be_visible()
    page.reload()
    add.click()
    expect(page.get_by_label("A new note")).to_have_value("Half a thought")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_contain_text("Half a thought")
    page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('typed'))")


def test_a_note_is_written_changed_and_deleted_by_keyboard_alone(unit: Unit, visitor: Visitor) -> None:
    page = reader(visitor())
    page.get_by_role("link", name=f"Add a note: {unit.sections[0].title}").focus()
    page.keyboard.press("Enter")
    about = page.get_by_label("About")
    expect(about).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("By hand")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    note = page.get_by_role("dialog").get_by_role("listitem")
    expect(note).to_contain_text("By hand")
    note.get_by_text("Edit").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(", twice")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator("li .body")).to_contain_text("twice")
    page.get_by_role("button", name="Delete").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name=f"Add a note: {unit.sections[0].title}")).to_be_focused()


def test_a_note_is_written_without_script(unit: Unit, visitor: Visitor) -> None:
    page = reader(visitor(javascript=False))
    page.get_by_role("link", name=f"Add a note: {unit.sections[1].title}").click()
    headed(page, "My notes")
    page.get_by_label("Note", exact=True).fill("On paper")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("On paper")).to_be_visible()
    page.get_by_role("link", name=unit.sections[1].title).click()
    expect(page).to_have_url(re.compile(f"#{unit.sections[1].id}$"))


def test_reading_settings_show_at_once_and_follow_to_other_devices(
    unit: Unit, visitor: Visitor, accessible: Check
) -> None:
    here, there = visitor(), visitor(width=390, javascript=False)
    sign_in(here, "learner@example.org")
    here.goto("/account/comfort")
    accessible(here)
    before = here.locator("html").evaluate("(root) => parseFloat(getComputedStyle(root).fontSize)")
    here.get_by_label("Largest").check()
    here.get_by_label("Widest").check()
    here.get_by_label("Spaced out").check()
    here.get_by_label("Dark").check()
    after = here.locator("html").evaluate("(root) => parseFloat(getComputedStyle(root).fontSize)")
    assert after > before * 1.25
    accessible(here)
    here.get_by_role("button", name="Save").click()
    expect(here.get_by_role("status").first).to_contain_text("Saved")
    reader(there)
    root = there.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_css("color-scheme", "dark")
    assert root.evaluate("(root) => root.scrollWidth <= innerWidth")


def test_on_paper_notes_stand_below_their_section_and_nothing_is_there_to_press(unit: Unit, visitor: Visitor) -> None:
    page = reader(visitor())
    page.emulate_media(media="print")
    note = page.locator(".prose > section").first.locator(".note").first
    last = page.locator(".prose > section").first.locator(":scope > p:not(.foot)").last
    assert note.evaluate("(note) => note.getBoundingClientRect().top") > last.evaluate(
        "(last) => last.getBoundingClientRect().top"
    )
    for chrome in (".side", ".rail", ".contents", ".foot", ".onward"):
        for one in page.locator(chrome).all():
            expect(one).to_be_hidden()
