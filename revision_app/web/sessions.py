"""Signed cookies that are marked secure exactly where the site is served over TLS."""

from functools import cache

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class Cookies(SecureCookieSessionInterface):
    """Flask's cookies, without work that most requests would do for nothing."""

    def __init__(self) -> None:
        self._serializer = cache(super().get_signing_serializer)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self._serializer(app)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # Pages are never stored by a cache, so they need not say that they vary by cookie.
        if session.modified:
            super().save_session(app, session, response)
