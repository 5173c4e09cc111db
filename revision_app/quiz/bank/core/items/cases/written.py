"""A branching case as its author writes it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, TypeAdapter

from ......shared.yaml_text import Place
from ..base import Arranged, Option, Options, Slug, Some, Text, Written
from .state import SCORE, Start, Value, Wanted

V = TypeVar("V")

ENDS = {"good": "Ends well", "poor": "Ends poorly", "harmful": "Ends with harm"}
REASON = "reason"
"""The part of a page's answer that says why; no stage may be called so."""

_A_SLUG = TypeAdapter(Slug)


def _start(value: Any) -> Any:
    if isinstance(value, (tuple, list)) and all(isinstance(word, str) and word for word in value):
        if len(set(value)) == len(value) >= 2:
            return tuple(value)
    elif isinstance(value, int):  # which true and false are too
        return value
    raise ValueError("write true, false, a whole number, or a list of different words, at first the first of them")


def _value(value: Any) -> Any:
    if isinstance(value, (int, str)) and value != "":
        return value
    raise ValueError("write true, false, a whole number or a word")


def _wanted(value: Any) -> Any:
    if isinstance(value, (tuple, list)) and value and all(isinstance(word, str) for word in value):
        return tuple(value)
    return _value(value)


def _told(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


def _next(value: Any) -> Any:
    return ({"to": value},) if isinstance(value, str) else value


def _named(values: Mapping[str, V]) -> Mapping[str, V]:
    for name in values:
        _A_SLUG.validate_python(name)
    return values


def _some(values: Mapping[str, V]) -> Mapping[str, V]:
    if not values:
        raise ValueError("there is nothing here; write at least one")
    return _named(values)


Name = Annotated[str, Field(max_length=80)]
Condition = Annotated[Mapping[str, Annotated[Wanted, PlainValidator(_wanted)]], Field(default_factory=dict)]


class Told(Written):
    """Something that is said, always or only when the state is so."""

    when: Condition
    text: Text


class Way(Written):
    """Where a choice leads, when the state is so."""

    when: Condition
    to: Name


class Choice(Option):
    """One thing that can be decided: what it earns, changes and leads to. ``then`` tells what happens next."""

    marks: Annotated[int, Field(ge=0, le=20)] = 0
    when: Condition
    set: Annotated[Mapping[str, Annotated[Value, PlainValidator(_value)]], Field(default_factory=dict)]
    then: Text
    next: Annotated[tuple[Way, ...], BeforeValidator(_next), Field(min_length=1)]


class CaseReason(Written):
    """Why the choice was made, asked with it. It earns its marks only beside a choice that earns some."""

    stem: Text
    options: Options
    key: Name
    marks: Annotated[int, Field(ge=1, le=20)] = 1


Tellings = tuple[Annotated[Told, BeforeValidator(_told)], ...]


class Scene(Written):
    """What is told at a stage or at an ending; ``also`` where the state asks for it."""

    title: Text
    text: Text
    also: Tellings = ()


class Stage(Scene):
    """A point at which something has to be decided."""

    part: Text
    stem: Text
    choices: Annotated[Mapping[str, Choice], AfterValidator(_named), Field(min_length=2)]
    reason: CaseReason | None = None
    section: str
    citations: Some


class Ending(Scene):
    """How it turned out: well, safely but poorly, or with harm to the client."""

    kind: Literal["good", "poor", "harmful"]

    @property
    def label(self) -> str:
        return ENDS[self.kind]


class CaseFile(Arranged):
    """One client, from the first stage to one of the endings. ``marks`` are those of the best way through."""

    kind: Literal["branching_case"] = "branching_case"
    title: Text
    summary: Text
    minutes: Annotated[int, Field(ge=1, le=600)]
    pass_mark: Annotated[int, Field(ge=1, le=100)]
    marks: Annotated[int, Field(ge=1, le=200)]
    criteria: Some
    section: str
    facts: Annotated[Tellings, Field(min_length=1)]
    state: Annotated[
        Mapping[str, Annotated[Start, PlainValidator(_start)]], AfterValidator(_named), Field(default_factory=dict)
    ]
    begin: Name
    stages: Annotated[Mapping[str, Stage], AfterValidator(_some)]
    endings: Annotated[Mapping[str, Ending], AfterValidator(_some)]

    def conditions(self) -> Iterator[tuple[Place, Condition]]:
        """Everything that is asked of the state, and where."""
        yield from _conditions_of(self.facts, "facts")
        for name, stage in self.stages.items():
            yield from _conditions_of(stage.also, "stages", name, "also")
            for letter, choice in stage.choices.items():
                place = ("stages", name, "choices", letter)
                yield (*place, "when"), choice.when
                for n, way in enumerate(choice.next):
                    yield (*place, "next", n, "when"), way.when
        for name, ending in self.endings.items():
            yield from _conditions_of(ending.also, "endings", name, "also")

    @cached_property
    def asks_score(self) -> bool:
        """Whether anything depends on the marks so far."""
        return any(SCORE in condition for _, condition in self.conditions())


def _conditions_of(tellings: Tellings, *place: str) -> Iterator[tuple[Place, Condition]]:
    for n, telling in enumerate(tellings):
        yield (*place, n, "when"), telling.when
