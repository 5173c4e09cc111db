"""What ``content/depths.yml`` holds, and everything that can be wrong with it, by line."""

from collections.abc import Container, Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ....shared import yaml_text
from ....shared.problem import Problem, Problems
from ....shared.yaml_text import Document, Place

Group = Literal["face", "neck", "body", "scalp", "hand"]
Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
PHOTOTYPES: tuple[Phototype, ...] = ("I", "II", "III", "IV", "V", "VI")
ROUNDING = 0.006  # mm: what is left when figures of two decimals are added


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Backed(_Part):
    """Something said, with its sources, and whether it stands in them or is our own reasoning."""

    cites: tuple[str, ...] = ()
    mark: Literal["sourced", "derived"]
    how: str | None = None

    @model_validator(mode="after")
    def _backed(self) -> "Backed":
        if self.mark == "sourced" and not self.cites:
            raise ValueError("what is sourced names its source; add `cites: [id]`")
        if self.mark == "derived" and not self.how:
            raise ValueError("what is derived says how; add `how: …`")
        return self


class Extent(Backed):
    """A length in mm (``mm``), or the two ends between which it lies (``low``, ``high``)."""

    mm: float | None = Field(None, gt=0, le=20)
    low: float | None = Field(None, ge=0, le=20)
    high: float | None = Field(None, gt=0, le=20)

    @model_validator(mode="after")
    def _one_or_two(self) -> "Extent":
        ends = (self.low, self.high)
        if (self.mm is None) == (ends == (None, None)) or (None in ends and ends != (None, None)):
            raise ValueError("write either `mm`, or both `low` and `high`")
        if self.mm is None and self.least >= self.most:
            raise ValueError("`low` must be less than `high`")
        if not self.cites:
            raise ValueError("a number names its source; add `cites: [id]`")
        return self

    @property
    def least(self) -> float:
        return self.mm if self.mm is not None else self.low or 0.0

    @property
    def most(self) -> float:
        return self.mm if self.mm is not None else self.high or 0.0


class Remark(Backed):
    text: str


class _Named(_Part):
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str


class Site(_Named):
    group: Group
    note: Remark | None = None


class Concern(_Named):
    """What a client would like to change."""


class Measure(_Named):
    """Who measured, how and in whom."""

    method: Literal["ultrasound", "cadaver histology", "surgical histology", "biopsy", "pooled histology"]
    sex: Literal["women", "men", "both"]
    people: str
    cites: tuple[str, ...] = Field(min_length=1)


class Thickness(_Part):
    """One measure at one or more sites; ``at`` says where exactly, when that is not the site itself."""

    measure: str
    sites: tuple[str, ...] = Field(min_length=1)
    at: str | None = None
    epidermis: Extent
    dermis: Extent | None = None
    full: Extent | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> "Thickness":
        if self.dermis is not None and self.full is None:
            raise ValueError("where the dermis is known, `full` is too; add it")
        if self.dermis is not None and self.full is not None:
            for end in ("least", "most"):
                if abs(sum(getattr(part, end) for part in (self.epidermis, self.dermis)) - getattr(self.full, end)) > (
                    ROUNDING
                ):
                    raise ValueError("`full` is not epidermis and dermis together; put one of the three right")
        return self


class _Drawn(Backed):
    """A range or points of depth in mm. ``low: 0`` is "up to"."""

    concern: str
    sites: tuple[str, ...] = Field(min_length=1)
    low: float | None = Field(None, ge=0, le=20)
    high: float | None = Field(None, gt=0, le=20)

    @model_validator(mode="after")
    def _two_ends(self) -> "_Drawn":
        if (self.low is None) != (self.high is None):
            raise ValueError("write both `low` and `high`")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("`low` must be less than `high`")
        return self


class Protocol(_Drawn):
    depth: str
    points: tuple[float, ...] = ()
    device: str | None = None
    sessions: str | None = None
    people: str | None = None
    limits: str


class Band(_Drawn):
    text: str
    low: float = Field(ge=0, le=20)
    high: float = Field(gt=0, le=20)
    mark: Literal["derived"]


class Ceiling(Remark):
    short: str = Field(max_length=13)
    name: str
    kind: Literal["guidance", "law", "label", "yours"]
    groups: tuple[Group, ...] = Field(min_length=1)
    mm: float | None = Field(None, gt=0, le=20)
    jurisdiction: str | None = None
    checked: str | None = None

    @model_validator(mode="after")
    def _dated(self) -> "Ceiling":
        if self.kind == "law" and not (self.jurisdiction and self.checked):
            raise ValueError("a law names where and when it was checked; add `jurisdiction` and `checked`")
        return self


class Adjustment(Remark):
    phototypes: tuple[Phototype, ...] = Field(min_length=1)


class Exclusion(Remark):
    """Sites that are never treated, and those beside which that must be said."""

    never: tuple[str, ...] = Field(min_length=1)
    beside: tuple[str, ...] = ()


class Start(_Part):
    site: str
    concern: str
    needle: float


class Depths(_Part):
    """Everything the explorer shows."""

    start: Start
    needles: tuple[float, ...] = Field(min_length=1)
    syllabus: Extent
    sites: tuple[Site, ...] = Field(min_length=1)
    concerns: tuple[Concern, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)
    thickness: tuple[Thickness, ...]
    protocols: tuple[Protocol, ...]
    bands: tuple[Band, ...]
    ceilings: tuple[Ceiling, ...]
    adjustments: tuple[Adjustment, ...]
    exclusions: tuple[Exclusion, ...]

    @cached_property
    def citations(self) -> frozenset[str]:
        """The sources of anything that it may show."""
        return frozenset(_cited(self.model_dump()))

    def measured(self, site_id: str) -> tuple[Thickness, ...]:
        """Every measurement of a site, in the file's order."""
        return tuple(thickness for thickness in self.thickness if site_id in thickness.sites)

    def measure(self, measure_id: str) -> Measure:
        return next(measure for measure in self.measures if measure.id == measure_id)


def parse_depths(document: Document, references: Container[str], problems: Problems) -> Depths | None:
    """What the explorer shows; ``None`` where the file is not as it should be."""
    problems.update(_uncited(document.value, (), document, references))
    depths = yaml_text.validate(Depths, document, problems)
    if depths:
        problems.update(_unknown(depths, document))
    return depths


def _uncited(value: Any, place: Place, document: Document, references: Container[str]) -> Iterator[Problem]:
    """Every citation, wherever it stands, that names no reference."""
    if isinstance(value, dict):
        cites = value.get("cites")
        for name in cites if isinstance(cites, tuple) else ():
            if name not in references:
                message = f"there is no reference {name}; add it to references.yml or mend the name"
                yield document.problem((*place, "cites"), message)
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for key, part in parts:
        yield from _uncited(part, (*place, key), document, references)


def _cited(value: Any) -> Iterator[str]:
    """Every source that is named anywhere within."""
    if isinstance(value, dict):
        yield from value.get("cites", ())
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    for part in parts:
        yield from _cited(part)


def _unknown(depths: Depths, document: Document) -> Iterator[Problem]:
    """Names that are used twice, and names that are used and stand nowhere."""
    known: dict[str, list[str]] = {}
    kinds: tuple[tuple[str, tuple[_Named, ...]], ...] = (
        ("site", depths.sites),
        ("concern", depths.concerns),
        ("measure", depths.measures),
    )
    for kind, parts in kinds:
        known[kind] = []
        for n, part in enumerate(parts):
            if part.id in known[kind]:
                yield document.problem((f"{kind}s", n, "id"), f"two {kind}s are called {part.id}; rename one")
            known[kind].append(part.id)
    for kind, name, place in _named(depths):
        if name not in known[kind]:
            yield document.problem(place, f"there is no {kind} {name}; write one of {', '.join(known[kind])}")
    if depths.start.needle not in depths.needles:
        yield document.problem(("start", "needle"), "`needle` is none of `needles`; write one of them")


def _named(depths: Depths) -> Iterator[tuple[str, str, Place]]:
    yield "site", depths.start.site, ("start", "site")
    yield "concern", depths.start.concern, ("start", "concern")
    for n, thickness in enumerate(depths.thickness):
        yield "measure", thickness.measure, ("thickness", n, "measure")
        yield from (("site", name, ("thickness", n, "sites")) for name in thickness.sites)
    for kind, drawn in (("protocols", depths.protocols), ("bands", depths.bands)):
        for n, part in enumerate(drawn):
            yield "concern", part.concern, (kind, n, "concern")
            yield from (("site", name, (kind, n, "sites")) for name in part.sites)
    for n, exclusion in enumerate(depths.exclusions):
        yield from (("site", name, ("exclusions", n, "never")) for name in exclusion.never)
        yield from (("site", name, ("exclusions", n, "beside")) for name in exclusion.beside)
