"""A thousand item and paper files, each spoilt in one way, give problems with file and line, never a traceback."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.bank import Known
from tests.support.cases import a_written
from tests.support.collected import of_folder
from tests.support.papers import a_case, a_paper_file, one_of_each

FILES = 1000
VALID: dict[str, list[dict[str, Any]]] = {
    "items/some.yml": [{"cases": [a_case()], "items": [{**one, "case": "sam"}]} for one in one_of_each()],
    "papers/first-paper.yml": [a_paper_file(items=["single"])],
    "cases/sam-comes.yml": [a_written()],
}
WRONG = {
    str: ({"x": 1}, ["x"], 7, True, 1.5, " ", "\0", "a\x1b[31m"),
    int: ("many", {"x": 1}, [3], 10**30, -(10**30), float("nan")),
    bool: ("perhaps", 3, {"x": 1}, [True]),
    list: ("text", 3, {"x": 1}, [[["deep"]]], [None], [{"x": {"x": 1}}]),
    dict: ("text", 3, ["x"], {"x": "y"}, {"": 1}, {"a b": {"text": "x", "rationale": "y"}}, {"../x": None}),
}
SCRAPS = (
    "\t",
    "- [",
    "{",
    "'",
    '"',
    ": :",
    "&a *a",
    "!!python/name:os.system ",
    "%",
    "\x07",
    "? ",
    "|9",
    "\ufffe",
    "}",
)
BYTES = (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\x00\x00\x00", b"\xf8\x88\x80\x80\x80")
Place = tuple[dict[str, Any] | list[Any], Any]


def places(within: Any) -> Iterator[Place]:
    """Everywhere in a value: the collection and the key or number in it."""
    for key in within if isinstance(within, dict) else range(len(within)):
        yield within, key
        if isinstance(within[key], dict | list):
            yield from places(within[key])


def a_field_of_a_wrong_type(value: Any, random: Random) -> str:
    holder, key = random.choice(list(places(value)))
    holder[key] = random.choice(WRONG[type(holder[key])])
    return written(value)


def a_field_left_out(value: Any, random: Random) -> str:
    holder, key = random.choice([place for place in places(value) if isinstance(place[0], dict)])
    del holder[key]
    return written(value)


def a_name_that_is_none(value: Any, random: Random) -> str:
    holder = random.choice([value, *(holder[key] for holder, key in places(value) if isinstance(holder[key], dict))])
    holder[random.choice(["zzz", "Text", "__class__", "model_config", "é", "a.b", "x" * 200])] = random.choice(
        [1, None]
    )
    return written(value)


def a_name_written_wrongly(value: Any, random: Random) -> str:
    holder, key = random.choice([place for place in places(value) if isinstance(place[0], dict)])
    holder[key[:-1] or "_"] = holder.pop(key)
    return written(value)


def nested_far_too_deep(value: Any, random: Random) -> str:
    opened, closed = random.choice(["[]", "{}"])
    depth = random.choice([5, 39, 60, 400, 20_000])
    lines = written(value).splitlines()
    n = random.choice([n for n, line in enumerate(lines) if re.search(r": \S", line)])
    lines[n] = lines[n].partition(": ")[0] + ": " + (opened + "x: " * (opened == "{")) * depth + closed * depth
    return "\n".join(lines)


def a_huge_number(value: Any, random: Random) -> str:
    digits = "9" * random.choice([20, 400, 4301, 20_000])
    number = random.choice(["-", ""]) + digits + random.choice(["", ".5"])
    return re.sub(r"(?<=: )\d+$", number, written(value), count=1, flags=re.MULTILINE)


def text_cut_short(value: Any, random: Random) -> str:
    text = written(value)
    return text[: random.randrange(len(text))]


def a_scrap_in_the_text(value: Any, random: Random) -> str:
    text = written(value)
    cut = random.randrange(len(text))
    return text[:cut] + random.choice(SCRAPS) + text[cut:]


def bytes_that_are_no_text(value: Any, random: Random) -> bytes:
    body = written(value).encode()
    cut = random.randrange(len(body))
    return body[:cut] + random.choice(BYTES) + body[cut:]


def written(value: Any) -> str:
    text = yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=200)
    assert isinstance(text, str)
    return text


SPOILT: tuple[Callable[[Any, Random], str | bytes], ...] = (
    a_field_of_a_wrong_type,
    a_field_left_out,
    a_name_that_is_none,
    a_name_written_wrongly,
    nested_far_too_deep,
    a_huge_number,
    text_cut_short,
    a_scrap_in_the_text,
    bytes_that_are_no_text,
)
ALWAYS = (a_field_of_a_wrong_type, a_name_that_is_none, a_huge_number, bytes_that_are_no_text)


@pytest.fixture
def quizzes(tmp_path: Path) -> Path:
    for name, values in VALID.items():
        (tmp_path / "quizzes" / name).parent.mkdir(parents=True)
        (tmp_path / "quizzes" / name).write_text(written(values[0]), encoding="utf-8")
    return tmp_path / "quizzes"


def problems(quizzes: Path) -> list[str]:
    known = Known(("1.1", "1.2"), {"unit#section"}, {"source"})
    return [str(problem) for problem in of_folder(library.load, quizzes, known)[1]]


def test_the_ground_is_sound(quizzes: Path) -> None:
    for value in VALID["items/some.yml"]:
        (quizzes / "items" / "some.yml").write_text(written(value), encoding="utf-8")
        (quizzes / "papers" / "first-paper.yml").write_text(
            written(a_paper_file(items=[value["items"][0]["id"]])), encoding="utf-8"
        )
        assert problems(quizzes) == []


def test_a_thousand_malformed_files_give_problems_with_file_and_line(quizzes: Path) -> None:
    random = Random(20261120)
    malformed = dict.fromkeys(VALID, 0)
    while sum(malformed.values()) < FILES:
        name = random.choice(["items/some.yml"] * 4 + ["papers/first-paper.yml"] * 2 + ["cases/sam-comes.yml"] * 2)
        value = yaml.safe_load(written(random.choice(VALID[name])))
        spoil = random.choice(SPOILT)
        spoilt = spoil(value, random)
        body = spoilt if isinstance(spoilt, bytes) else spoilt.encode()
        whole = (quizzes / name).read_bytes()
        (quizzes / name).write_bytes(body)
        found = problems(quizzes)
        (quizzes / name).write_bytes(whole)
        here = [one for one in found if one.startswith(f"quizzes/{name}:")]
        assert here or spoil not in ALWAYS, (spoil.__name__, spoilt)
        for one in found:
            told = re.fullmatch(r"quizzes/\S+\.yml:([1-9]\d*): .+", one, re.DOTALL)
            assert told, one
            assert int(told[1]) <= body.count(b"\n") + whole.count(b"\n") + 2, one
        malformed[name] += bool(here)
    assert min(malformed.values()) > 100
