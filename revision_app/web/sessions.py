"""Signed cookies that are marked secure exactly where the site is served over TLS."""

from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

from .clock import now

MOST_KEPT = 2000  # cookies of some 300 bytes each


class Cookies(SecureCookieSessionInterface):
    """Flask's cookies, without work that most requests would do for nothing: a browser sends the same one each time."""

    def __init__(self) -> None:
        self._serializer = cache(super().get_signing_serializer)
        self._read: dict[str, tuple[dict[str, Any], datetime]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        read = self._read.get(cookie)
        if read is None:
            try:
                read = serializer.loads(cookie, return_timestamp=True)
            except BadSignature:
                return self.session_class()
            if all(isinstance(value, str | bool) for value in read[0].values()):  # what cannot be changed in place
                if len(self._read) >= MOST_KEPT:
                    self._read.clear()
                self._read[cookie] = read
        said, signed_at = read
        too_old = now() - signed_at > app.permanent_session_lifetime
        return self.session_class() if too_old else self.session_class(said)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self._serializer(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # Pages are never stored by a cache, so they need not say that they vary by cookie.
        if session.modified:
            super().save_session(app, session, response)
