"""Every refusal and fault as a page in the site's own look, with a way on."""

from typing import NamedTuple

from flask import Flask, g, render_template
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ..shared.refusal import Refusal
from .asked import by_script

Answer = tuple[str | dict[str, str], int]


class Explained(NamedTuple):
    title: str
    text: str


PAGES = {
    400: Explained("That request was not understood", "Go back, reload the page and try again."),
    401: Explained("Please sign in", "You have been signed out. Sign in again to go on; what you saved is safe."),
    403: Explained("This page is for someone else", "Your role does not open this page."),
    404: Explained("Nothing here", "The page has moved, never was, or is not yours to see."),
    405: Explained("That cannot be done here", "Go back and use the buttons on the page."),
    409: Explained("Not possible just now", "Something has changed since you opened the page."),
    410: Explained("No longer here", "This has been used or withdrawn."),
    413: Explained("That is too large", "Send something smaller, or split it."),
    422: Explained("Something needs another look", "Go back and check what you entered."),
    429: Explained("Too many tries", "Wait a little and try again."),
    500: Explained("Something went wrong on our side", "What you saved is safe. Try again in a moment."),
    503: Explained("The site is busy", "What you saved is safe. Try again in a moment."),
}
FORM_TOO_OLD = "This form was opened in another sign-in. Go back, reload the page and try again."


def page(status: int, text: str | None = None) -> Answer:
    """The page for a status, with ``text`` in place of its usual words; the same words as JSON to a script."""
    explained = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    words = text or explained.text
    if by_script():
        return {"problem": words}, status
    if status >= 500:
        g._login_user = AnonymousUserMixin()  # whatever failed may be what would say who this is
    return render_template("error.html", status=status, title=explained.title, text=words), status


def _refused(refusal: Refusal) -> Answer:
    return page(getattr(refusal, "status", 409), str(refusal))


def _forged(_error: CSRFError) -> Answer:
    return page(400, FORM_TOO_OLD)


def _http(error: HTTPException) -> Answer | Response:
    if error.code is None or error.code < 400:
        return error.get_response()
    return page(error.code)


def _busy(_error: OperationalError) -> Answer:
    return page(503)


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _busy)
