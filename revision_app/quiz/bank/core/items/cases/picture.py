"""A case as a drawing: stages and endings in layers, the ways between them, and the way that was walked.

Shapes, words and the site's colour tokens only, so that it may stand in a page and follows light and dark. What was
walked is drawn bold and its stages are numbered; a way that depends on the state is dashed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from .layout import NODE_WIDTH, Edge, Layout, laid_out
from .play import Play
from .written import CaseFile, Scene

LETTERS_A_LINE = 18
LINES = 3
LINE = 20
MARGIN = 28
_COLOURS = {"good": "achieved", "poor": "referred", "harmful": "danger"}


@dataclass(frozen=True)
class _Way:
    """The choices that lead from one place to another; ``sure`` where they do so whatever the state."""

    choices: tuple[str, ...]
    sure: bool


def draw(case: CaseFile, play: Play | None = None, *, style: str = "") -> str:
    """The case as SVG, with the way of a play. ``style`` is put in for a file that stands by itself."""
    ways = _ways(case)
    scenes: dict[str, Scene] = {**case.stages, **case.endings}
    across = [edge for edge in ways if edge[0] != edge[1]]
    layout = laid_out(case.begin, across, {name: _height(scene) for name, scene in scenes.items()})
    walked, numbers = _walked(play)
    parts = [_edge(layout, edge, ways[edge], walked.get(edge)) for edge in across]
    parts += [_round(layout, edge, ways[edge], walked.get(edge)) for edge in ways if edge[0] == edge[1]]
    parts += [_node(case, name, layout.centres[name], numbers.get(name, ())) for name in scenes]
    box = f"{-MARGIN} {-MARGIN} {layout.width + 2 * MARGIN} {layout.height + 2 * MARGIN}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{layout.width + 2 * MARGIN}" role="img" '
        f'aria-labelledby="drawing-title" aria-describedby="drawing-desc">'
        f'<title id="drawing-title">{_text(case.title)}: every way through</title>'
        f'<desc id="drawing-desc">{_text(in_words(case))}</desc>{style}'
        f'<g font-family="var(--sans)" font-size="16">{"".join(parts)}</g></svg>\n'
    )


def in_words(case: CaseFile) -> str:
    """The drawing in words."""
    names = {name: scene.title for name, scene in (*case.stages.items(), *case.endings.items())}
    ways = [
        f"{names[source]}: {', '.join(way.choices)} {'leads' if len(way.choices) == 1 else 'lead'} "
        f"to {names[target]}{'' if way.sure else ', if what was done before allows it'}."
        for (source, target), way in _ways(case).items()
    ]
    return f"{len(case.stages)} stages and {len(case.endings)} endings. {' '.join(ways)}"


def _ways(case: CaseFile) -> dict[Edge, _Way]:
    ways: dict[Edge, _Way] = {}
    for source, stage in case.stages.items():
        for letter, choice in stage.choices.items():
            for way in choice.next:
                known = ways.get((source, way.to), _Way((), False))
                sure = len(choice.next) == 1 and not choice.when
                letters = tuple(dict.fromkeys((*known.choices, letter)))
                ways[source, way.to] = _Way(letters, known.sure or sure)
    return ways


def _walked(play: Play | None) -> tuple[dict[Edge, str], dict[str, tuple[int, ...]]]:
    """The edges that were walked with the choice that led along them, and the turns at which each place was come to."""
    edges: dict[Edge, str] = {}
    numbers: dict[str, tuple[int, ...]] = {}
    if play is not None:
        for n, situation in enumerate(play.situations):
            numbers[situation.at] = (*numbers.get(situation.at, ()), n + 1)
            if n:
                edges[play.situations[n - 1].at, situation.at] = play.decisions[n - 1].choice
    return edges, numbers


def _height(scene: Scene) -> int:
    return 34 + LINE * len(_lines(scene.title))


def _lines(title: str) -> list[str]:
    return wrap(title, LETTERS_A_LINE, max_lines=LINES, placeholder=" …")


def _node(case: CaseFile, name: str, centre: tuple[int, int], numbers: Sequence[int]) -> str:
    x, y = centre
    scene: Scene = case.stages.get(name) or case.endings[name]
    height, ending = _height(scene), case.endings.get(name)
    colour = _COLOURS[ending.kind] if ending else "edge"
    fill = f"var(--{colour}-wash)" if ending else "var(--card)"
    kicker = ending.label if ending else case.stages[name].part
    top, left = y - height // 2, x - NODE_WIDTH // 2
    drawn = (
        f'<rect x="{left}" y="{top}" width="{NODE_WIDTH}" height="{height}" rx="{height // 2 if ending else 8}" '
        f'fill="{fill}" stroke="var(--{"accent" if numbers and not ending else colour})" '
        f'stroke-width="{4 if numbers else 1.5}"/>'
        f'<text x="{x}" y="{top + 22}" text-anchor="middle" font-size="15" fill="var(--ink-2)">{_text(kicker)}</text>'
    )
    for n, line in enumerate(_lines(scene.title)):
        weight = ' font-weight="600"' if numbers else ""
        place = f'x="{x}" y="{top + 42 + LINE * n}" text-anchor="middle"{weight}'
        drawn += f'<text {place} fill="var(--ink)">{_text(line)}</text>'
    return drawn + (_badge(left + 6, top, ", ".join(map(str, numbers)), bold=True) if numbers else "")


def _badge(x: int, y: int, text: str, *, bold: bool) -> str:
    """A letter or number in a small pill: filled where it was walked."""
    half = 7 + 4.5 * len(text)
    fill, ink = ("var(--accent)", "var(--accent-ink)") if bold else ("var(--page)", "var(--ink)")
    return (
        f'<rect x="{x - half}" y="{y - 12}" width="{2 * half}" height="24" rx="12" fill="{fill}" '
        f'stroke="{"var(--accent)" if bold else "var(--edge)"}"/>'
        f'<text x="{x}" y="{y + 5}" text-anchor="middle" font-size="15" fill="{ink}">{_text(text)}</text>'
    )


def _edge(layout: Layout, edge: Edge, way: _Way, chosen: str | None) -> str:
    points = layout.routes[edge]
    x, y = points[0]
    line = f"M{x} {y}"
    for n, (to_x, to_y) in enumerate(points[1:]):
        between = (y + to_y) // 2
        # every second piece runs straight down past a layer
        line += f"V{to_y}" if n % 2 else f"C{x} {between} {to_x} {between} {to_x} {to_y}"
        x, y = to_x, to_y
    upward = edge in layout.upward
    tip_x, tip_y = points[0] if upward else points[-1]
    back = 9 if upward else -9
    colour = "var(--accent)" if chosen else "var(--edge)"
    tip = f"{tip_x},{tip_y} {tip_x - 5},{tip_y + back} {tip_x + 5},{tip_y + back}"
    label_x, label_y = points[-1] if upward else points[0]
    return (
        f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{4 if chosen else 1.5}"{_dashes(way)}/>'
        f'<polygon points="{tip}" fill="{colour}"/>' + _label(label_x, label_y + (-19 if upward else 19), way, chosen)
    )


def _round(layout: Layout, edge: Edge, way: _Way, chosen: str | None) -> str:
    """A way from a stage back to itself, at its right side."""
    x, y = layout.centres[edge[0]]
    side = x + NODE_WIDTH // 2
    colour = "var(--accent)" if chosen else "var(--edge)"
    return (
        f'<path d="M{side} {y - 14}C{side + 26} {y - 14} {side + 26} {y + 14} {side} {y + 14}" fill="none" '
        f'stroke="{colour}" stroke-width="{4 if chosen else 1.5}"{_dashes(way)}/>'
        f'<polygon points="{side},{y + 14} {side + 9},{y + 8} {side + 9},{y + 19}" fill="{colour}"/>'
        + _label(side + 20, y, way, chosen)
    )


def _label(x: int, y: int, way: _Way, chosen: str | None) -> str:
    return _badge(x, y, ", ".join(way.choices) if chosen is None else chosen, bold=chosen is not None)


def _dashes(way: _Way) -> str:
    return "" if way.sure else ' stroke-dasharray="6 4"'


def _text(words: str) -> str:
    return escape(words.replace("*", ""))
