import re

from hypothesis import given
from hypothesis import strategies as st

from revision_app.study.core.parsing import Parsed, parse_unit
from revision_app.study.core.unit import Block, BlockKind, Unit
from tests.core.test_unit import HEAD, SECTION, known, problems
from tests.support.collected import collected

EVERYTHING = """A paragraph [@alpha] with `a < b` & *more* [@beta, table 2; @alpha].

### A heading

- one
- two [@beta]

| Site | Depth |
|---|---|
| Cheek | 1 |

/// figure | drawing
What it shows [@alpha].
///

/// note | mistake
One for all.
///

/// stop
Stop now.
///

/// client | Tom, 24
He comes.
///

//// compare | Waiting
/// syllabus
Six.
///
/// evidence
None [@beta].
///
////

> Quoted.

```
code & <more>
```

Term
:   Its meaning.
"""


def unit(body: str) -> Unit:
    parsed, problems = collected(parse_unit, HEAD + SECTION + body, "content/units/one.md", known())
    assert isinstance(parsed, Parsed), problems
    return parsed.unit


def blocks(body: str) -> tuple[Block, ...]:
    return unit(body).sections[0].blocks


def ids(body: str) -> list[str]:
    return [block.id for block in blocks(body)]


def test_every_block_of_a_section_has_an_id_that_stands_in_the_page() -> None:
    found = unit(EVERYTHING)
    assert [block.kind for block in found.sections[0].blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.LIST,
        BlockKind.TABLE,
        BlockKind.FIGURE,
        BlockKind.NOTE,
        BlockKind.STOP,
        BlockKind.CLIENT,
        BlockKind.COMPARE,
        BlockKind.QUOTE,
        BlockKind.CODE,
        BlockKind.LIST,
    ]
    for block in found.sections[0].blocks:
        assert found.html.count(f'id="{block.id}"') == 1, block


def test_a_block_knows_its_words_and_its_citations() -> None:
    paragraph, heading, listed, table, figure, note, *_rest, compare, _quote, code, terms = blocks(EVERYTHING)
    assert paragraph.text == "A paragraph with a < b & more."
    assert paragraph.citations == ("alpha", "beta")
    assert heading.text == "A heading"
    assert (listed.text, listed.citations) == ("one two", ("beta",))
    assert table.text == "Site Depth Cheek 1"
    assert (figure.text, figure.citations) == ("What it shows.", ("alpha",))
    assert note.text == "Common mistake One for all."
    assert (compare.text, compare.citations) == ("Waiting Syllabus Six. Evidence None.", ("beta",))
    assert code.text == "code & <more>"
    assert terms.text == "Term Its meaning."


def test_an_id_stays_when_something_else_is_edited_or_the_block_is_moved_within_its_section() -> None:
    first, second = ids("One thing.\n\nAnother thing.")
    assert ids("Another thing.\n\nSomething new.\n\nOne thing.")[::2] == [second, first]
    assert ids("One *thing*!\n\nAnother thing [@alpha].") == [first, second]
    assert ids("One thought.\n\nAnother thing.") != [first, second]


def test_the_same_words_twice_are_two_places() -> None:
    first, second, third = ids("Again.\n\nAgain.\n\nAgain.")
    assert re.fullmatch("b-[0-9a-f]{8}", first)
    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_the_same_words_in_another_section_are_another_place() -> None:
    found = unit('Again.\n\n## Second {: #second criteria="1.1" }\n\nAgain.')
    here, there = (section.blocks[0].id for section in found.sections)
    assert here != there


def test_an_author_may_name_a_block() -> None:
    assert ids("Words.\n{: #my-words }\n\n/// stop\n    attrs: {id: halt}\n\nStop.\n///") == ["my-words", "halt"]
    assert ids("Words.\n{: #my-words }\n\n``` {#sample}\ncode\n```") == ["my-words", "sample"]


def test_ids_that_clash_are_told_with_their_line() -> None:
    for body, words in (
        ("A. {: #here }\n\nB. {: #here }", "16: two places are called #here"),
        ("A. {: #first }", "14: two places are called #first"),
        ("A. {: #main }", "14: #main is an id that the page itself gives"),
        ("A. {: #reference-1 }", "14: #reference-1 is an id that the page itself gives"),
        ("A. {: #Here }", "14: #Here is no id"),
        ("/// stop\n    attrs: {id: first}\n\nStop.\n///", "15: two places are called #first"),
        (
            "/// figure | drawing\nA.\n///\n\n/// figure | drawing\nB.\n///",
            "18: the figure drawing stands in this unit",
        ),
    ):
        assert words in " ".join(problems(HEAD + SECTION + body)), body


def test_every_way_to_write_a_heading_is_looked_at() -> None:
    for body, words in (
        ("#Title", "the title stands in the front matter"),
        ("##No space", "a section names itself"),
        ("Title\n-----", "this makes a heading of the line before"),
        ("Title\n===", "this makes a heading of the line before"),
    ):
        assert words in " ".join(problems(HEAD + SECTION + body)), body
    assert len(blocks("One.\n\n---\n\nTwo.")) == 2


@given(st.lists(st.text("ab *_`[]()#>-|{}&<:/!\n", max_size=40), max_size=6))
def test_whatever_is_written_no_two_places_share_an_id(paragraphs: list[str]) -> None:
    text = HEAD + SECTION + "\n\n".join(paragraphs)
    parsed, told = collected(parse_unit, text, "content/units/one.md", known())
    if isinstance(parsed, Parsed) and not told:  # what an author is told of is shown to nobody
        found = re.findall(r'\bid="([^"]*)"', parsed.unit.html)
        assert len(found) == len(set(found))
        assert {block.id for block in parsed.unit.sections[0].blocks} <= set(found)
