"""What the sources say of a choice, in words, and the numbers under which they are cited."""

from collections.abc import Iterator
from dataclasses import dataclass

from .choice import Choice, mm, thick
from .file import Adjustment, Band, Ceiling, Depths, Exclusion, Measure, Protocol, Thickness


@dataclass(frozen=True)
class Measured:
    """One measurement of the site, and where the chosen needle would end in it."""

    thickness: Thickness
    measure: Measure
    ends: str


@dataclass(frozen=True)
class Explanation:
    choice: Choice
    shown: Measured | None
    measured: tuple[Measured, ...]
    never: Exclusion | None
    beside: tuple[Exclusion, ...]
    protocols: tuple[Protocol, ...]
    elsewhere: tuple[str, ...]
    band: Band | None
    ceilings: tuple[Ceiling, ...]
    adjustments: tuple[Adjustment, ...]
    numbers: dict[str, int]

    @property
    def headline(self) -> str:
        """The picture in one sentence."""
        site = self.choice.site.name
        if self.never is not None:
            return f"{site}: {self.never.text[:1].lower()}{self.never.text[1:]}"
        if self.shown is None:
            return f"{site}: our sources give no thickness here, so where a needle would end is not drawn."
        where = f"{site} ({self.shown.measure.name[:1].lower()}{self.shown.measure.name[1:]})"
        return f"{where}: fully inserted, {mm(self.choice.needle)} mm would end {self.shown.ends}."


def explain(depths: Depths, choice: Choice) -> Explanation:
    """Everything the page says of a choice."""
    site, concern = choice.site, choice.concern
    measured = tuple(
        Measured(thickness, depths.measure(thickness.measure), ending(choice.needle, thickness))
        for thickness in depths.measured(site.id)
    )
    never = next((exclusion for exclusion in depths.exclusions if site.id in exclusion.never), None)
    shown = next((each for each in measured if each.thickness == choice.thickness), None)
    beside = tuple(exclusion for exclusion in depths.exclusions if site.id in exclusion.beside)
    about = [protocol for protocol in depths.protocols if protocol.concern == concern.id and never is None]
    protocols = tuple(protocol for protocol in about if site.id in protocol.sites)
    elsewhere = {name for protocol in about for name in protocol.sites}
    bands = (band for band in depths.bands if band.concern == concern.id and site.id in band.sites and never is None)
    band = next(bands, None)
    ceilings = () if never else tuple(ceiling for ceiling in depths.ceilings if site.group in ceiling.groups)
    adjustments = tuple(
        each for each in depths.adjustments if choice.phototype is None or choice.phototype in each.phototypes
    )
    cited = [
        *(shown.measure.cites if shown else ()),
        *(() if never else depths.syllabus.cites),
        *(band.cites if band else ()),
    ]
    for part in (*protocols, never, *beside, site.note, *ceilings, *adjustments):
        cited += part.cites if part is not None else ()
    for each in measured:
        cited += _cites(each.thickness)
    return Explanation(
        choice=choice,
        shown=shown,
        measured=measured,
        never=never,
        beside=beside,
        protocols=protocols,
        elsewhere=tuple(each.name for each in depths.sites if each.id in elsewhere) if not protocols else (),
        band=band,
        ceilings=ceilings,
        adjustments=adjustments,
        numbers={name: number for number, name in enumerate(dict.fromkeys(cited), 1)},
    )


def _cites(thickness: Thickness) -> Iterator[str]:
    for extent in (thickness.epidermis, thickness.dermis, thickness.full):
        if extent is not None:
            yield from extent.cites


def ending(needle: float, thickness: Thickness) -> str:
    """Where a needle of this length ends if it goes all the way in: our arithmetic."""
    top, base = thickness.epidermis, thickness.full
    if needle < top.least:
        return "in the epidermis"
    if needle <= top.most:
        return "about the base of the epidermis"
    if base is None:
        return f"{thick(needle - top.most, needle - top.least)} mm below the epidermis; this source gives no dermis"
    if needle < base.least:
        about = "at least " if base.most > base.least else ""
        return f"in the dermis, {about}{_apart(base.least, needle)} mm above its base"
    if needle <= base.most:
        return "somewhere about the base of the dermis" if base.most > base.least else "at the base of the dermis"
    about = "at least " if base.most > base.least else ""
    return f"below the dermis, {about}{_apart(needle, base.most)} mm past its base"


def _apart(deeper: float, shallower: float) -> str:
    return f"{max(0.01, deeper - shallower):.2f}"
