"""The picture, to scale: what is drawn where. Lengths are units of the drawing; depths come in mm."""

import math
from dataclasses import dataclass

from .choice import mm, thick
from .explanation import Told
from .file import Depths, Thickness

WIDTH, HEIGHT = 440.0, 596.0
SURFACE = 126.0  # where the skin begins
PER_MM = 150.0
DEEPEST = 3.0  # mm
LEFT, RIGHT = 46.0, 222.0  # the block of skin
FIRST_COLUMN, LAST_COLUMN = 232.0, 344.0
WIDEST_COLUMN = 34.0
LINE = 17.0


def y(depth: float) -> float:
    """How far down a depth is drawn; whatever lies deeper than the picture, at its lower edge."""
    return round(SURFACE + PER_MM * min(depth, DEEPEST), 1)


@dataclass(frozen=True)
class Column:
    """A range (``top`` to ``bottom``) or points, with what stands above it. ``open`` ranges begin at the surface."""

    kind: str
    head: str
    row: int
    x: float
    top: float = 0.0
    bottom: float = 0.0
    points: tuple[float, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class Line:
    """The ceilings that share a depth."""

    y: float
    words: tuple[tuple[float, str], ...]
    law: bool


@dataclass(frozen=True)
class Skin:
    """The layers' edges; ``base`` is none where the source gives no dermis, or where it lies below the picture."""

    junction: str
    epidermis: float
    epidermis_most: float
    base: float | None
    base_most: float | None
    epidermis_words: str
    dermis_words: str
    dermis_at: float
    base_words: str
    base_at: float


@dataclass(frozen=True)
class Plate:
    title: str
    description: str
    ticks: tuple[tuple[float, str], ...]
    skin: Skin | None
    tip: float | None
    needle: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    left: float = LEFT
    right: float = RIGHT
    surface: float = SURFACE
    bottom: float = SURFACE + PER_MM * DEEPEST
    width: float = WIDTH
    height: float = HEIGHT


def draw(depths: Depths, told: Told) -> Plate:
    """The plate of one choice. A site that is never treated is shown without needle, ranges or ceilings."""
    lines = _lines(told)
    thickness = told.choice.thickness
    skin = _skin(thickness, [each.mm for each in told.ceilings if each.mm is not None]) if thickness else None
    treated = told.never is None
    return Plate(
        title=f"{told.choice.site.name}: the skin to {DEEPEST:g} mm, to scale",
        description=describe(depths, told),
        ticks=tuple((y(half / 2), f"{half / 2:.1f}") for half in range(int(DEEPEST * 2) + 1)),
        skin=skin,
        tip=y(told.choice.needle) if treated else None,
        needle=mm(told.choice.needle),
        columns=_columns(depths, told) if treated else (),
        lines=lines,
    )


def _skin(thickness: Thickness, ceilings: list[float]) -> Skin:
    top, full = thickness.epidermis, thickness.full
    junction, base = y(top.least), None
    if full is not None and full.least < DEEPEST:
        base = y(full.least)
    base_at = 0.0
    if base is not None and full is not None:
        # Below its line, unless a ceiling would strike through the words there.
        free = not any(full.least < depth < full.least + 0.15 for depth in ceilings)
        base_at = base + LINE if free and base + LINE < y(DEEPEST) else base - 7
    middle = (junction + (base if base is not None else y(1.2))) / 2
    return Skin(
        junction=_wave(junction, min(7.0, (junction - SURFACE) * 0.3)),
        epidermis=junction,
        epidermis_most=y(top.most),
        base=base,
        base_most=y(full.most) if full is not None and base is not None and full.most > full.least else None,
        epidermis_words=f"{thick(top.least, top.most)} mm",
        dermis_words=f"{thick(thickness.dermis.least, thickness.dermis.most)} mm" if thickness.dermis else "",
        dermis_at=middle,
        base_words=f"base {thick(full.least, full.most)}" if full is not None else "base not given",
        base_at=base_at or y(1.9),
    )


def _wave(depth: float, height: float) -> str:
    """The wavy edge between the layers, with its mean at a depth."""
    waves = 8
    step = (RIGHT - LEFT) / waves
    bends = "".join(
        f"q{step / 2:.1f} {math.copysign(height, -1 if wave % 2 else 1):.1f} {step:.1f} 0" for wave in range(waves)
    )
    return f"M{LEFT:g} {depth:g}{bends}"


def _columns(depths: Depths, told: Told) -> tuple[Column, ...]:
    drawn: list[tuple[str, str, float, float, tuple[float, ...]]] = [
        ("syllabus", "Syllabus", depths.syllabus.least, depths.syllabus.most, ())
    ]
    if told.band is not None:
        drawn.append(("band", "Our band", told.band.low, told.band.high, ()))
    for protocol in told.protocols:
        head = "[" + ", ".join(str(told.numbers[name]) for name in protocol.cites) + "]"
        if protocol.low is not None and protocol.high is not None:
            drawn.append(("protocol", head, protocol.low, protocol.high, ()))
        elif protocol.points:
            drawn.append(("protocol", head, 0.0, 0.0, protocol.points))
    width = min(WIDEST_COLUMN, (LAST_COLUMN - FIRST_COLUMN) / len(drawn))
    return tuple(
        Column(
            kind=kind,
            head=head,
            row=n % 2,
            x=round(FIRST_COLUMN + width * (n + 0.5), 1),
            top=y(low),
            bottom=y(high),
            points=tuple(y(point) for point in points),
            open=low == 0 and not points,
        )
        for n, (kind, head, low, high, points) in enumerate(drawn)
    )


def _lines(told: Told) -> tuple[Line, ...]:
    """Ceilings of one depth share a line; their words stand under it, and under those of the line before."""
    depths = sorted({ceiling.mm for ceiling in told.ceilings if ceiling.mm is not None})
    lines: list[Line] = []
    free = 0.0
    for depth in depths:
        here = [ceiling for ceiling in told.ceilings if ceiling.mm == depth]
        first = max(y(depth) + LINE, free)
        words = tuple(
            (first + n * LINE, text) for n, text in enumerate((f"{mm(depth)} mm", *(each.short for each in here)))
        )
        free = words[-1][0] + LINE
        lines.append(Line(y(depth), words, any(each.kind == "law" for each in here)))
    return tuple(lines)


def describe(depths: Depths, told: Told) -> str:
    """Everything the picture says, for those who do not see it."""
    said = [told.headline]
    if told.shown is not None:
        thickness = told.shown.thickness
        known = [("epidermis", thickness.epidermis), ("dermis", thickness.dermis), ("both together", thickness.full)]
        parts = [f"{name} {thick(extent.least, extent.most)} mm" for name, extent in known if extent is not None]
        at = f" ({thickness.at})" if thickness.at else ""
        said.append(f"The skin as drawn{at}: {', '.join(parts)}.")
    if told.never is not None:
        return " ".join([*said, "No needle is drawn."])
    said.append(f"The syllabus range runs from {mm(depths.syllabus.least)} to {mm(depths.syllabus.most)} mm.")
    if told.band is not None:
        said.append(f"The derived working band: {told.band.text}.")
    for protocol in told.protocols:
        numbers = ", ".join(str(told.numbers[name]) for name in protocol.cites)
        said.append(f"Published, reference {numbers}: {protocol.depth}.")
    for ceiling in told.ceilings:
        if ceiling.mm is not None:
            said.append(f"A line at {mm(ceiling.mm)} mm: {ceiling.name}.")
    said.append("Depth is to scale; the width of the needle is not.")
    return " ".join(said)
