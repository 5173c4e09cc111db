from datetime import date

import pytest
from pydantic import BaseModel, ConfigDict

from revision_app.shared import yaml_text
from revision_app.shared.yaml_text import Unreadable, check, read


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    minutes: int
    parts: tuple[str, ...] = ()


def problems(text: str) -> list[str]:
    found = check(Thing, read(text, "thing.yml"))
    assert isinstance(found, list)
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
    assert read("a: 1\nb: 2", "f", first_line=2).line(("b",)) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1\na: 2", "f:2: `a` is written twice"),
        ("a: &x [1]\nb: *x", "f:2: aliases"),
        ("a: [1", "f:2: this is not valid YAML"),
        ("a: b: c", "f:1: this is not valid YAML"),
        ("? [a, b]\n: c", "f:1: a key must be a single word"),
        ("a: \x00", "this is not valid YAML"),
        ("[" * 5000, "nested too deeply"),
        ("a" * (yaml_text.MAX_CHARACTERS + 1), "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text, "f")
    assert words in str(refused.value)


def test_an_alias_bomb_is_refused_before_it_is_built() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(f"{c}: &{c} [*{p}, *{p}]" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(Unreadable, match="aliases"):
        read(bomb, "f")


def test_a_date_that_is_none_stays_text() -> None:
    assert read("a: 2026-13-40", "f").value == {"a": "2026-13-40"}
