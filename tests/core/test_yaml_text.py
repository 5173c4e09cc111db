from datetime import date

import pytest
from pydantic import BaseModel, ConfigDict

from revision_app.shared import yaml_text
from revision_app.shared.problem import Problems
from revision_app.shared.yaml_text import parse, validate
from tests.support.collected import collected
from tests.support.collected import document as read


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    minutes: int
    parts: tuple[str, ...] = ()


def problems(text: str) -> list[str]:
    thing, found = collected(validate, Thing, read(text, "thing.yml"))
    assert thing is None
    return [str(problem) for problem in found]


def test_words_that_yaml_would_turn_into_something_else_stay_words() -> None:
    assert read("a: no\nb: 12:30\nc: on\nd: 0x1F\ne: 1e3\nf: 007", "f").value == {
        "a": "no",
        "b": "12:30",
        "c": "on",
        "d": "0x1F",
        "e": "1e3",
        "f": "007",
    }


def test_numbers_dates_and_truth_are_themselves() -> None:
    assert read("a: 3\nb: -1.5\nc: 2026-11-20\nd: true\ne:", "f").value == {
        "a": 3,
        "b": -1.5,
        "c": date(2026, 11, 20),
        "d": True,
        "e": None,
    }


def test_quoted_text_is_text_whatever_it_looks_like() -> None:
    assert read('a: "3"\nb: |-\n  true', "f").value == {"a": "3", "b": "true"}


def test_every_fault_is_told_at_its_own_line() -> None:
    assert problems("titel: A\nminutes: soon\nparts: one") == [
        "thing.yml:1: `titel` is not a field here; did you mean `title`?",
        "thing.yml:2: `minutes` must be a whole number, without quotes",
        "thing.yml:3: `parts` must be a list, like [a, b]",
    ]


def test_a_missing_field_is_named() -> None:
    assert problems("minutes: 3") == ["thing.yml:1: `title` is missing; add a line `title: …`"]


def test_lines_count_from_where_the_text_stands_in_its_file() -> None:
    document = parse("a: 1\nb: 2", "f", Problems(), first_line=2)
    assert document
    assert document.line(("b",)) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\na: 2", "f:2: `a` is written twice"),
        ("a: &x [1]\nb: *x", "f:2: aliases"),
        ("a: [1", "f:1: the list in [ ] that begins here never ends"),
        ("a: b: c", "f:1: a colon stands inside this text"),
        ("title: What: this", "put the text in quotes"),
        ("b: 1\nstem: It is so: wait\nc: 2", "f:2: a colon stands inside this text"),
        ("a: 'it's'", "f:1: something follows a text in quotes"),
        ('stem: "Which" one?', "put the whole text in quotes of the other kind"),
        ('a: 1\nb: "x\nc: 3\nd: 4', "f:2: the text in quotes that begins here never ends"),
        ("a:\n\t- b", "f:2: a tab stands here; indent with spaces"),
        ("a: @x", "f:1: text that begins with @ is not read as it stands; put the text in quotes"),
        ("a: `x`", "text that begins with ` is not read"),
        ("a: 50\nb: %x", "f:2: text that begins with % is not read"),
        ("a: ]", "text that begins with ] is not read"),
        ("a: - b", "text that begins with - is not read"),
        ("a: ? b", "text that begins with ? is not read"),
        ("a: | b", "text after | or > begins on the next line"),
        ("a: b\nc d\ne: f", "f:2: this line is no `name: value`"),
        ("- a\nb: c", "f:2: this line stands between the `- ` of a list"),
        ("a: {b: c", "f:1: what begins here with { never ends"),
        ('a: "\\q"', "a backslash begins a code in double quotes"),
        ("a: b\n---\nc: d", "f:2: a file holds one document"),
        (" a: b\nc: d", "f:2: this line is indented otherwise than the first"),
        ("a: 1\nb: \x07", "f:2: the character '\\x07' cannot be shown"),
        ("a: 1\nb: Which of the items #3 is it?", "f:2: what follows # here is not shown"),
        ("a: 1\nb: Needle #3", "f:2: what follows # here is not shown"),
        ("a: 1\nb: [3, 4 #mm\n  ]", "f:2: what follows # here is not shown"),
        ("a: &x y", "f:1: a word after & or ! is not read here"),
        ("a: !important this", "f:1: a word after & or ! is not read here"),
        ("? [a, b]\n: c", "f:1: a key must be a single word"),
        ("a: \x00", "f:1: the character '\\x00' cannot be shown"),
        ("[" * 5000, "nested too deeply"),
        ("a" * (yaml_text.MAX_CHARACTERS + 1), "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, words: str) -> None:
    document, [problem] = collected(parse, text, "f")
    assert document is None
    assert words in str(problem)


def test_an_alias_bomb_is_refused_before_it_is_built() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    document, [problem] = collected(parse, bomb, "f")
    assert document is None
    assert "aliases" in problem.message


def test_a_date_that_is_none_stays_text() -> None:
    assert read("a: 2026-13-40", "f").value == {"a": "2026-13-40"}
