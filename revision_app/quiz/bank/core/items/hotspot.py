from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .....shared.yaml_text import Place
from .base import Choice, Common, Marks, Response, Slug, Text, ViewBox, Written, between, check_keys, unsafe_among
from .reading import only

_Place = Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
_Length = Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)]


class Shape(Written):
    """Where a region is, in the units of the drawing's view box: one of the three."""

    rect: tuple[_Place, _Place, _Length, _Length] | None = None
    circle: tuple[_Place, _Place, _Length] | None = None
    polygon: Annotated[tuple[tuple[_Place, _Place], ...], between(3, 60, "corners")] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "Shape":
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("a region has one shape; write one of rect, circle, polygon")
        return self

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The corners of the shape; of a circle, those of the square around it."""
        if self.rect:
            x, y, width, height = self.rect
        elif self.circle:
            (x, y), width, height = (
                (n - self.circle[2] for n in self.circle[:2]),
                2 * self.circle[2],
                2 * self.circle[2],
            )
        else:
            return self.polygon or ()
        return (x, y), (x + width, y), (x + width, y + height), (x, y + height)

    @property
    def label(self) -> tuple[float, float]:
        """Where the region's number stands: at its upper left edge, so that it covers no words within."""
        if self.circle:
            x, y, radius = self.circle
            return x - 0.7 * radius, y - 0.7 * radius
        return min(self.corners, key=sum)

    def is_inside(self, box: ViewBox) -> bool:
        """Whether all of it lies in a drawing with this view box: x, y, width and height."""
        left, top, width, height = box
        return all(left <= x <= left + width and top <= y <= top + height for x, y in self.corners)


class Region(Choice):
    name: Text
    shape: Shape

    @property
    def text(self) -> str:
        """The name, for a page that lists regions as it lists options."""
        return self.name


class Hotspot(Common):
    """A region of a drawing to be found; the regions are offered as a list too."""

    NAME: ClassVar = "Hotspot"
    ASKS: ClassVar = "a place to find in a drawing"

    kind: Literal["hotspot"]
    figure: Slug
    regions: Annotated[Mapping[Slug, Region], between(3, 8, "regions")]
    key: str
    marks: Marks

    @field_validator("key")
    @classmethod
    def _is_a_region(cls, key: str, info: ValidationInfo) -> str:
        if regions := info.data.get("regions"):
            check_keys(regions, [key])
        return key

    @property
    def keys(self) -> Response:
        return (self.key,)

    @property
    def offers(self) -> Response:
        return tuple(self.regions)

    def read(self, submitted: Sequence[str]) -> Response:
        return only(self.regions, submitted)

    def mark(self, response: Response) -> Fraction:
        return Fraction(response == self.keys)

    def unsafe(self, response: Response) -> Response:
        return unsafe_among(self.regions, response)

    def outside(self, box: ViewBox) -> Iterator[tuple[Place, str]]:
        size = f"{box[2]:g} wide and {box[3]:g} high"
        for name, region in self.regions.items():
            if not region.shape.is_inside(box):
                message = f"this lies outside the drawing, which is {size} and begins at {box[0]:g}, {box[1]:g}"
                yield ("regions", name, "shape"), message
