"""Every view says who it is open to; a view that says nothing is open to no one."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, current_user
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ..audit.actions import note_alone
from ..audit.core import READ_ONCE, AuditKind
from ..engines import Busy
from ..web import errors, hashing
from ..web.access import ANYONE
from ..web.clock import now
from ..web.requests import wants_json
from . import queries
from .actions import passkeys, passwords, signing_in
from .actions import second_step as second_step_actions
from .core import AccountDeed, Credentials, Role, SignedIn
from .core.addresses import address_of
from .core.devices import Device, device_name
from .core.idle import NOTED_EVERY, is_use, left
from .core.passkeys import Place, answered, answering, place_of
from .core.second_step import NEEDED_BY
from .core.throttle import neighbourhood

LAST_USED = "used"  # in the session: the second at which the device was last used
DEVICE = "device"  # the cookie by which a device is known again
DEVICE_LASTS = timedelta(days=365)
SEEN_EVERY = timedelta(minutes=10)  # *ours:* how exactly it is known when somebody last used the site
MOST_READINGS = 10_000  # that a process remembers, of some 200 bytes each
IN_LINE = tuple(Lock() for _ in range(64))  # one account's tries take turns: many at once must not outrun the count
BEFORE_SECOND_STEP = frozenset(
    f"accounts.{name}"
    for name in (
        *("two_step", "begin_two_step", "confirm_two_step", "sign_out", "rest", "token"),
        *("passkeys", "begin_passkey", "new_passkey", "add_passkey"),
    )
)
"""What somebody may open who has yet to set up the second step that their centre requires."""
MOST_PEOPLE = 10  # of one device: a clinic's tablet is shared

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])

login = LoginManager()
login.session_protection = None  # our own rows end sessions; a changed browser string is no theft


@login.user_loader
def _load(token: str) -> SignedIn | None:
    person = queries.signed_in(token, at=now())
    if person and is_use(request.method, request.headers):
        g.seen = person
    if person is None or not person.sees_others:
        return person
    rest = may_rest()
    if rest is not None and rest <= timedelta():
        return None
    g.in_use = is_use(request.method, request.headers)
    return person


def may_rest() -> timedelta | None:
    """How long this device may still be left alone; ``None`` where its sign-in began before that was asked."""
    used = session.get(LAST_USED)
    return None if used is None else left(used, _idle_limit(), at=now())


def note_use() -> timedelta:
    """From now on the device may be left alone for the whole time again, which this returns."""
    session[LAST_USED] = int(now().timestamp())
    return _idle_limit()


def _note_use_of(response: Response) -> Response:
    """Note that a page was used whose end would come; rarely, because each note is a cookie."""
    rest = may_rest() if g.get("in_use") else None
    if rest is not None and rest < _idle_limit() - NOTED_EVERY:
        note_use()
    return response


def _note_seen(response: Response) -> Response:
    """Note that somebody uses the site: once in some minutes, and never at the cost of the page."""
    person: SignedIn | None = g.pop("seen", None)
    lately: dict[str, datetime] = current_app.extensions.setdefault("seen_lately", {})
    if person is None or response.is_streamed or not current_user.is_authenticated:
        return response
    noted = max(person.seen_at or person.since, lately.get(person.token, person.since))
    if now() - noted < SEEN_EVERY:
        return response
    if len(lately) >= MOST_READINGS:
        lately.clear()
    lately[person.token] = now()  # before it is tried: where the database cannot take it, the next page is as quick
    try:
        signing_in.note_seen(person.token, person_id=person.id, at=now())
    except (Busy, DBAPIError) as error:
        log.warning("it was not noted that somebody is here: %s", type(error).__name__)
    return response


def asking_device(person_id: int | None) -> Device:
    """The device that asks; ``person_id`` is who signs in on it."""
    known = person_id is not None and device_of(person_id) is not None
    return Device(device_name(request.headers.get("User-Agent", "")), known)


def _idle_limit() -> timedelta:
    return timedelta(minutes=current_app.extensions["settings"].idle_minutes)


def me() -> SignedIn:
    """Whoever is signed in; only for views that are open to a role."""
    return cast(SignedIn, current_user._get_current_object())


def open_to(*roles: Role) -> Callable[[View], View]:
    """Open a view to whoever is acting in one of these roles."""

    def mark(view: View) -> View:
        view.open_to = frozenset(roles)  # type: ignore[attr-defined]  # a mark; types know none on functions
        return view

    return mark


def note_reading(deed: str, *, of: int | None = None, detail: str = "") -> None:
    """Leave word in the audit that whoever is signed in reads another's work; ``of`` is whose, where it is one's.

    A page that shows such work asks for this before it shows it, so that nothing is read without an entry. What this
    process has written since ``READ_ONCE`` is not written again.
    """
    reading, at = (deed, me().id, of, detail), now()
    lately: dict[object, datetime] = current_app.extensions.setdefault("read_lately", {})
    if of == me().id or (reading in lately and at - lately[reading] < READ_ONCE):
        return
    note_alone(deed, kind=AuditKind.READING, actor_id=me().id, subject_id=of, detail=detail, at=at)
    if len(lately) >= MOST_READINGS:
        lately.clear()
    lately[reading] = at


def check() -> Response | None:
    """Before every request: may whoever asks use this view?"""
    if request.endpoint is None:
        return None
    allowed: frozenset[str] = getattr(current_app.view_functions[request.endpoint], "open_to", frozenset())
    if allowed == ANYONE:
        return None
    person = me()
    if not person.is_authenticated:
        return _ask_to_sign_in()
    if person.role not in allowed:
        abort(403)
    return _ask_for_second_step(person)


def must_have_second_step(person: SignedIn) -> bool:
    """Whether this centre requires two steps of somebody."""
    required: bool = current_app.extensions["settings"].require_two_step
    return required and bool(person.roles & NEEDED_BY)


def lacks_second_step(person: SignedIn) -> bool:
    """Whether this centre requires two steps of somebody who has not set up the second."""
    return must_have_second_step(person) and not person.has_second_step


def _ask_for_second_step(person: SignedIn) -> Response | None:
    """To the page where the second step is set up, where the centre requires it; nothing else opens before."""
    if not lacks_second_step(person) or request.endpoint in BEFORE_SECOND_STEP:
        return None
    if wants_json() or request.method == "POST":
        abort(403)
    return redirect(url_for("accounts.two_step"), 303)


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

    Tries on a device on which this person has signed in before are counted by that device alone: whoever guesses, at
    this account or from behind the same address, does not keep out its owner. Raises ``TooManyTries``.
    """
    typed = address_of(email)
    known = queries.credentials(typed) if typed.isprintable() else None
    device = device_of(known.person_id) if known else None
    account, neighbours = tried_as(typed, device)
    actor_id = current_user.id if current_user.is_authenticated else None
    with IN_LINE[int(account, 16) % len(IN_LINE)]:
        queries.refuse_too_many_tries(account=account, address=neighbours, at=now())
        if hashing.matches(known.password_hash if known else None, password):
            return known
        person_id = known.person_id if known else None
        signing_in.note_failure(person_id, account=account, address=neighbours, actor_id=actor_id, at=now())
    return None


def second_step(known: Credentials, code: str, *, keep: bool) -> str | None:
    """The token of a sign-in whose password was right and whose code is; ``None`` if the code is not.

    Tries are counted as those of passwords are. Raises ``TooManyTries`` and ``AccountChanged``.
    """
    account, neighbours = tried_as(f"code of {known.person_id}", device_of(known.person_id))
    with IN_LINE[int(account, 16) % len(IN_LINE)]:
        queries.refuse_too_many_tries(account=account, address=neighbours, at=now())
        token = second_step_actions.sign_in_with_code(
            known, code, keep=keep, account=account, device=asking_device(known.person_id), at=now()
        )
        if token is None:
            signing_in.note_failure(
                known.person_id,
                account=account,
                address=neighbours,
                actor_id=None,
                deed=AccountDeed.CODE_FAILED,
                at=now(),
            )
    return token


def place() -> Place | None:
    """This site as authenticators know it; ``None`` where nobody can have a passkey for it."""
    return place_of(current_app.extensions["settings"].site_address or request.host_url)


def passkey(sent: str, *, challenge: str, known: Credentials | None, keep: bool) -> str | None:
    """The token of a sign-in by a passkey whose answer is right; ``None`` if it is not.

    ``known`` is whose password was right a moment ago, where the passkey is the second step. Nobody guesses such an
    answer, so tries are not counted. Raises ``AccountChanged``.
    """
    here, key = place(), queries.known_passkey(answering(sent) or "")
    if here is None or key is None or (known and known.person_id != key.person_id):
        return None
    count = answered(sent, place=here, challenge=challenge.encode(), public_key=key.public_key)
    if count is None:
        passkeys.note_wrong_answer(key.person_id, at=now())
        return None
    return passkeys.sign_in_with_passkey(
        key.id,
        count,
        person_id=key.person_id,
        challenge=challenge,
        known=known,
        keep=keep,
        device=asking_device(key.person_id),
        at=now(),
    )


def ask_for_link(email: str) -> None:
    """Note that whoever asks has forgotten the password of this account, if it is one. Raises ``TooManyTries``."""
    account, neighbours = queries.digest(email), neighbourhood(request.remote_addr)
    with IN_LINE[int(account, 16) % len(IN_LINE)]:
        queries.refuse_too_many_asks(account=account, address=neighbours, at=now())
        passwords.ask_reset(email, address=neighbours, site=request.url_root, at=now())


def tried_as(email: str, device: str | None) -> tuple[str, str]:
    """By which account and which address a try is counted."""
    if device:
        return queries.digest(f"{email} on {device}"), queries.digest(device)
    return queries.digest(email), neighbourhood(request.remote_addr)


def device_of(person_id: int) -> str | None:
    """The id of the device that asks, if this person has signed in on it before; ``None`` otherwise."""
    device, people = _read_device()
    return device if person_id in people else None


def remember_device(response: Response, person_id: int) -> Response:
    """Have the device remember that this person has signed in on it. The cookie says nothing else of them."""
    device, people = _read_device()
    people = [person_id, *(known for known in people if known != person_id)][:MOST_PEOPLE]
    secure = request.is_secure
    response.set_cookie(
        DEVICE,
        _signer().dumps([device or secrets.token_urlsafe(16), people]),
        max_age=DEVICE_LASTS,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _read_device() -> tuple[str | None, list[int]]:
    try:
        device, people = _signer().loads(request.cookies.get(DEVICE, ""))
    except BadSignature:
        return None, []
    return device, people


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="device")


def register(app: Flask) -> None:
    login.init_app(app)
    app.before_request(check)
    app.after_request(_note_use_of)
    app.after_request(_note_seen)
