from flask import Response, abort, render_template, url_for

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.clock import LONDON, now
from ...web.offline import keepable
from ...web.opaque import check_name
from ...web.requests import wants_offline_copy
from .. import library, queries
from ..core.blocks import CHECK, CHECK_LINK
from ..core.reading import left_off
from ..core.unit import Unit
from .blueprint import bp


@bp.get("/study/")
@open_to(*Role)
def units() -> str:
    mine = me().role is Role.LEARNER and not wants_offline_copy()
    readings = queries.readings(me().id) if mine else []
    return render_template(
        "study/units.html",
        units=library.shelf().units.values(),
        unit_paths=[url_for("study.unit", unit_id=unit_id) for unit_id in library.shelf().units],
        readings={reading.unit.id: reading for reading in readings},
        go_on=left_off(readings),
    )


@bp.get("/study/<unit_id>")
@open_to(*Role)
@keepable
def unit(unit_id: str) -> Response:
    unit = library.unit(unit_id) or abort(404)
    overdue = unit.heading.review_by < now().astimezone(LONDON).date()
    key = ("unit", unit_id, me().role, overdue)
    return prepared.page(key, "study/unit.html", lambda: _around(unit) | {"overdue": overdue}).response()


@bp.app_template_filter("with_checks")
def _with_checks(html: str) -> str:
    """A part of a unit whose questions are called by names that say nothing: an author's may tell the answer."""
    return CHECK.sub(lambda link: f'href="{CHECK_LINK}{check_name(link[1])}"', html)


def _around(unit: Unit) -> dict[str, object]:
    """A unit with the units that its page leads to."""
    shelf = library.shelf()
    before, after = shelf.beside(unit.id)
    prerequisites = [shelf.units[name] for name in unit.heading.prerequisites]
    terms = [shelf.glossary.terms[name] for name in unit.terms]
    return {
        "unit": unit,
        "before": before,
        "after": after,
        "prerequisites": prerequisites,
        "terms": terms,
        "changes": shelf.changes_of(unit.id),
        "mistakes_at": shelf.mistakes_at,
        "wrong": [
            mistake for mistake in shelf.mistakes if any(place.startswith(f"{unit.id}#") for place in mistake.sections)
        ],
    }
