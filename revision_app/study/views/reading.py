"""How far a learner has read: kept section by section, shown beside the page and in the list of units.

Copies for reading offline hold none of it.
"""

from collections.abc import Hashable

from flask import abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.clock import now
from ...web.requests import wants_json, wants_offline_copy
from .. import actions, library, queries
from ..core.reading import Reading, bands, fair_time
from ..core.unit import Unit
from ..forms import STATES, SectionForm
from .blueprint import bp

Answer = Response | dict[str, object] | tuple[dict[str, object], int]

bp.add_app_template_filter(fair_time)
bp.add_app_template_global(library.unit, "unit_named")
bp.add_app_template_global(bands, "rail_bands")


@bp.app_template_global()
def my_reading(unit_id: str) -> Reading:
    """The unit as the learner who is signed in left it; read from the database once for a page."""
    cache: dict[str, Reading] = g.setdefault("my_reading", {})
    if unit_id not in cache:
        cache[unit_id] = queries.reading_of(unit_id, learner_id=me().id) or abort(404)
    return cache[unit_id]


def _stamp() -> tuple[Hashable, ...]:
    """What the parts of a unit's page depend on that show how far it is read."""
    unit_id = (request.view_args or {})["unit_id"]
    if wants_offline_copy():
        return "copy", unit_id
    mine = my_reading(unit_id)
    return mine.unit.id, mine.latest, tuple(step.state for step in mine.steps)


for part in ("study/reading.html", "study/rail.html"):
    prepared.follow(part, _stamp)


@bp.get("/study/<unit_id>/mine")
@open_to(Role.LEARNER)
def mine(unit_id: str) -> dict[str, object]:
    """A learner's notes on a unit, for its page's script; each with the words to mark, where they are still there."""
    _unit(unit_id)
    notes = [
        {
            "id": placed.note.id,
            "block": placed.place.block if placed.place else None,
            "section": placed.place.section if placed.place else None,
            "words": placed.place.words if placed.place else "",
            "quotation": placed.note.anchor.quotation,
            "body": placed.note.body,
        }
        for placed in queries.notes_of(me().id, unit_id=unit_id)
    ]
    return {"notes": notes}


@bp.post("/study/<unit_id>/sections/<section_id>")
@open_to(Role.LEARNER)
def mark_section(unit_id: str, section_id: str) -> Answer:
    """Count a section as seen, read or unread again; from its button, or from the page's script."""
    section = next((each for each in _unit(unit_id).sections if each.id == section_id), None) or abort(404)
    form = SectionForm()
    if not form.validate():
        return {"problem": "Reload the page and try again."}, 422
    digest = form.digest.data or section.digest
    actions.note_section(unit_id, section_id, STATES[form.state.data], digest=digest, learner_id=me().id, at=now())
    if wants_json():
        reading = my_reading(unit_id)
        return {"states": {step.section.id: step.state.name.lower() for step in reading.steps}, "read": reading.read}
    return redirect(url_for(".unit", unit_id=unit_id, _anchor=section_id), 303)


@bp.post("/study/<unit_id>/sections/")
@open_to(Role.LEARNER)
def finish_unit(unit_id: str) -> Response:
    """Count the whole unit as read."""
    digests = {section.id: section.digest for section in _unit(unit_id).sections}
    actions.finish_unit(unit_id, digests, learner_id=me().id, at=now())
    flash("The whole unit counts as read.")
    return redirect(url_for(".unit", unit_id=unit_id), 303)


def _unit(unit_id: str) -> Unit:
    return library.unit(unit_id) or abort(404)
