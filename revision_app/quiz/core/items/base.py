"""What every kind of item has in common."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict

from ....shared.refusal import Refusal

Response = tuple[str, ...]
"""What a learner answered, as an item's ``read`` writes it down; ``()`` is no answer."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Unreadable(Refusal):
    """What was sent is not a response to this item."""

    status = 422


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text) or len(text) > 80:
        raise ValueError("write small letters, digits and single hyphens, like amara-next-step")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("there is nothing here; write the text")
    return text.strip()


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("the list is empty; write at least one")
    return values


Slug = Annotated[str, AfterValidator(_slug)]
Text = Annotated[str, AfterValidator(_not_blank)]

Some = Annotated[tuple[str, ...], AfterValidator(_some)]


class Written(BaseModel):
    """Something an author wrote: every field is asked for, none is left over, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Written):
    text: Text
    rationale: Text
    unsafe: bool = False


class Common(Written):
    """The fields that an item has whatever its kind."""

    id: Slug
    case: Slug | None = None
    part: Text | None = None
    criteria: Some
    section: str
    difficulty: Literal["recall", "apply", "judge"]
    stem: Text
    update: Text | None = None
    citations: tuple[str, ...]


class Item(Protocol):
    """What the rest of the site asks of an item of any kind."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def case(self) -> str | None: ...
    @property
    def part(self) -> str | None: ...
    @property
    def criteria(self) -> tuple[str, ...]: ...
    @property
    def section(self) -> str: ...
    @property
    def stem(self) -> str: ...
    @property
    def update(self) -> str | None: ...
    @property
    def citations(self) -> tuple[str, ...]: ...
    @property
    def marks(self) -> int: ...

    def read(self, submitted: Sequence[str]) -> Response:
        """What was submitted as a response, always written down alike; raises ``Unreadable``."""

    def mark(self, response: Response) -> Fraction:
        """The share of the marks that a response earns, from 0 to 1."""

    def unsafe(self, response: Response) -> Response:
        """The chosen options that would harm a client."""

    def model_dump(self, *, exclude_none: bool) -> dict[str, object]:
        """The fields as plain values, to be frozen."""


def known(options: Mapping[str, Option], submitted: Sequence[str]) -> Response:
    """The options chosen, each once and in the order shown."""
    if set(submitted) - set(options):
        raise Unreadable("Choose from the options shown on the page.")
    return tuple(option for option in options if option in submitted)


def unsafe_among(options: Mapping[str, Option], response: Response) -> Response:
    return tuple(option for option in response if options[option].unsafe)


def check_options(options: Mapping[str, Option]) -> Mapping[str, Option]:
    if len(options) < 2:
        raise ValueError("an item needs at least two options")
    for option in options:
        _slug(option)
    return options


def check_keys(options: Mapping[str, Option], keys: Sequence[str]) -> None:
    """Raise ``ValueError`` in an author's words where these keys cannot be the right answer."""
    for key in keys:
        if key not in options:
            raise ValueError(f"{key} is not an option; write one of {', '.join(options)}")
        if options[key].unsafe:
            raise ValueError(f"{key} is marked unsafe, so it cannot be a right answer; change one of the two")


Options = Annotated[Mapping[str, Option], AfterValidator(check_options)]
