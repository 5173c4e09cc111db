"""Figures are SVG drawn for this site, put into the page itself so that they follow light and dark.

That makes them part of the page's own document, so nothing passes but shapes, words and colours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ...shared.problem import Problem

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

ET.register_namespace("", SVG)


@dataclass(frozen=True)
class Figure:
    id: str
    svg: str
    title: str
    description: str


def parse_figure(figure_id: str, text: str, file: str) -> Figure | list[Problem]:
    """Read a figure, or say everything in it that may not stand in a page."""
    root = _parse(figure_id, text, file)
    if isinstance(root, list):
        return root
    title, description = (root.findtext(f"{{{SVG}}}{name}", "").strip() for name in ("title", "desc"))
    faults = []
    if not title:
        faults.append("it has no <title>; say in a few words what the figure shows")
    if not description:
        faults.append("it has no <desc>; describe in full what the figure shows")
    if faults:
        return [Problem(file, 1, fault) for fault in faults]
    return Figure(figure_id, _ready(root, figure_id), title, description)


def parse_mark(text: str, file: str) -> str | list[Problem]:
    """Read the site's mark: a drawing under the same rules, which says nothing beside the name it stands with."""
    root = _parse("mark", text, file)
    if isinstance(root, list):
        return root
    root.set("aria-hidden", "true")
    return ET.tostring(root, encoding="unicode")


def _parse(drawing_id: str, text: str, file: str) -> ET.Element | list[Problem]:
    if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):
        return [Problem(file, 1, "a figure has no DOCTYPE, entities or CDATA; remove them")]
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a DOCTYPE there are no entities to expand
    except ET.ParseError as error:
        return [Problem(file, error.position[0], f"this is not well-formed SVG: {error}")]
    return [Problem(file, 1, fault) for fault in dict.fromkeys(_faults(root, drawing_id))] or root


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
    return ET.tostring(root, encoding="unicode")
