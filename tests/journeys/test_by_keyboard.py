"""A unit for those who see no page and hold no mouse: its accessibility tree in reading order, and Tab alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.study import library
from revision_app.study.core.unit import BlockKind, Unit
from tests.support.browser import Browser
from tests.support.builders import a_person

Visitor = Callable[..., Page]
Node = dict[str, object]
UNIT = "mechanism"
SILENT = {"none", "generic", "StaticText", "InlineTextBox", "paragraph", "ListMarker", "LineBreak", "RootWebArea"}
FOCUS = """() => {
  const one = document.activeElement, box = one.getClientRects()[0] ?? one.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + Math.min(box.width, 8) / 2, box.top + box.height / 2);
  return {
    order: [...document.querySelectorAll("*")].indexOf(one),
    name: one.getAttribute("aria-label") || (one.closest("label") ?? one).textContent.trim().slice(0, 60),
    seen: at !== null && (one.contains(at) || at.contains(one)),
    marked: [one, one.closest("label")].some((each) => each && getComputedStyle(each).outlineStyle !== "none"),
    inMain: one.closest("main") !== null && one.id !== "main",
  };
}"""


@pytest.fixture
def unit(app: Flask) -> Unit:
    with app.app_context():
        found = library.unit(UNIT)
        assert found
        return found


@pytest.fixture
def reader(app: Flask, visitor: Visitor, site: str) -> Callable[..., Page]:
    cookie = Browser(app, a_person(app)).client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(f"/study/{UNIT}")
        return page

    return come


def tree(page: Page) -> list[tuple[int, str, str, str]]:
    """Chromium's own accessibility tree as it is read: depth, role, name, description; what is ignored is left out."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    found: list[tuple[int, str, str, str]] = []

    def walk(node: Node, depth: int) -> None:
        told = not node["ignored"]
        if told:
            words = [str(node.get(part, {}).get("value", "")) for part in ("role", "name", "description")]
            found.append((depth, *words))
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child], depth + told)

    walk(nodes[0], 0)
    return found


def printed(lines: list[tuple[int, str, str, str]], file: Path) -> None:
    """The tree for people: in a file, and where pytest shows what a test said."""
    text = "\n".join(
        f"{'  ' * depth}{role} “{name}”" + (f" – {description}" if description else "")
        for depth, role, name, description in lines
        if role not in SILENT - {"StaticText"}
    )
    file.write_text(text, encoding="utf-8")
    print(f"{file}\n{text}")


def test_the_tree_reads_as_the_unit_was_written(unit: Unit, reader: Callable[..., Page], tmp_path: Path) -> None:
    page = reader()
    expect(page.locator("[data-notes]").first).to_be_visible()
    lines = tree(page)
    printed(lines, tmp_path / "accessibility-tree.txt")
    landmarks = [role for _depth, role, _name, _description in lines if role in ("banner", "main", "contentinfo")]
    assert landmarks == ["banner", "main"]
    headings = [name for _depth, role, name, _description in lines if role == "heading"]
    told = [block.text for section in unit.sections for block in section.blocks if block.kind is BlockKind.HEADING]
    of_the_unit = headings[: headings.index("References") + 1]
    assert [name for name in of_the_unit if name not in told] == [
        unit.heading.title,
        *(section.title for section in unit.sections),
        "References",
    ]


def test_a_note_is_read_after_the_paragraph_it_comments_on_and_says_what_it_is(
    unit: Unit, reader: Callable[..., Page]
) -> None:
    lines = tree(reader())
    names = [name for _depth, role, name, _description in lines if role == "note"]
    kinds = {BlockKind.NOTE, BlockKind.STOP, BlockKind.CLIENT}
    written = [block.text for section in unit.sections for block in section.blocks if block.kind in kinds]
    assert [name for name in names if name not in ("Syllabus", "Evidence")] == [
        next(name for name in names if text.startswith(name)) for text in written
    ]
    said = " ".join(name for _depth, role, name, _description in lines if role == "StaticText")
    for section in unit.sections:
        for before, block in zip(section.blocks, section.blocks[1:], strict=False):
            if block.kind is BlockKind.NOTE and before.kind is BlockKind.PARAGRAPH:
                assert (
                    -1 < said.find(before.text.split(".")[0][:20]) < said.find(block.text.split(".")[-2].strip()[:20])
                )


def test_every_citation_term_figure_and_table_says_what_it_is(unit: Unit, reader: Callable[..., Page]) -> None:
    lines = tree(reader())
    links = [(name, description) for _depth, role, name, description in lines if role == "link"]
    cites = [description for name, description in links if name.startswith("Reference ")]
    assert len(cites) > 20
    assert all(len(description) > 20 for description in cites)
    wanted = [term for section in unit.sections for term in section.terms]
    assert sum(1 for name, description in links if ": " in description and not name.startswith("Reference ")) >= len(
        wanted
    )
    figures = [name for _depth, role, name, _description in lines if role in ("img", "image", "graphics-document")]
    assert figures
    assert all(figures)
    tables = [block for section in unit.sections for block in section.blocks if block.kind is BlockKind.TABLE]
    roles = [role for _depth, role, _name, _description in lines]
    assert roles.count("table") == len(tables)
    assert roles.count("columnheader") >= 2 * len(tables)


@pytest.mark.parametrize("width", [1380, 390])
def test_tab_reaches_everything_in_order_where_it_can_be_seen(reader: Callable[..., Page], width: int) -> None:
    page = reader(width=width)
    page.locator("[data-notes]").first.wait_for()
    page.get_by_role("group", name="Check yourself").scroll_into_view_if_needed()
    questions = page.get_by_role("group", name="Check yourself").locator("form")
    expect(questions).to_have_count(3)
    page.evaluate("scrollTo(0, 0)")
    alone = page.locator("main :is(a[href], button, summary, [tabindex='0']):not([hidden] *):visible").count()
    number = alone + questions.count()  # of a question's options Tab meets one
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    met = []
    for _press in range(number):
        page.keyboard.press("Tab")
        met.append(page.evaluate(FOCUS))
    assert [one["order"] for one in met] == sorted({one["order"] for one in met})
    assert all(one["inMain"] for one in met)
    assert [one["name"] for one in met if not one["seen"]] == []
    assert [one["name"] for one in met if not one["marked"]] == []


def test_a_citation_is_followed_to_its_source_and_back_to_its_place(reader: Callable[..., Page]) -> None:
    page = reader()
    cite = page.locator("#cited-2")
    cite.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    expect(cite).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#reference-2")).to_be_in_viewport()
    back = page.get_by_role("link", name="Back to where reference 2 is cited")
    for _press in range(3):
        page.keyboard.press("Tab")
        if back.evaluate("(link) => link === document.activeElement"):
            break
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(cite).to_be_in_viewport()
    expect(cite).to_be_focused()


def test_a_word_is_followed_to_the_glossary_and_back_to_its_place(reader: Callable[..., Page]) -> None:
    page = reader()
    term = page.locator("a.term").nth(9)
    term.focus()
    expect(page.get_by_role("tooltip")).to_be_visible()
    name = (term.get_attribute("href") or "").split("#")[1]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/glossary/#{name}")
    expect(page.locator(f"[id='{name}']")).to_be_in_viewport()
    page.go_back()
    page.wait_for_url(f"**/study/{UNIT}")
    expect(page.locator("a.term").nth(9)).to_be_in_viewport()
