"""YAML as authors write it: plain values, each with the line it stands on.

Only the JSON-like part of YAML is read. Aliases are refused (they can be nested into bombs), so are
duplicate keys. ``no`` and ``12:30`` stay text: only true, false, null, whole and decimal numbers
and ISO dates are anything else.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from itertools import takewhile
from typing import Any, Protocol, Self, TypeVar

import yaml
from pydantic import ValidationError

from .problem import Problem, Problems

Place = tuple[str | int, ...]
M = TypeVar("M", bound="Model")

Mark = yaml.error.Mark | yaml._yaml.Mark

MAX_CHARACTERS = 2_000_000
MAX_DEPTH = 40
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,29})(\.\d{1,30})?")  # what is longer stays text: nobody counts that far
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")  # what the library counts lines by
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_STOPPED = {
    "mapping values are not allowed in this context": "a colon stands inside this text, or the line is indented "
    "otherwise than the one before; put the text in quotes, or mend the indentation",
    "did not find expected key": "something follows a text in quotes, or the line is indented otherwise than those "
    "before; put the whole text in quotes of the other kind, or mend the indentation",
    "did not find expected '-' indicator": "this line stands between the `- ` of a list; indent it like the others",
    "block sequence entries are not allowed in this context": "text that begins with - is not read as it stands; put "
    "the text in quotes, or begin the list on the next line",
    "mapping keys are not allowed in this context": "text that begins with ? is not read as it stands; put the text in "
    "quotes",
    "did not find expected comment or line break": "text after | or > begins on the next line; put it there, or all of "
    "it in quotes",
    "found unknown escape character": "a backslash begins a code in double quotes; put the text in single quotes",
    "did not find expected <document start>": "this line is indented otherwise than the first; make the two alike",
}
"""What the library says at the place where it could not go on, in an author's words."""
_OPENED = {
    "found unexpected end of stream": "the text in quotes that begins here never ends; close it with the same sign",
    "could not find expected ':'": "this line is no `name: value`; indent it if it goes on with the text before, or "
    "put that text in quotes",
    "did not find expected ',' or ']'": "the list in [ ] that begins here never ends; close it, and put text with a "
    "comma or a bracket in quotes",
    "did not find expected ',' or '}'": "what begins here with { never ends; close it, and put text with a comma or a "
    "bracket in quotes",
}
"""What it says of something that it could not end, which an author finds where that began."""
_EXPECTED = {
    "string_type": "must be text; put it in quotes if it looks like a number or a date",
    "int_type": "must be a whole number, without quotes",
    "float_type": "must be a number, without quotes",
    "bool_type": "must be true or false",
    "date_type": "must be a date like 2026-11-20, without quotes",
    "tuple_type": "must be a list, like [a, b]",
    "dict_type": "must hold `name: value` lines",
    "model_type": "must hold `name: value` lines",
}


@dataclass(frozen=True)
class Document:
    """A parsed file: its value and, for every place in it, the line it begins on."""

    file: str
    value: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it that stands in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def at(self, place: Place) -> Any:
        """The value of a place that is there."""
        value = self.value
        for step in place:
            value = value[step]
        return value

    def problem(self, place: Place, message: str) -> Problem:
        return Problem(self.file, self.line(place), message)

    def under(self, name: str) -> "Document":
        """The same as the one field of a document, for a file that is a bare list."""
        return Document(self.file, {name: self.value}, {(name, *place): line for place, line in self.lines.items()})


class _Unreadable(Exception):
    """The text is not YAML that we read; ``problem`` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def parse(text: str, file: str, problems: Problems, *, first_line: int = 1) -> Document | None:
    """Parse one document; ``first_line`` is the line of ``file`` on which ``text`` begins.

    Return ``None`` where the text is not YAML that we read.
    """
    try:
        return _parse(text, file, first_line)
    except _Unreadable as error:
        problems.add(error.problem)
        return None


def _parse(text: str, file: str, first_line: int) -> Document:
    reading = _Reading(file, first_line)
    if len(text) > MAX_CHARACTERS:
        raise reading.refuse(None, "the file is too large; split it into several files")
    depth = 0
    events: list[yaml.Event] = []
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                raise reading.refuse(event.start_mark, "this is nested too deeply; flatten it")
            if isinstance(event, yaml.AliasEvent):
                raise reading.refuse(event.start_mark, "aliases (*name) are not read here; write the value out")
            events.append(event)
    except yaml.MarkedYAMLError as error:
        raise reading.refuse(*_in_words(error, text)) from error
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        character = f"the character {chr(error.character)!a} cannot be shown; remove it"
        raise _Unreadable(Problem(file, line, character)) from error
    for mark, message in _unread(text, events):
        raise reading.refuse(mark, message)
    return reading.document(events[2:-2])  # the stream and the document begin and end around what is written


def _in_words(error: yaml.MarkedYAMLError, text: str) -> tuple[Mark | None, str]:
    """Where the library stopped, or began with what it could not end, and what an author can do about it."""
    said = error.problem or error.context or ""
    if said in _OPENED:
        return error.context_mark or error.problem_mark, _OPENED[said]
    mark = error.problem_mark or error.context_mark
    if "\t" in said or "cannot start any token" in said or said == "did not find expected node content":
        line = _line(_BREAK.split(text), mark) if mark else ""
        sign = line[mark.column : mark.column + 1] if mark else ""
        return mark, (
            "a tab stands here; indent with spaces"
            if sign == "\t"
            else f"text that begins with {sign or 'such a sign'} is not read as it stands; put the text in quotes"
        )
    return mark, _STOPPED.get(said) or f"this is not valid YAML ({said}); put text with signs such as : or # in quotes"


def _line(written: list[str], mark: Mark) -> str:
    """The line at a mark; nothing where that is behind the last."""
    return "".join(written[mark.line : mark.line + 1])


@dataclass
class _Reading:
    """A file whose text is turned into a value, event by event."""

    file: str
    first_line: int
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, mark: Mark | None) -> int:
        return self.first_line + (mark.line if mark else 0)

    def refuse(self, mark: Mark | None, message: str) -> _Unreadable:
        return _Unreadable(Problem(self.file, self.line(mark), message))

    def document(self, events: Iterable[yaml.Event]) -> Document:
        self.lines[()] = self.first_line
        following = iter(events)
        first = next(following, None)
        return Document(self.file, self._value(first, following, ()) if first else None, self.lines)

    def _value(self, event: yaml.Event, following: Iterator[yaml.Event], place: Place) -> Any:
        """What an event begins; of those ``following`` it takes as many as belong to that."""
        self.lines.setdefault(place, self.line(event.start_mark))
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        children = takewhile(lambda each: not isinstance(each, yaml.CollectionEndEvent), following)
        if isinstance(event, yaml.SequenceStartEvent):
            return tuple(self._value(child, following, (*place, n)) for n, child in enumerate(children))
        values: dict[str, Any] = {}
        for name in children:
            if not isinstance(name, yaml.ScalarEvent):
                raise self.refuse(name.start_mark, "a key must be a single word or phrase")
            key = name.value
            if key in values:
                raise self.refuse(name.start_mark, f"`{key}` is written twice; keep one of the two")
            self.lines[(*place, key)] = self.line(name.start_mark)
            values[key] = self._value(next(following), following, (*place, key))
        return values


def _unread(text: str, events: Iterable[yaml.Event]) -> Iterator[tuple[Mark | None, str]]:
    """Where something stands that would be taken for a part of YAML which is not read here, and what to do about it."""
    documents = [event for event in events if isinstance(event, yaml.DocumentStartEvent)]
    for another in documents[1:]:
        yield another.start_mark, "a file holds one document; remove this line `---`"
    for event in events:
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            yield event.start_mark, "a word after & or ! is not read here; put text that has it in quotes"
    for mark in _cut_short(text, events):
        yield mark, "what follows # here is not shown; put the whole text in quotes"


def _cut_short(text: str, events: Iterable[yaml.Event]) -> Iterator[Mark]:
    """Where a sentence without quotes goes on after a ``#``, which begins a remark that no page shows.

    After a single word a remark is usual, but not one that begins without a blank: ``Ward #3``.
    """
    written = _BREAK.split(text)
    for event in events:
        if isinstance(event, yaml.ScalarEvent) and not event.style and event.value:
            end = event.end_mark
            rest = _line(written, end)[end.column :].lstrip() if end else ""
            if end and rest.startswith("#") and (" " in event.value or re.match(r"#[^\s#]", rest)):
                yield end


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if event.style in ("'", '"', "|", ">"):  # quoted or a block: text, whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if match := _NUMBER.fullmatch(text):
        return float(text) if match[2] else int(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


class Model(Protocol):
    """What fields are checked against: a model of pydantic's."""

    @classmethod
    def model_validate(cls, obj: Any, *, strict: bool | None = None) -> Self: ...


def validate(model: type[M], document: Document, problems: Problems, place: Place = ()) -> M | None:
    """The document, or what stands at a place in it, as the model.

    Return ``None`` where it is not one; every way in which it is not is a problem.
    """
    try:
        return model.model_validate(document.at(place), strict=True)
    except ValidationError as error:
        problems.update(_problems_of(error, document, place))
        return None


def _problems_of(error: ValidationError, document: Document, inside: Place) -> Iterator[Problem]:
    """What pydantic found, in an author's words and at the author's lines."""
    faults = error.errors(include_url=False)
    missing = {fault["loc"] for fault in faults if fault["type"] == "missing"}
    unknown = [fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"]
    meant = {loc: near for loc in unknown if (near := _nearest(loc, missing))}
    for fault in faults:
        loc = fault["loc"]
        if loc in meant.values():
            continue  # it is there, only under a name that is nearly right
        if fault["type"] == "too_short" and any(other["loc"][: len(loc)] == loc != other["loc"] for other in faults):
            continue  # what is wrong within it does not count as missing
        place = (*inside, *loc)
        name = _name(place)
        match fault["type"]:
            case "missing":
                add = f"add a line `{place[-1]}: …`" if isinstance(place[-1], str) else "write it too"
                message = f"{name} is missing; {add}"
            case "extra_forbidden":
                advice = f"did you mean `{meant[loc][-1]}`?" if loc in meant else "remove it"
                message = f"{name} is not a field here; {advice}"
            case "value_error" | "assertion_error":
                words = fault["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
                message = f"{name}: {words}" if place else words
            case kind:
                message = f"{name} {_EXPECTED.get(kind) or 'is wrong: ' + _lower(fault['msg'])}"
        yield document.problem(place, message)


def _nearest(loc: Place, missing: set[Place]) -> Place | None:
    """The missing field of the same parent whose name is most like this one."""
    beside = {str(other[-1]): other for other in missing if other[:-1] == loc[:-1]}
    near = get_close_matches(str(loc[-1]), beside, n=1)
    return beside[near[0]] if near else None


def _name(place: Place) -> str:
    words = [str(step) if isinstance(step, str) else f"number {step + 1}" for step in place[-2:]]
    return "`" + " → ".join(words) + "`" if words else "the file"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
