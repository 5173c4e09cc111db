"""Every view says who it is open to; a view that says nothing is open to no one."""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import LoginManager, current_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ..web import errors, hashing
from ..web.access import ANYONE
from ..web.clock import now
from ..web.requests import wants_json
from . import actions, queries
from .core import Credentials, Role, SignedIn
from .core.throttle import neighbourhood

View = TypeVar("View", bound=Callable[..., Any])

login = LoginManager()
login.session_protection = None  # our own rows end sessions; a changed browser string is no theft


@login.user_loader
def _load(token: str) -> SignedIn | None:
    return queries.signed_in(token, at=now())


def me() -> SignedIn:
    """Whoever is signed in; only for views that are open to a role."""
    return cast(SignedIn, current_user._get_current_object())


def open_to(*roles: Role) -> Callable[[View], View]:
    """Open a view to whoever is acting in one of these roles."""

    def mark(view: View) -> View:
        view.open_to = frozenset(roles)  # type: ignore[attr-defined]  # a mark; types know none on functions
        return view

    return mark


def check() -> Response | None:
    """Before every request: may whoever asks use this view?"""
    if request.endpoint is None:
        return None
    allowed: frozenset[str] = getattr(current_app.view_functions[request.endpoint], "open_to", frozenset())
    if allowed == ANYONE:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if current_user.role not in allowed:
        abort(403)
    return None


def _ask_to_sign_in() -> Response:
    """To the sign-in page, and afterwards back to what was asked for, or to the page that a form was sent from."""
    if wants_json() or errors.typed():
        abort(401)
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else request.path
    return redirect(url_for("accounts.sign_in", next=own_page(wanted) if wanted != "/" else None))


def own_page(wanted: str | None) -> str | None:
    """The page, if it is one of this site's own that can be opened; anything else is nothing.

    A browser reads ``//host``, ``/\\host`` and ``/<tab>/host`` as another site's address.
    """
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    if "\\" in wanted or not wanted.isprintable() or len(wanted) > 2000:
        return None
    try:
        endpoint, _values = current_app.url_map.bind("").match(urlsplit(wanted).path, method="GET")
    except HTTPException:
        return None
    return wanted if endpoint != "accounts.sign_in" else None


def recognise(email: str, password: str) -> Credentials | None:
    """Whose password this is; nobody when it is wrong, after as long a time whether or not there is such an account.

    Raises ``TooManyTries``.
    """
    typed = email.strip().lower()
    at = now()
    actions.note_try(account=queries.digest(typed), address=neighbourhood(request.remote_addr), at=at)
    known = queries.credentials(typed) if typed.isprintable() else None
    right = hashing.matches(known.password_hash if known else None, password)
    return known if right else None


def register(app: Flask) -> None:
    login.init_app(app)
    app.before_request(check)
