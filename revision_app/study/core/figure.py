"""Figures are SVG drawn for this site, put into the page itself so that they follow light and dark.

That makes them part of the page's own document, so nothing passes but shapes, words and colours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ...shared.problem import Problem, Problems

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset(
    """
    svg title desc g path rect circle ellipse line polyline polygon text tspan defs marker clipPath
    linearGradient stop pattern
    """.split()
)
ATTRIBUTES = frozenset(
    """
    viewBox role width height x y x1 y1 x2 y2 cx cy r rx ry d points transform id fill fill-opacity fill-rule
    stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray stroke-opacity opacity font-family
    font-size font-weight font-style text-anchor dominant-baseline letter-spacing dx dy rotate textLength
    lengthAdjust clip-path clip-rule marker-start marker-mid marker-end markerWidth markerHeight markerUnits
    refX refY orient preserveAspectRatio offset patternUnits patternContentUnits patternTransform stop-color
    stop-opacity gradientUnits gradientTransform aria-hidden vector-effect paint-order
    """.split()
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|https?:", re.IGNORECASE)
_FUNCTION = re.compile(r"([\w-]*)\s*\(")
FUNCTIONS = frozenset("url var rgb rgba hsl hsla translate rotate scale skewx skewy matrix".split())
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|(?:rgb|hsl)a?\(.*", re.IGNORECASE)
ON_SKIN = frozenset({"#12262b", "#ffffff", "#fff"})
"""The colours of words and lines on what is the same in light and dark."""


@dataclass(frozen=True)
class Figure:
    id: str
    svg: str
    title: str
    description: str


def parse_figure(figure_id: str, text: str, file: str, problems: Problems) -> Figure | None:
    """A figure; ``None`` where something is wrong with it or may not stand in a page."""
    root = _parse(figure_id, text, file, problems)
    if root is None:
        return None
    title, description = (root.findtext(f"{{{SVG}}}{name}", "").strip() for name in ("title", "desc"))
    if not title:
        problems.add(Problem(file, 1, "it has no <title>; say in a few words what the figure shows"))
    if not description:
        problems.add(Problem(file, 1, "it has no <desc>; describe in full what the figure shows"))
    return Figure(figure_id, _ready(root, figure_id), title, description) if title and description else None


def parse_mark(text: str, file: str, problems: Problems) -> str | None:
    """The site's mark: a drawing under the same rules, which says nothing beside the name it stands with."""
    root = _parse("mark", text, file, problems)
    if root is None:
        return None
    root.set("aria-hidden", "true")
    return _written(root)


def _written(root: ET.Element) -> str:
    ET.register_namespace("", SVG)  # each time: the register is the process's, and libraries write their own into it
    return ET.tostring(root, encoding="unicode")


def _parse(drawing_id: str, text: str, file: str, problems: Problems) -> ET.Element | None:
    if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
        problems.add(Problem(file, 1, "a figure has no DOCTYPE, entities or CDATA; remove them"))
        return None
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a DOCTYPE there are no entities to expand
    except ET.ParseError as error:
        problems.add(Problem(file, error.position[0], f"this is not well-formed SVG: {error}"))
        return None
    faults = [Problem(file, 1, fault) for fault in _faults(root, drawing_id)]
    problems.update(faults)
    return None if faults else root


def _faults(root: ET.Element, figure_id: str) -> Iterator[str]:
    if root.tag != f"{{{SVG}}}svg" or not root.get("viewBox"):
        yield f'the root must be <svg xmlns="{SVG}" viewBox="…">'
    for element in root.iter():
        name = str(element.tag).removeprefix(f"{{{SVG}}}")
        if name not in ELEMENTS:
            yield f"<{name}> may not stand in a figure; remove it"
        for attribute, value in element.attrib.items():
            if attribute not in ATTRIBUTES:
                yield f"the attribute {attribute} may not stand in a figure; remove it"
            elif attribute == "id" and not value.startswith(f"{figure_id}-"):
                yield f'id="{value}" could clash with the page; begin it with {figure_id}-'
            elif _OUTSIDE.search(value):
                yield f"{attribute}={value!r} points outside the figure; remove it"
            elif "\\" in value or any(name.lower() not in FUNCTIONS for name in _FUNCTION.findall(value)):
                yield f"{attribute}={value!r} may not stand in a figure; write a colour, a number or a transform"


def colours_of_their_own(figure: Figure) -> str:
    """The colours that stay as they are when the page turns dark and could then not be read; empty if there are none.

    They are those of words, or all of a drawing that takes no colour from the site.
    """
    root = ET.fromstring(figure.svg)  # noqa: S314 - it was read before
    themed = "var(--" in figure.svg
    found = {
        value.lower()
        for element in root.iter()
        for name, value in element.attrib.items()
        if name in ("fill", "stroke", "stop-color") and _COLOUR.fullmatch(value)
        if not themed or (str(element.tag).endswith(("}text", "}tspan")) and value.lower() not in ON_SKIN)
    }
    return ", ".join(sorted(found))


def _ready(root: ET.Element, figure_id: str) -> str:
    """The figure as it stands in a page: named by its title and described by its description."""
    for name in ("title", "desc"):
        for element in root.findall(f"{{{SVG}}}{name}"):
            element.set("id", f"{figure_id}-{name}")
    root.set("role", "img")
    root.set("aria-labelledby", f"{figure_id}-title")
    root.set("aria-describedby", f"{figure_id}-desc")
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    return _written(root)
