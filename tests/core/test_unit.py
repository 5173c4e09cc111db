import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.study.core.figure import Figure, parse_figure
from revision_app.study.core.parsing import PAGES, Known, Parsed, parse_unit
from revision_app.study.core.reference import Reference
from revision_app.study.core.search.passages import by_section
from tests.support.collected import collected

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>T</title><desc>D</desc>{}</svg>'
HEAD = """---
id: one
title: One
lede: What it is about.
minutes: 5
outcomes: [LO1]
criteria: ["1.1"]
prerequisites: []
reviewed: 2026-01-01
review_by: 2027-01-01
---
"""
SECTION = '## First {: #first criteria="1.1" }\n\n'


def rendered(body: str) -> str:
    """What a page would show of a body that a check refuses."""
    return known().prose.render(SECTION + body).html


def figure(body: str = "", figure_id: str = "drawing") -> Figure | list[str]:
    found, problems = collected(parse_figure, figure_id, SVG.format(body), "drawing.svg")
    return found or [problem.message for problem in problems]


def known() -> Known:
    drawing = figure('<rect width="4" height="4" fill="var(--ink)"/>')
    assert isinstance(drawing, Figure)
    references = {name: Reference(id=name, type="web", authors="A", title=name) for name in ("alpha", "beta")}
    return Known(("1.1", "1.2"), ("LO1",), ("one", "two"), references, {"drawing": drawing})


def html(body: str) -> str:
    parsed, problems = collected(parse_unit, HEAD + SECTION + body, "content/units/one.md", known())
    assert isinstance(parsed, Parsed), problems
    return parsed.unit.html


def problems(text: str) -> list[str]:
    parsed, found = collected(parse_unit, text, "content/units/one.md", known())
    assert parsed is None
    return [str(problem) for problem in found]


def test_a_section_carries_its_id_and_its_criteria() -> None:
    parsed, _problems = collected(parse_unit, HEAD + SECTION + "Words.", "content/units/one.md", known())
    assert isinstance(parsed, Parsed)
    [section] = parsed.unit.sections
    assert (section.id, section.title, section.criteria) == ("first", "First", ("1.1",))
    assert '<section aria-labelledby="first-heading" id="first">' in parsed.unit.html


def test_citations_are_numbered_in_the_order_of_reading() -> None:
    page = html("A [@beta].\n\n- B [@alpha; @beta, table 2]")
    assert 'href="#reference-1" id="cited-1">1</a>' in page
    assert 'aria-label="Reference 2" class="cite" href="#reference-2" id="cited-2">2</a>, ' in page
    assert 'aria-label="Reference 1, table 2"' in page


def test_a_citation_stands_close_to_its_claim_and_code_is_left_alone() -> None:
    assert 'claim<sup class="cites">' in html("claim [@alpha].")
    assert "<code>[@alpha]</code>" in html("Write `[@alpha]`.")


def test_a_note_is_an_aside_with_its_title() -> None:
    page = html("Text.\n\n/// note | mistake\nOne depth for all.\n///\n")
    note = r'<aside aria-label="Common mistake" class="note mistake" id="[^"]+" role="note">'
    assert re.search(note + '<p class="block-title">Common mistake</p>', page)


def test_a_definition_note_is_titled_by_its_word() -> None:
    assert '<p class="block-title">Fibroblast</p>' in html("Text.\n\n/// note | definition Fibroblast\nA cell.\n///\n")


def test_syllabus_and_evidence_stand_side_by_side() -> None:
    page = html("//// compare | Waiting\n/// syllabus\nSix [@alpha].\n///\n/// evidence\nNone [@beta].\n///\n////\n")
    assert page.index('aria-label="Waiting"') < page.index(">Syllabus<") < page.index(">Evidence<")


def test_a_figure_stands_in_the_page_with_number_and_caption() -> None:
    page = html("/// figure | drawing\nWhat it shows [@alpha].\n///\n")
    assert 'aria-labelledby="drawing-title"' in page
    assert "<b>Figure 1.</b> What it shows" in page


def test_a_wide_table_scrolls_by_itself_and_has_column_headers() -> None:
    page = html("| Site | Depth |\n|---|--:|\n| Cheek | 1 |\n")
    assert 'aria-label="Table: Site, Depth"' in page
    assert '<th scope="col">Site</th>' in page
    assert "style=" not in page


def test_plain_markdown_is_plain_markdown() -> None:
    page = html("*a* **b** [c](https://example.org)\n\n1. x\n2. y\n\n> q\n\nHyperText\n\n*[HyperText]: words")
    for part in (
        "<em>a</em>",
        "<strong>b</strong>",
        '<a href="https://example.org">c</a>',
        "<ol ",
        "<blockquote ",
        "<abbr",
    ):
        assert part in page


PIECES = (
    *("A claim", "HyperText", " ", ", ", ".\n", "  \n", "{: .quiet }", "ß", "x@y.org", "1 < 2", "!"),
    *(" [@alpha]", "[@beta, table 2; @alpha]", " [@alpha, *p* 3]", "\\[@alpha]", "`[@alpha]`", "[^1]", "]["),
    *("*so*", "_so_", "`code`", "&amp;", "<b>so</b>", "[here](https://example.org)", "![this](x.png)"),
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join))
def test_a_text_that_is_spared_the_patterns_reads_the_same(text: str) -> None:
    """A sign that means just a letter calls for all patterns; without it, many of these texts need none."""
    units = [
        HEAD + SECTION + f"{start}{text}\n\n- {start}{text}\n\n*[HyperText]: words\n\n[^1]: A note."
        for start in ("So I ", "So &#73; ")
    ]
    (spared, _), (other, _) = (collected(parse_unit, unit, "content/units/one.md", known()) for unit in units)
    assert spared == other


def test_emphasis_that_crosses_is_refused_and_leaves_no_marks_of_the_library_on_the_page() -> None:
    [problem] = problems(HEAD + SECTION + "Words.\n\nAnd *so**so* [@alpha].")
    assert problem.startswith("content/units/one.md:16: the signs of emphasis after `so` do not pair")


def test_script_and_handlers_do_not_reach_the_page() -> None:
    page = rendered(
        "<script>alert(1)</script><img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n\n"
        '<p onclick="x()">y</p>\n\n<a href="data:text/html,x">z</a>\n\n<div style="position:fixed">w</div>\n\n'
        "/// stop\n    attrs: {onclick: x()}\n\nStop.\n///"
    )
    for part in ("<script", "onerror", "javascript:", "onclick", "data:", "style="):
        assert part not in page


def test_three_mistakes_are_three_problems_each_at_its_line() -> None:
    body = SECTION + "A [@gamma].\n\n/// figure | nothing\nX\n///\n\nSee [two](unit:three).\n"
    assert problems(HEAD + body) == [
        "content/units/one.md:14: there is no reference gamma; add it to references.yml or mend the name",
        "content/units/one.md:16: there is no figure nothing; draw figures/nothing.svg or mend the name",
        "content/units/one.md:20: there is no unit three; write one of one, two",
    ]


def test_faults_of_the_heading_are_told_at_their_lines() -> None:
    text = HEAD.replace("minutes: 5", "minutes: five").replace("LO1", "LO9").replace("2027-01-01", "2025-01-01")
    assert problems(text + SECTION) == ["content/units/one.md:5: `minutes` must be a whole number, without quotes"]
    text = HEAD.replace("LO1", "LO9").replace("2027-01-01", "2025-01-01").replace("id: one", "id: uno")
    assert [line.split(": ")[0] for line in problems(text + SECTION)] == [
        "content/units/one.md:2",
        "content/units/one.md:6",
        "content/units/one.md:10",
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_unit_may_not_take_the_address_of_another_page(name: str) -> None:
    text = HEAD.replace("id: one", f"id: {name}") + SECTION
    parsed, found = collected(parse_unit, text, f"content/units/{name}.md", known())
    assert parsed is None
    assert f"content/units/{name}.md:2: `{name}` is another page of the site" in str(found[0])


def test_what_else_an_author_can_get_wrong_is_said() -> None:
    for body, words in (
        ("# Title\n", "the title stands in the front matter"),
        ("## No id\n", "a section names itself and its criteria"),
        (SECTION + SECTION, "two sections are called #first"),
        ('## S {: #s criteria="9.9" }', "there is no criterion 9.9"),
        (SECTION + "/// nte | mistake\nx\n///", "there is no block `nte`"),
        (SECTION + "/// note | joke\nx\n///", "a note is one of"),
        (SECTION + "/// stop\nx\n", "is never closed"),
        (SECTION + "x\n\n///\n", "this closes no block"),
        (SECTION + "/// client\nx\n///", "say what it is about"),
        ("Words only.", "a unit has sections"),
    ):
        assert words in " ".join(problems(HEAD + body)), body
    assert "a unit begins with `---`" in problems("no front matter")[0]


def test_code_shows_what_would_otherwise_be_wrong() -> None:
    assert "[@nobody]" in html("Write `[@nobody]`.\n\n```\n# [@nobody]\n/// what\n```\n")


def test_a_figure_holds_shapes_words_and_colours_only() -> None:
    assert figure("<script/>") == ["<script> may not stand in a figure; remove it"]
    assert figure('<rect onclick="x()"/>') == ["the attribute onclick may not stand in a figure; remove it"]
    assert figure('<rect style="fill:red"/>') == ["the attribute style may not stand in a figure; remove it"]
    assert "points outside the figure" in figure('<rect fill="url(https://x)"/>')[0]
    assert "<a> may not stand" in figure('<a href="javascript:x"/>')[0]
    assert "begin it with drawing-" in figure('<g id="main"/>')[0]
    assert "<foreignObject>" in figure("<foreignObject/>")[0]
    assert isinstance(figure('<g id="drawing-a"/><rect fill="url(#drawing-a)"/>'), Figure)


def test_a_figure_without_words_for_those_who_cannot_see_it_is_refused() -> None:
    empty = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    drawn, found = collected(parse_figure, "d", empty, "d.svg")
    assert drawn is None
    assert {problem.message.split(";")[0] for problem in found} == {"it has no <title>", "it has no <desc>"}


def test_entities_and_broken_xml_are_refused() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;")
    for text, words in ((bomb, "no DOCTYPE"), ("<svg", "not well-formed")):
        drawn, [problem] = collected(parse_figure, "d", text, "d.svg")
        assert drawn is None
        assert words in problem.message


def test_a_check_leads_to_its_questions_and_is_no_part_of_what_is_read() -> None:
    parsed, _problems = collected(
        parse_unit,
        HEAD + SECTION + "Text.\n\n/// check | a-question, another\nTwo of them.\n///\n\nMore.\n",
        "content/units/one.md",
        known(),
    )
    assert isinstance(parsed, Parsed)
    assert '<li><a href="/practice/another">Question 2</a></li>' in parsed.unit.html
    assert "Question" not in parsed.unit.sections[0].text
    assert [(ask.item, ask.unit, ask.line) for ask in parsed.asks] == [
        ("a-question", "one", 16),
        ("another", "one", 16),
    ]
    (passages,) = by_section(parsed.unit.html, ["first"]).values()
    assert [passage.text for passage in passages] == ["Text.", "More."]


def test_a_check_names_its_questions() -> None:
    for argument in ("", " | ", " | a question", " | one,"):
        assert "name the questions to ask" in " ".join(problems(HEAD + SECTION + f"/// check{argument}\nx\n///"))
