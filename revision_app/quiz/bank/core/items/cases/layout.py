"""Where the nodes and edges of a graph are drawn: in layers from top to bottom, with few crossings.

The method is that of Sugiyama, Tagawa and Toda (1981): turn back edges round, put nodes in layers by the longest way to
them, order each layer by the middle of its neighbours, then pull everything over its neighbours. An edge that passes a
layer gets a place of its own in it, so that no edge runs through a node.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

NODE_WIDTH = 184
PASSING_WIDTH = 26
GAP_ACROSS = 24
GAP_DOWN = 76
SWEEPS = 12

Edge = tuple[str, str]
_Place = str | tuple[str, str, int]  # a node, or where an edge passes a layer


@dataclass(frozen=True)
class Layout:
    """``centres`` and ``heights`` of the nodes; the points of each edge from its upper to its lower end.

    ``upward`` are the edges that lead to a node above the one that they come from.
    """

    width: int
    height: int
    centres: Mapping[str, tuple[int, int]]
    routes: Mapping[Edge, tuple[tuple[int, int], ...]]
    upward: frozenset[Edge]


def laid_out(begin: str, edges: Sequence[Edge], heights: Mapping[str, int]) -> Layout:
    """Lay out every node of ``heights``; each must be reached from ``begin``. An edge may not lead to its own node."""
    upward = _upward(begin, edges)
    down = [(target, source) if (source, target) in upward else (source, target) for source, target in edges]
    layers = _layers(heights, down)
    links = _links(layers, down)
    rows = _ordered(_rows(layers, links), links)
    across = _across(rows, links)
    bands = _bands(rows, heights)
    sides = {node: (bands[layer][0], bands[layer][0] + heights[node]) for node, layer in layers.items()}
    centres = {node: (across[node], sum(sides[node]) // 2) for node in layers}
    routes = {edge: _route(way, layers, across, bands, sides) for edge, way in zip(edges, down, strict=True)}
    return Layout(max(across.values()) + NODE_WIDTH // 2, bands[-1][1], centres, _apart(routes), frozenset(upward))


def _upward(begin: str, edges: Sequence[Edge]) -> set[Edge]:
    """The edges that close a way round, by walking depth first."""
    after: dict[str, list[str]] = {}
    for start, end in edges:
        after.setdefault(start, []).append(end)
    upward: set[Edge] = set()
    done: set[str] = set()
    ways = [(begin, iter(after.get(begin, ())))]
    while ways:
        node, untried = ways[-1]
        target = next(untried, None)
        if target is None:
            done.add(node)
            ways.pop()
        elif any(target == open_node for open_node, _ in ways):
            upward.add((node, target))
        elif target not in done:
            ways.append((target, iter(after.get(target, ()))))
    return upward


def _layers(nodes: Iterable[str], down: Sequence[Edge]) -> dict[str, int]:
    """The layer of each node: one below the lowest that leads to it."""
    layers = dict.fromkeys(nodes, 0)
    for _ in layers:
        for upper, lower in down:
            layers[lower] = max(layers[lower], layers[upper] + 1)
    return layers


def _links(layers: Mapping[str, int], down: Sequence[Edge]) -> list[tuple[_Place, _Place]]:
    """The edges cut into pieces from one layer to the next."""
    links: list[tuple[_Place, _Place]] = []
    for upper, lower in down:
        passing: list[_Place] = [(upper, lower, n) for n in range(layers[upper] + 1, layers[lower])]
        links += zip([upper, *passing], [*passing, lower], strict=True)
    return links


def _rows(layers: Mapping[str, int], links: Sequence[tuple[_Place, _Place]]) -> list[list[_Place]]:
    rows: list[list[_Place]] = [[] for _ in range(max(layers.values()) + 1)]
    places = dict.fromkeys([*layers, *(place for link in links for place in link)])
    for place in places:
        rows[layers[place] if isinstance(place, str) else place[2]].append(place)
    return rows


def _ordered(rows: list[list[_Place]], links: Sequence[tuple[_Place, _Place]]) -> list[list[_Place]]:
    """The rows with the fewest crossings that sweeping down and up comes to."""
    best, fewest = rows, _crossings(rows, links)
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        rows = [list(row) for row in rows]
        order = range(1, len(rows)) if downward else range(len(rows) - 2, -1, -1)
        for n in order:
            beside = {place: float(m) for m, place in enumerate(rows[n - 1 if downward else n + 1])}
            own = {place: float(m) for m, place in enumerate(rows[n])}
            middle = {place: _middle(place, links, beside, own[place]) for place in rows[n]}
            rows[n] = [place for *_order, place in sorted((middle[place], own[place], place) for place in rows[n])]
        crossings = _crossings(rows, links)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _middle(
    place: _Place, links: Sequence[tuple[_Place, _Place]], beside: Mapping[_Place, float], otherwise: float
) -> float:
    """The mean of where a place's neighbours stand."""
    neighbours = [beside[a] for a, b in links if b == place and a in beside]
    neighbours += [beside[b] for a, b in links if a == place and b in beside]
    return sum(neighbours) / len(neighbours) if neighbours else otherwise


def _crossings(rows: Sequence[Sequence[_Place]], links: Sequence[tuple[_Place, _Place]]) -> int:
    at = {place: n for row in rows for n, place in enumerate(row)}
    layer = {place: n for n, row in enumerate(rows) for place in row}
    ends = [(layer[a], at[a], at[b]) for a, b in links]
    return sum(
        line[0] == other[0] and (line[1] - other[1]) * (line[2] - other[2]) < 0
        for n, line in enumerate(ends)
        for other in ends[:n]
    )


def _across(rows: Sequence[Sequence[_Place]], links: Sequence[tuple[_Place, _Place]]) -> dict[_Place, int]:
    """The middle of each place, from left to right."""
    x = {place: float(n) for row in rows for place, n in zip(row, _spaced(row, [0.0] * len(row)), strict=True)}
    for sweep in range(SWEEPS + 1):  # the last one is downward: what follows stands under what leads to it
        downward = sweep % 2 == 0
        for n in range(1, len(rows)) if downward else range(len(rows) - 2, -1, -1):
            beside = {place: x[place] for place in rows[n - 1 if downward else n + 1]}
            wished = [_middle(place, links, beside, x[place]) for place in rows[n]]
            x |= dict(zip(rows[n], _spaced(rows[n], wished), strict=True))
    if 2 * x[rows[0][0]] > min(x.values()) + max(x.values()):  # begin at the left, where reading begins
        x = {place: -middle for place, middle in x.items()}
    left = min(x[place] - _width(place) / 2 for place in x)
    return {place: round(middle - left) for place, middle in x.items()}


def _spaced(row: Sequence[_Place], wished: Sequence[float]) -> list[float]:
    """The wishes, moved apart as little as keeps the places from touching: between pushing right and pushing left."""
    apart = [(_width(a) + _width(b)) / 2 + GAP_ACROSS for a, b in pairwise(row)]
    right, left = list(wished), list(wished)
    for n, distance in enumerate(apart):
        right[n + 1] = max(right[n + 1], right[n] + distance)
    for n in range(len(apart) - 1, -1, -1):
        left[n] = min(left[n], left[n + 1] - apart[n])
    return [(a + b) / 2 for a, b in zip(left, right, strict=True)]


def _width(place: _Place) -> int:
    return NODE_WIDTH if isinstance(place, str) else PASSING_WIDTH


def _bands(rows: Sequence[Sequence[_Place]], heights: Mapping[str, int]) -> list[tuple[int, int]]:
    """The top and the bottom of each row."""
    bands, top = [], 0
    for row in rows:
        bottom = top + max(heights[place] for place in row if isinstance(place, str))
        bands.append((top, bottom))
        top = bottom + GAP_DOWN
    return bands


def _route(
    way: Edge,
    layers: Mapping[str, int],
    across: Mapping[_Place, int],
    bands: Sequence[tuple[int, int]],
    sides: Mapping[str, tuple[int, int]],
) -> tuple[tuple[int, int], ...]:
    """From the bottom of the upper node, straight down past each layer between, to the top of the lower node."""
    upper, lower = way
    between = range(layers[upper] + 1, layers[lower])
    passing = [(across[upper, lower, n], y) for n in between for y in bands[n]]
    return ((across[upper], sides[upper][1]), *passing, (across[lower], sides[lower][0]))


def _apart(routes: Mapping[Edge, tuple[tuple[int, int], ...]]) -> dict[Edge, tuple[tuple[int, int], ...]]:
    """The same with the ends that meet at one side of a node spread along it, in the order in which they arrive."""
    spread = {edge: list(points) for edge, points in routes.items()}
    for end, beside in ((0, 1), (-1, -2)):
        meeting: dict[tuple[int, int], list[Edge]] = {}
        for edge, points in routes.items():
            meeting.setdefault(points[end], []).append(edge)
        for (x, y), group in meeting.items():
            group.sort(key=lambda edge: routes[edge][beside][0])
            step = min(64, (NODE_WIDTH - 40) // max(len(group) - 1, 1))
            for n, edge in enumerate(group):
                spread[edge][end] = (round(x + step * (n - (len(group) - 1) / 2)), y)
    return {edge: tuple(points) for edge, points in spread.items()}
