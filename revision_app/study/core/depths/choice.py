"""What a visitor asked to see, or what to choose instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from .file import PHOTOTYPES, Concern, Depths, Phototype, Site, Thickness

LONGEST_ECHO = 40


@dataclass(frozen=True)
class Choice:
    """``phototype`` is ``None`` if none was chosen, ``thickness`` if nothing was measured at the site."""

    site: Site
    concern: Concern
    needle: float
    phototype: Phototype | None
    thickness: Thickness | None


def choose(depths: Depths, query: Mapping[str, str]) -> Choice | dict[str, str]:
    """The choice that a query asks for; what is left out is chosen for the visitor.

    Otherwise, for each field that names nothing we have, what to choose.
    """
    faults: dict[str, str] = {}
    sites = {site.id: site for site in depths.sites}
    concerns = {concern.id: concern for concern in depths.concerns}
    needles = {needle: needle for needle in depths.needles}
    measures = {measure.id: measure for measure in depths.measures}

    site_id = query.get("site") or depths.start.site
    if site_id not in sites:
        faults["site"] = f"There is no site {_echo(site_id)}. Choose one from the list."
    concern_id = query.get("concern") or _usual_concern(depths, site_id)
    if concern_id not in concerns:
        faults["concern"] = f"There is no concern {_echo(concern_id)}. Choose one from the list."
    needle = _number(query.get("needle") or str(depths.start.needle))
    if needle not in needles:
        shortest, longest = mm(min(needles)), mm(max(needles))
        faults["needle"] = f"Choose a needle length from the list, {shortest} to {longest} mm."
    phototype = next((each for each in PHOTOTYPES if each == query.get("phototype")), None)
    if query.get("phototype") and phototype is None:
        faults["phototype"] = "Choose a phototype from I to VI, or none."
    measure_id = query.get("measure") or ""
    if measure_id and measure_id not in measures:
        faults["measure"] = "Choose one of the measurements in the list."
    if faults:
        return faults
    return Choice(
        sites[site_id], concerns[concern_id], needles[needle], phototype, _measured(depths, site_id, measure_id)
    )


def _usual_concern(depths: Depths, site_id: str) -> str:
    """The start's concern where something is said of it here; else the first of which something is."""
    concerns = [part.concern for part in (*depths.bands, *depths.protocols) if site_id in part.sites]
    return depths.start.concern if depths.start.concern in concerns or not concerns else concerns[0]


def _measured(depths: Depths, site_id: str, measure_id: str) -> Thickness | None:
    """By the measure asked for; by the first there is where that measure does not know the site."""
    measurements = depths.measured(site_id)
    return next(
        (thickness for thickness in measurements if thickness.measure == measure_id),
        measurements[0] if measurements else None,
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0


def _echo(text: str) -> str:
    return f"“{text[:LONGEST_ECHO]}{'…' if len(text) > LONGEST_ECHO else ''}”"


def mm(depth: float) -> str:
    """``0.25``, ``1.0``: a depth as one sets it."""
    text = f"{depth:.2f}"
    return text[:-1] if text.endswith("0") else text


def thick(least: float, most: float) -> str:
    """``0.20`` or ``0.03–0.06``: a thickness as one measures it."""
    return f"{least:.2f}" if f"{least:.2f}" == f"{most:.2f}" else f"{least:.2f}–{most:.2f}"
