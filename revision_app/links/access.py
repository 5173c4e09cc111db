"""The door for whoever comes by a link: no account, one page, and nothing of it left in other places."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, render_template, request

from ..accounts.core.throttle import TooManyTries, neighbourhood
from ..web.clock import now
from . import actions, queries
from .core import Link, LinkClosed


def opened(token: str, *, purpose: str) -> Link:
    """The link of this token, which still works. Raises ``LinkClosed`` and ``TooManyTries``."""
    address = neighbourhood(request.remote_addr)
    queries.refuse_too_many_tries(address, at=now())
    link = queries.link(token, purpose=purpose)
    if link is None:
        actions.note_try(address, at=now())
        raise LinkClosed
    link.must_be_open(now())
    return link


def for_visitors(view: Callable[..., Any]) -> Callable[..., Any]:
    """Show a page to whoever has its link: no search engine lists it, no browser stores it, no other site is told.

    What a link that no longer works says is shown on a page of its own.
    """

    @wraps(view)
    def shown(*given: Any, **named: Any) -> Response:
        try:
            response = make_response(view(*given, **named))
        except (LinkClosed, TooManyTries) as refusal:
            response = make_response(render_template("links/closed.html", refusal=refusal), refusal.status)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    return shown
