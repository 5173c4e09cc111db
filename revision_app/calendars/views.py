"""Somebody's own page about their calendar, and the calendar as apps read it."""

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from ..accounts.access import me, open_to
from ..accounts.core import Role
from ..accounts.core.throttle import neighbourhood
from ..criteria.library import qualification
from ..links import actions as links
from ..links import queries as tries
from ..links.access import for_visitors
from ..shared.refusal import Refusal
from ..web.access import open_to_anyone
from ..web.clock import now
from ..web.ids import whole
from ..web.opaque import sealed, unsealed
from . import actions, queries
from .core import AddressChanged, NoCalendar
from .exports import written

bp = Blueprint("calendars", __name__)


@bp.get("/account/calendar")
@open_to(Role.LEARNER, Role.TUTOR)
def calendar() -> str:
    return _page()


@bp.post("/account/calendar")
@open_to(Role.LEARNER, Role.TUTOR)
def make() -> ResponseReturnValue:
    """Make the address, or make it anew; it is shown once, on the page that follows."""
    seen = whole(request.form.get("seen"))
    try:
        token = actions.make_address(me().id, seen=-1 if seen is None else seen, at=now())
    except AddressChanged as refusal:
        return _page(refusal), 409
    session["calendar"] = {"person": me().id, "token": sealed(token)}  # which the browser keeps and cannot read
    return redirect(url_for(".calendar"), 303)


@bp.post("/account/calendar/revoke")
@open_to(Role.LEARNER, Role.TUTOR)
def revoke() -> ResponseReturnValue:
    actions.revoke_address(me().id, at=now())
    session.pop("calendar", None)
    flash("The address works no more. Remove the calendar from your apps, too: what they have read stays in them.")
    return redirect(url_for(".calendar"), 303)


@bp.get("/calendar/<token>.ics")
@open_to_anyone
@for_visitors
def feed(token: str) -> Response:
    """The calendar of whoever this address was made by; only addresses that never were count as tries."""
    neighbours = neighbourhood(request.remote_addr)
    tries.refuse_too_many_tries(neighbours, at=now())
    found = queries.asked(token)
    if not found.known:
        links.note_try(neighbours, at=now())
    if found.owner is None:
        raise NoCalendar
    entries = queries.entries(found.owner.id, found.owner.roles, at=now())
    text = written(entries, title=qualification().short_title, person_id=found.owner.id, at=now())
    return Response(text, mimetype="text/calendar")


def _page(refusal: Refusal | None = None) -> str:
    return render_template(
        "calendars/calendar.html",
        address=queries.address(me().id),
        entries=queries.entries(me().id, [me().role], at=now()),
        shown=None if refusal else _shown_once(),
        refusal=refusal,
    )


def _shown_once() -> str | None:
    """The address that was just made, the first time it is asked for."""
    made = session.pop("calendar", None)
    if not made or made["person"] != me().id:
        return None
    return url_for(".feed", token=unsealed(made["token"]), _external=True)
