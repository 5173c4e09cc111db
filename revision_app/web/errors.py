"""Every refusal and fault as a page in the site's own look, with a way on."""

import re
import sqlite3
from typing import NamedTuple

from flask import Flask, g, render_template, request
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError, TimeoutError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from ..engines import Busy, Vanished
from ..shared.refusal import Refusal
from . import faults
from .requests import wants_json

Answer = tuple[str | dict[str, str], int]


class Explained(NamedTuple):
    title: str
    text: str


PAGES = {
    400: Explained("That request was not understood", "Go back, reload the page and try again."),
    401: Explained("Please sign in", "You have been signed out. Sign in again to go on; what you saved is safe."),
    403: Explained("This page is for someone else", "You don’t have access to this page."),
    404: Explained("Nothing here", "The page has moved, never was, or is not yours to see."),
    405: Explained("That cannot be done here", "Go back and use the buttons on the page."),
    409: Explained("You can’t do that", "Something has changed since you opened the page."),
    410: Explained("No longer here", "This has been used or withdrawn."),
    413: Explained("That is too large", "Send something smaller, or split it."),
    422: Explained("Check this", "Go back and check what you entered."),
    429: Explained("Too many tries", "Wait a little and try again."),
    500: Explained("Something went wrong on our side", "What you saved is safe. Try again in a moment."),
    503: Explained("The site is busy", "That was not saved. What you saved before is safe. Try again in a moment."),
}
_ANY = 1 << 40
RETRY_SECONDS = "5"
VANISHED = "The site cannot reach its records, so nothing is saved just now. Whoever runs the site has to look at it."
_HIDDEN = re.compile(
    r"password|^(csrf_token|people_file|current|repeated|seen|revision|key|kept_key|item|n|number|window|next)$"
)
DAMAGED = DatabaseError, sqlite3.DatabaseError
FORM_TOO_OLD = "This form was opened in another sign-in. Go back, reload the page and try again."


def page(status: int, text: str | None = None) -> Answer:
    """The page for a status, with ``text`` in place of its usual words; the same words as JSON to a script."""
    explained = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    words = text or explained.text
    if wants_json():
        return {"problem": words}, status
    if status >= 500:
        g._login_user = AnonymousUserMixin()  # whatever failed may be what would say who this is
    return render_template("error.html", status=status, title=explained.title, text=words, typed=typed()), status


def typed() -> list[tuple[str, str]]:
    """What a form brought that was refused as a whole, so that its page can hand it back: nothing typed is lost.

    Never a password, and nothing that another site's page sent.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return []
    _read_whole()
    try:
        fields = [(name, value) for name in request.form for value in request.form.getlist(name)]
    except HTTPException:  # what cannot be read cannot be handed back either
        return []
    return [(_label(name), value) for name, value in fields if value.strip() and not _HIDDEN.search(name)]


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _refused(refusal: Refusal) -> Answer:
    return page(getattr(refusal, "status", 409), str(refusal))


def _forged(_error: CSRFError) -> Answer:
    return page(400, FORM_TOO_OLD)


def _http(error: HTTPException) -> Answer | Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):  # another host was named, and the site's pages have no addresses there
        return Response("This site does not answer by that name.\n", 400, mimetype="text/plain")
    if error.code >= 500:
        faults.note(error)
    return page(error.code)


def _read_whole() -> None:
    """Let what is too large to be kept be read, to be handed back; the server has a limit of its own."""
    request.max_content_length = request.max_form_memory_size = request.max_form_parts = _ANY


def _unavailable(error: Exception) -> tuple[str | dict[str, str], int, dict[str, str]]:
    """The database is busy, away, full or damaged: not saved, and worth another try."""
    faults.note(error)
    text = VANISHED if isinstance(error, Vanished) or type(error) in DAMAGED else None
    return *page(503, text), {"Retry-After": RETRY_SECONDS}


def _damaged(error: DatabaseError | sqlite3.DatabaseError) -> tuple[str | dict[str, str], int, dict[str, str]]:
    """A database file that is none, or not whole, has no class of its own; whatever has one is a fault of ours."""
    if type(error) not in DAMAGED:
        raise error
    return _unavailable(error)


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    for fault in (OperationalError, InterfaceError, TimeoutError, Busy, Vanished):
        app.register_error_handler(fault, _unavailable)
    app.register_error_handler(DatabaseError, _damaged)
    app.register_error_handler(sqlite3.DatabaseError, _damaged)
