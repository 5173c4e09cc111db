from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import ValidationInfo, field_validator

from .base import Common, Marks, Response, Slug, Text, Unreadable, Written, between, check_marks
from .reading import answered, placed


class Panel(Written):
    """Who rated the actions, and the place that each of them gave to each action, from 1."""

    who: Text
    ratings: Mapping[str, tuple[int, ...]]


class Action(Written):
    """Something that could be done. ``key`` is the right place for it, from 1; ``unsafe`` are places that harm."""

    text: Text
    key: int
    rationale: Text
    unsafe: tuple[int, ...] = ()

    @field_validator("unsafe")
    @classmethod
    def _is_not_the_key(cls, unsafe: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        if info.data.get("key") in unsafe:
            raise ValueError(f"{info.data['key']} is the key, so it cannot be unsafe; change one of the two")
        return unsafe


class SituationalJudgement(Common):
    """Actions to be rated on a scale, or ranked where there is none.

    The key is the authors' own where no panel has rated the actions. Attempts from before say in words whose it is.
    """

    NAME: ClassVar = "Rate the actions"
    ASKS: ClassVar = "actions to judge, where an answer next to the right one earns half"

    kind: Literal["situational_judgement"]
    scale: Annotated[tuple[Text, ...], between(2, 6, "places on the scale")] | None = None
    panel: Panel | Text | None = None
    actions: Annotated[Mapping[Slug, Action], between(3, 6, "actions")]
    marks: Marks

    @field_validator("actions")
    @classmethod
    def _keys_are_places(cls, actions: Mapping[str, Action], info: ValidationInfo) -> Mapping[str, Action]:
        most = len(info.data.get("scale") or actions)
        for name, action in actions.items():
            if wrong := [place for place in (action.key, *action.unsafe) if not 1 <= place <= most]:
                raise ValueError(f"{name} has the place {wrong[0]}; write one from 1 to {most}")
        if info.data.get("scale", ...) is None and len({action.key for action in actions.values()}) < most:
            raise ValueError("two actions have the same rank; give each a key of its own, or write a scale")
        return actions

    @field_validator("actions")
    @classmethod
    def _each_is_rated(cls, actions: Mapping[str, Action], info: ValidationInfo) -> Mapping[str, Action]:
        if not isinstance(panel := info.data.get("panel"), Panel):
            return actions
        if set(panel.ratings) != set(actions):
            raise ValueError(f"the panel rated {', '.join(panel.ratings)}; give its ratings of {', '.join(actions)}")
        most = len(info.data.get("scale") or actions)
        if wrong := [place for places in panel.ratings.values() for place in places if not 1 <= place <= most]:
            raise ValueError(f"the panel gave the place {wrong[0]}; write places from 1 to {most}")
        if len({len(places) for places in panel.ratings.values()}) > 1 or not all(panel.ratings.values()):
            raise ValueError("the panel's ratings differ in number; give as many for each action as it has people")
        return actions

    @field_validator("marks")
    @classmethod
    def _one_for_each_action(cls, marks: int, info: ValidationInfo) -> int:
        return check_marks(marks, info.data.get("actions"), "action")

    @property
    def was_rated(self) -> bool:
        """Whether a panel rated the actions."""
        return isinstance(self.panel, Panel)

    @property
    def keys(self) -> Response:
        return tuple(f"{name}={action.key}" for name, action in self.actions.items())

    def lines(self, values: Sequence[str]) -> tuple[str, ...]:
        """The actions as the page lists them: where they are ranked, in the order given."""
        with suppress(Unreadable):
            if self.scale is None and (given := self.filled(self.read(values))):
                return tuple(sorted(given, key=lambda name: int(given[name])))
        return tuple(self.in_any_order(self.actions)) if self._seed else tuple(self.actions)

    def read(self, submitted: Sequence[str]) -> Response:
        places = answered(self.actions, submitted)
        if self.scale is None:
            placed(places, self.actions)
        elif strange := set(places.values()) - {str(place) for place in range(1, len(self.scale) + 1)}:
            raise Unreadable(f"There is no {min(strange)[:20]} on the scale; choose from what the page shows.")
        return tuple(f"{name}={place}" for name, place in places.items())

    def mark(self, response: Response) -> Fraction:
        """For each action 1 in its right place and 1/2 one place away, divided by the number of actions."""
        away = [abs(int(place) - self.actions[name].key) for name, place in self.filled(response).items()]
        return Fraction(2 * away.count(0) + away.count(1), 2 * len(self.actions))

    def unsafe(self, response: Response) -> Response:
        places = self.filled(response).items()
        return tuple(f"{name}={place}" for name, place in places if int(place) in self.actions[name].unsafe)
