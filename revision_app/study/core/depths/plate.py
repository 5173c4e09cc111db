"""The picture, to scale: what is drawn where. Lengths are units of the drawing; depths come in mm."""

import math
from dataclasses import dataclass

from .choice import mm, thick
from .explanation import Explanation
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
    """The layers' edges; ``base`` is ``None`` if the source gives no dermis, or if it lies below the picture."""

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


def draw(depths: Depths, explanation: Explanation) -> Plate:
    """The plate of one choice. A site that is never treated is shown without needle, ranges or ceilings."""
    lines = _lines(explanation)
    thickness = explanation.choice.thickness
    skin = _skin(thickness, [each.mm for each in explanation.ceilings if each.mm is not None]) if thickness else None
    treated = explanation.never is None
    return Plate(
        title=f"{explanation.choice.site.name}: the skin to {DEEPEST:g} mm, to scale",
        description=describe(depths, explanation),
        ticks=tuple((y(half / 2), f"{half / 2:.1f}") for half in range(int(DEEPEST * 2) + 1)),
        skin=skin,
        tip=y(explanation.choice.needle) if treated else None,
        needle=mm(explanation.choice.needle),
        columns=_columns(depths, explanation) if treated else (),
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


def _columns(depths: Depths, explanation: Explanation) -> tuple[Column, ...]:
    drawn: list[tuple[str, str, float, float, tuple[float, ...]]] = [
        ("syllabus", "Syllabus", depths.syllabus.least, depths.syllabus.most, ())
    ]
    if explanation.band is not None:
        drawn.append(("band", "Our band", explanation.band.low, explanation.band.high, ()))
    for protocol in explanation.protocols:
        head = "[" + ", ".join(str(explanation.numbers[name]) for name in protocol.cites) + "]"
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


def _lines(explanation: Explanation) -> tuple[Line, ...]:
    """Ceilings of one depth share a line; their words stand under it, and under those of the line before."""
    depths = sorted({ceiling.mm for ceiling in explanation.ceilings if ceiling.mm is not None})
    lines: list[Line] = []
    free = 0.0
    for depth in depths:
        here = [ceiling for ceiling in explanation.ceilings if ceiling.mm == depth]
        first = max(y(depth) + LINE, free)
        words = tuple(
            (first + n * LINE, text) for n, text in enumerate((f"{mm(depth)} mm", *(each.short for each in here)))
        )
        free = words[-1][0] + LINE
        lines.append(Line(y(depth), words, any(each.kind == "law" for each in here)))
    return tuple(lines)


def describe(depths: Depths, explanation: Explanation) -> str:
    """Everything the picture says, for those who do not see it."""
    sentences = [explanation.headline]
    if explanation.shown is not None:
        thickness = explanation.shown.thickness
        known = [("epidermis", thickness.epidermis), ("dermis", thickness.dermis), ("both together", thickness.full)]
        parts = [f"{name} {thick(extent.least, extent.most)} mm" for name, extent in known if extent is not None]
        at = f" ({thickness.at})" if thickness.at else ""
        sentences.append(f"The skin as drawn{at}: {', '.join(parts)}.")
    if explanation.never is not None:
        return " ".join([*sentences, "No needle is drawn."])
    sentences.append(f"The syllabus range runs from {mm(depths.syllabus.least)} to {mm(depths.syllabus.most)} mm.")
    if explanation.band is not None:
        sentences.append(f"The derived working band: {explanation.band.text}.")
    for protocol in explanation.protocols:
        numbers = ", ".join(str(explanation.numbers[name]) for name in protocol.cites)
        sentences.append(f"Published, reference {numbers}: {protocol.depth}.")
    for ceiling in explanation.ceilings:
        if ceiling.mm is not None:
            sentences.append(f"A line at {mm(ceiling.mm)} mm: {ceiling.name}.")
    sentences.append("Depth is to scale; the width of the needle is not.")
    return " ".join(sentences)
