"""Reading one unit file, and everything that can be wrong with it, by line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...shared import yaml_text
from ...shared.markup import WRITTEN_AS, too_deep
from ...shared.problem import Problem, Problems
from . import blocks
from .block_ids import RESERVED
from .citing import CITATION, cited
from .figure import Figure
from .glossary import Glossary
from .prose import Prose
from .reference import Reference
from .unit import Heading, Unit

_HEADING = re.compile(r"##\s+.+?\{:?\s*(?P<attributes>[^}]*)\}\s*$")
_ID = re.compile(r"#(?P<id>[\w-]+)")
_CRITERIA = re.compile(r'criteria="(?P<criteria>[^"]*)"')
_TITLE = re.compile(r"#(?!#)\s*\S")
_SECTION = re.compile(r"##(?!#)")
_UNDERLINE = re.compile(r"(=+|-+) *$")
_FIGURE = re.compile(r"/{3,}\s*figure\s*\|\s*(?P<name>\S+)\s*$")
PAGES = ("depth-explorer", "notes")  # what else stands under /study/
_SPELLING = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_GIVEN_MARK = re.compile(r"\{:?[^{}\n]*?#(?P<id>[^\s{}]+)[^{}\n]*\}")
_GIVEN_ATTRIBUTE = re.compile(r" +attrs:.*?\bid: *['\"]?(?P<id>[^\s'\",}]+)")
_FENCE = re.compile(r"(?P<slashes>/{3,})(?:\s*(?P<name>[\w-]+)\s*(?:\|\s*(?P<argument>.*?))?)?\s*$")
_LINK = re.compile(r"\]\((?:unit:(?P<unit>[^)#\s]*))?(?:#(?P<place>[^)\s]*))?\)")
_CODE_FENCE = re.compile(r"(?P<fence>~{3,}|`{3,}) *(?:\{[^\n]*\}|\.?[\w#.+-]*) *$")
# What Markdown leaves where signs of emphasis cross, as in `*one**two* [@source]`: a mark of its own for a part.
_LEFT_BEHIND = "klzzwxh:"
_TANGLED = re.compile(rf"(?P<before>[^<>]{{0,12}})(?:</?\w+>)*{_LEFT_BEHIND}\d+")
_CODE = re.compile(r"`[^`]*`")
_BEGINS_LIST = re.compile(r" {0,3}(?:[-*+]|1[.)])[ \t]+\S")
_NO_WORDS = re.compile(r" {0,3}(?:[-*+:>]|\d+[.)])[ \t]|[ \t]{4}|\||\*\[|\{:")
_EXPLAINS = re.compile(r" {0,3}:[ \t]")
_LIST_IN_WORDS = "a list begins after an empty line; without one this goes on with the sentence before"

MOST_CHARACTERS = 100_000
MOST_IN_A_BLOCK = 20_000
MOST_SIGNS = {"[": 200, "]": 200, "!": 200, "<": 40}


@dataclass(frozen=True)
class Known:
    """What a unit may refer to."""

    criteria: tuple[str, ...]
    outcomes: tuple[str, ...]
    units: tuple[str, ...]
    references: Mapping[str, Reference]
    figures: Mapping[str, Figure]
    glossary: Glossary = field(default_factory=Glossary)

    @cached_property
    def prose(self) -> Prose:
        return Prose(self.figures, self.glossary)


@dataclass(frozen=True)
class Link:
    """A link from one unit to a place in another, checked once all units are read."""

    file: str
    line: int
    unit: str
    place: str | None


@dataclass(frozen=True)
class Ask:
    """A question that a unit asks, checked once the bank is read."""

    file: str
    line: int
    unit: str
    item: str


@dataclass(frozen=True)
class Parsed:
    unit: Unit
    links: tuple[Link, ...]
    asks: tuple[Ask, ...]


def parse_unit(text: str, file: str, known: Known, problems: Problems) -> Parsed | None:
    """The unit of a file; ``None`` where its author must put something right."""
    own = Problems()
    parsed = _parse(text, file, known, own)
    problems.update(own)
    return None if own else parsed


def _parse(text: str, file: str, known: Known, problems: Problems) -> Parsed | None:
    head, line, body = split(text)
    if head is None:
        message = "a unit begins with `---`, its front matter and a second `---`; see docs/authoring.md"
        problems.add(Problem(file, 1, message))
        return None
    document = yaml_text.parse(head, file, problems, first_line=2)
    if document is None:
        return None
    heading = yaml_text.validate(Heading, document, problems)
    if heading:
        problems.update(_unknown(heading, document, known))
    lines = list(prose_lines(body, line))
    faults = [*_open_code(body, line), *_too_much(lines)] or _faults(lines, known)
    problems.update(Problem(file, number, fault) for number, fault in faults)
    if problems or heading is None:
        return None
    rendered = known.prose.render(body)
    for name in rendered.cited:
        if name not in known.references:  # written over two lines, or beside what only looks like code
            problems.add(Problem(file, text[: text.index(f"@{name}")].count("\n") + 1, _no_reference(name)))
    problems.update(Problem(file, _where(name, lines, line), instead) for name, instead in rendered.left_out)
    # The pattern is tried from every sign of a page and its drawings, which costs as much as all the rest.
    if _LEFT_BEHIND in rendered.html and (tangled := _TANGLED.search(rendered.html)):
        number = next((number for number, words in lines if tangled["before"] in words), line)
        message = (
            f"the signs of emphasis after `{tangled['before']}` do not pair; put a backslash before one that is meant"
        )
        problems.add(Problem(file, number, message))
    references = tuple(known.references[name] for name in rendered.cited if name in known.references)
    unit = Unit(heading, rendered.sections, references, rendered.html)
    return Parsed(unit, tuple(_links(lines, file, heading.id)), tuple(_asks(lines, file, heading.id)))


def _where(name: str, lines: list[tuple[int, str]], first: int) -> int:
    """The line on which something stands that a page leaves out, an element or a kind of link."""
    usual = WRITTEN_AS.get(name)
    ways = [usual] if usual else [re.compile(re.escape(way), re.IGNORECASE) for way in (f"<{name}", name)]
    return next((number for way in ways for number, words in lines if way.search(words)), first)


def split(text: str) -> tuple[str | None, int, str]:
    """Front matter, the line its body begins on, and the body."""
    if not text.startswith("---\n"):
        return None, 1, text
    head, dashes, body = text[4:].partition("\n---\n")
    return (head, head.count("\n") + 4, body) if dashes else (None, 1, text)


def _unknown(heading: Heading, document: yaml_text.Document, known: Known) -> Iterator[Problem]:
    stem = document.file.rpartition("/")[2].removesuffix(".md")
    if heading.id != stem:
        yield document.problem(("id",), f"`id` is {heading.id} but the file is {stem}.md; make them the same")
    if heading.id in PAGES:
        yield document.problem(("id",), f"`{heading.id}` is another page of the site; give the unit another id")
    for place, word, names in (
        ("criteria", "criterion", known.criteria),
        ("outcomes", "outcome", known.outcomes),
        ("prerequisites", "unit", known.units),
    ):
        for name in getattr(heading, place):
            if name not in names:
                yield document.problem((place,), f"there is no {word} {name}; write one of {', '.join(names)}")
    if heading.review_by <= heading.reviewed:
        yield document.problem(("review_by",), "`review_by` must come after `reviewed`")


def prose_lines(body: str, first: int) -> Iterator[tuple[int, str]]:
    """The lines that are prose, numbered as in the file; code is left out."""
    fence = ""
    for number, line in enumerate(body.split("\n"), start=first):
        if fence:
            fence = "" if line.rstrip(" ") == fence else fence
        elif opening := _CODE_FENCE.match(line):
            fence = opening["fence"]
        else:
            yield number, _CODE.sub("", line)


def _open_code(body: str, first: int) -> Iterator[tuple[int, str]]:
    """Code that is never closed is no code, and would hide all that follows from every check."""
    opened, fence = 0, ""
    for number, line in enumerate(body.split("\n"), start=first):
        if fence:
            fence = "" if line.rstrip(" ") == fence else fence
        elif opening := _CODE_FENCE.match(line):
            opened, fence = number, opening["fence"]
    if fence:
        yield opened, f"this code is never closed; end it with a line `{fence}`"


def _faults(lines: list[tuple[int, str]], known: Known) -> Iterator[tuple[int, str]]:
    sections: set[str] = set()
    names: set[str] = set()
    open_blocks: list[tuple[int, str, int]] = []
    before = ""
    for number, line in lines:
        if _TITLE.match(line):
            yield number, "the title stands in the front matter; begin sections with `##`"
        elif _SECTION.match(line):
            yield from ((number, fault) for fault in _heading_faults(line, sections, known))
        elif _UNDERLINE.match(line) and before.strip() and "|" not in before + line:
            yield number, "this makes a heading of the line before; begin headings with `##` or leave an empty line"
        if fence := _FENCE.match(line):
            yield from ((number, fault) for fault in _block_faults(fence, open_blocks, number, known))
        yield from ((number, fault) for fault in _name_faults(line, names))
        if "]" in line:
            yield from ((number, fault) for fault in _unknown_names(line, known))
        before = line
    yield from ((number, _LIST_IN_WORDS) for number in _lists_in_words(lines))
    for _length, name, number in open_blocks:
        yield number, f"the block `{name}` is never closed; end it with a line of as many slashes"
    if not sections:
        yield lines[0][0] if lines else 1, 'a unit has sections; begin one with `## Title {: #id criteria="1.1" }`'


def _lists_in_words(lines: list[tuple[int, str]]) -> Iterator[int]:
    """The lines that begin a list for their author and go on with a sentence for the page."""
    words = False  # whether the lines since the last empty one are a paragraph
    after_words = False
    for number, line in lines:
        if not line.strip() or _FENCE.match(line) or line.startswith("#"):
            words = after_words = False
        elif not after_words:
            words, after_words = not _NO_WORDS.match(line), True
        elif words and _BEGINS_LIST.match(line):
            yield number
            words = False
        elif _EXPLAINS.match(line):
            words = False


def _too_much(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """What would take the reading of Markdown minutes: its time grows with the square of such runs."""
    if sum(len(line) + 1 for _number, line in lines) > MOST_CHARACTERS:
        yield lines[0][0], f"a unit has at most {MOST_CHARACTERS:,} characters; divide it into several"
    deep = too_deep("\n".join(line for _number, line in lines))
    first, block = 0, ""
    for number, line in [*lines, (0, "")]:
        if line.strip():
            first = first or number
            block += line + "\n"
            continue
        if len(block) > MOST_IN_A_BLOCK or any(block.count(sign) > most for sign, most in MOST_SIGNS.items()):
            yield first, "this is too long or has too many brackets for one block; divide it by empty lines"
        elif deep and too_deep(block):
            yield first, "lists or quotations stand too deep in each other; write them as plain sentences"
        first, block = 0, ""


def _unknown_names(line: str, known: Known) -> Iterator[str]:
    for group in CITATION.finditer(line):
        for name, _locator in cited(group[1]):
            if name not in known.references:
                yield _no_reference(name)
    for link in _LINK.finditer(line):
        if link["unit"] is not None and link["unit"] not in known.units:
            yield f"there is no unit {link['unit']}; write one of {', '.join(known.units)}"


def _no_reference(name: str) -> str:
    return f"there is no reference {name}; add it to references.yml or mend the name"


def _name_faults(line: str, names: set[str]) -> Iterator[str]:
    """What is wrong with the ids that a line gives, a figure's own included."""
    figure = _FIGURE.match(line)
    if figure and figure["name"] in names:
        yield f"the figure {figure['name']} stands in this unit already; show it once and refer to it"
    names |= {figure["name"]} if figure else set()
    for given in (*_GIVEN_MARK.finditer(line), *filter(None, [_GIVEN_ATTRIBUTE.match(line)])):
        name = given["id"]
        if not _SPELLING.fullmatch(name):
            yield f"#{name} is no id; write it in small letters, digits and hyphens"
        elif RESERVED.fullmatch(name):
            yield f"#{name} is an id that the page itself gives; choose another"
        elif name in names and not _SECTION.match(line):
            yield f"two places are called #{name}; give this one another id"
        names.add(name)


def _heading_faults(line: str, sections: set[str], known: Known) -> Iterator[str]:
    attributes = match["attributes"] if (match := _HEADING.match(line)) else ""
    name, criteria = _ID.search(attributes), _CRITERIA.search(attributes)
    if not name or not criteria:
        yield 'a section names itself and its criteria: `## Title {: #id criteria="1.1 1.3" }`'
        return
    if name["id"] in sections:
        yield f"two sections are called #{name['id']}; give this one another id"
    sections.add(name["id"])
    for criterion in criteria["criteria"].split():
        if criterion not in known.criteria:
            yield f"there is no criterion {criterion}; write one of {', '.join(known.criteria)}"


def _block_faults(
    fence: re.Match[str], open_blocks: list[tuple[int, str, int]], number: int, known: Known
) -> Iterator[str]:
    length, name, argument = len(fence["slashes"]), fence["name"], fence["argument"] or ""
    if name is None:
        if open_blocks and open_blocks[-1][0] == length:
            open_blocks.pop()
        else:
            yield "this closes no block; give it as many slashes as the block that it ends"
        return
    open_blocks.append((length, name, number))
    if name not in blocks.NAMES:
        yield f"there is no block `{name}`; write one of {', '.join(sorted(blocks.NAMES))}"
    elif name == "note" and argument.split(" ")[0] not in blocks.NOTES:
        yield f"a note is one of {', '.join(blocks.NOTES)}: `/// note | mistake`"
    elif name == "figure" and argument not in known.figures:
        yield f"there is no figure {argument}; draw figures/{argument}.svg or mend the name"
    elif name == "check" and not all(map(_SPELLING.fullmatch, blocks.item_ids(argument))):
        yield "name the questions to ask: `/// check | one-item, another-item`"
    elif name in ("client", "compare") and not argument:
        yield f"say what it is about: `/// {name} | …`"


def _links(lines: list[tuple[int, str]], file: str, own: str) -> Iterator[Link]:
    for number, line in lines:
        for link in _LINK.finditer(line):
            yield Link(file, number, own if link["unit"] is None else link["unit"], link["place"])


def _asks(lines: list[tuple[int, str]], file: str, own: str) -> Iterator[Ask]:
    for number, line in lines:
        if (fence := _FENCE.match(line)) and fence["name"] == "check":
            yield from (Ask(file, number, own, name) for name in blocks.item_ids(fence["argument"] or ""))
