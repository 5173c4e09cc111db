"""What every kind of item has in common."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Sized
from fractions import Fraction
from hashlib import sha256
from typing import Annotated, ClassVar, Literal, Protocol, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr

from .....shared.refusal import Refusal
from .....shared.yaml_text import Place
from ..text import fault

Response = tuple[str, ...]
"""What a learner answered, as an item's ``read`` writes it down; ``()`` is no answer.

Where an item has several parts, each answered part is written ``part=value``.
"""

ViewBox = tuple[float, ...]
"""The units in which a drawing is drawn: x, y, width and height."""

C = TypeVar("C", bound="Choice")
N = TypeVar("N", bound=Sized)

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


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
    if strange := _UNPRINTABLE.search(text):
        raise ValueError(f"the character {strange[0]!a} cannot be shown; remove it")
    if unshown := fault(text):
        raise ValueError(unshown)
    return text.strip()


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise ValueError("the list is empty; write at least one")
    return values


Slug = Annotated[str, AfterValidator(_slug)]
Text = Annotated[str, AfterValidator(_not_blank)]

Some = Annotated[tuple[str, ...], AfterValidator(_some)]
Marks = Annotated[int, Field(ge=1, le=100)]

Level = Literal["recall", "understand", "apply", "analyse", "evaluate", "judge"]
"""What a learner has to do with an item, from the least to the most; only attempts from before say ``judge``."""


class Written(BaseModel):
    """Something an author wrote: every field is asked for, none is left over, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Written):
    """Something that can be chosen, and why it is right or wrong."""

    rationale: Text
    unsafe: bool = False


class Option(Choice):
    """A choice in words. ``keep_last`` leaves it at the end when options are shuffled."""

    text: Text
    keep_last: bool = False


class Arranged(Written):
    """Something whose parts are put in order for an attempt."""

    id: Slug

    _seed: str = PrivateAttr(default="")

    def arranged(self, seed: str) -> Self:
        """The same item, shown in the order that belongs to this seed; marks and responses do not depend on it."""
        copy = self.model_copy()
        copy._seed = seed
        return copy

    def shown(self, options: Mapping[str, Option], part: str = "") -> Mapping[str, Option]:
        """Options in the order in which this attempt shows them; without a seed, as they were written."""
        last = [option for option in options if options[option].keep_last]
        loose = self.in_any_order([option for option in options if option not in last], part)
        return {option: options[option] for option in (*loose, *last)} if self._seed else options

    def in_any_order(self, names: Iterable[str], part: str = "") -> list[str]:
        """Names in an order that follows from the seed and says nothing about them."""
        return sorted(names, key=lambda name: sha256("\n".join((self._seed, self.id, part, name)).encode()).digest())

    def filled(self, values: Sequence[str]) -> Mapping[str, str]:
        """What each field of the page holds, by part: of a response, or of what was submitted and cannot be read."""
        return {part: value for part, _, value in (pair.partition("=") for pair in values)}

    def goes_on_from(self, before: Response, response: Response) -> bool:
        """Whether somebody who has answered ``before`` may answer this now."""
        return True

    @property
    def offers(self) -> Response:
        """Every choice that the item offers, as it stands in a response; ``()`` if there is no list to choose from."""
        return ()

    def missed(self, response: Response) -> tuple[str, ...]:
        """What of the right answer a response lacks, in the author's words, where that can be listed."""
        return ()

    @property
    def point(self) -> str:
        """Why the right answer is right, in the author's words; ``""`` where it is made of several things."""
        return ""

    @property
    def is_in_parts(self) -> bool:
        """Whether what it offers is offered in several parts, of which each is answered."""
        return False

    def outside(self, box: ViewBox) -> Iterator[tuple[Place, str]]:
        """What of it lies outside its drawing, whose view box this is: which field, and what is wrong, in words."""
        yield from ()


class Common(Arranged):
    """The fields that an item has whatever its kind; a branching case has its own."""

    case: Slug | None = None
    part: Text | None = None
    criteria: Some
    section: str
    difficulty: Level
    stem: Text
    update: Text | None = None
    figure: Slug | None = None
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
    def difficulty(self) -> str: ...
    @property
    def stem(self) -> str: ...
    @property
    def update(self) -> str | None: ...
    @property
    def citations(self) -> tuple[str, ...]: ...
    @property
    def figure(self) -> str | None: ...
    @property
    def marks(self) -> int: ...

    @property
    def keys(self) -> Response:
        """A response that earns every mark; ``()`` where only a tutor can tell."""

    def read(self, submitted: Sequence[str]) -> Response:
        """What was submitted as a response, always written down alike; raises ``Unreadable``.

        A response that is read again stays as it is.
        """

    def mark(self, response: Response) -> Fraction | None:
        """The share of the marks that a response earns, from 0 to 1; ``None`` if only a tutor can say."""

    def unsafe(self, response: Response) -> Response:
        """The choices in it that would harm a client, each as the item's author knows it."""

    def goes_on_from(self, before: Response, response: Response) -> bool:
        """Whether somebody who has answered ``before`` may answer this now."""

    def arranged(self, seed: str) -> Self:
        """The same item, shown in the order that belongs to this seed."""

    @property
    def offers(self) -> Response:
        """Every choice that the item offers, as it stands in a response; ``()`` if there is no list to choose from."""

    def missed(self, response: Response) -> tuple[str, ...]:
        """What of the right answer a response lacks, in the author's words, where that can be listed."""

    @property
    def point(self) -> str:
        """Why the right answer is right, in the author's words; ``""`` where it is made of several things."""

    @property
    def is_in_parts(self) -> bool:
        """Whether what it offers is offered in several parts, of which each is answered."""

    def outside(self, box: ViewBox) -> Iterator[tuple[Place, str]]:
        """What of it lies outside its drawing, whose view box this is: which field, and what is wrong, in words."""

    def model_dump(self, *, exclude_none: bool) -> dict[str, object]:
        """The fields as plain values, to be frozen."""


class Kind(Item, Protocol):
    """A kind of item: what the registry asks of the class."""

    NAME: ClassVar[str]
    """What pages call it, where kinds are listed."""
    ASKS: ClassVar[str]
    """What a paper's cover says that it asks of a learner, inside a sentence."""

    @classmethod
    def model_validate(cls, obj: object, *, strict: bool | None = None) -> Self:
        """The item that an author's fields say; raises pydantic's ``ValidationError``."""


def unsafe_among(options: Mapping[str, Choice], response: Response) -> Response:
    return tuple(option for option in response if options[option].unsafe)


def check_options(options: Mapping[str, C]) -> Mapping[str, C]:
    if len(options) < 2:
        raise ValueError("an item needs at least two options")
    for option in options:
        _slug(option)
    return options


def check_keys(options: Mapping[str, Choice], keys: Sequence[str]) -> None:
    """Raise ``ValueError`` in an author's words where these keys cannot be the right answer."""
    for key in keys:
        if key not in options:
            raise ValueError(f"{key} is not an option; write one of {', '.join(options)}")
        if options[key].unsafe:
            raise ValueError(f"{key} is marked unsafe, so it cannot be a right answer; change one of the two")


def check_marks(marks: int, parts: Collection[object] | None, each: str) -> int:
    """One mark for each part, where the parts are in order."""
    if parts and marks != len(parts):
        raise ValueError(f"there is one mark for each {each}; write {len(parts)}")
    return marks


def between(least: int, most: int, what: str) -> AfterValidator:
    """How many there may be."""

    def check(values: N) -> N:
        if not least <= len(values) <= most:
            raise ValueError(f"write {least} to {most} {what}; there are {len(values)}")
        return values

    return AfterValidator(check)


Options = Annotated[Mapping[str, Option], AfterValidator(check_options)]
