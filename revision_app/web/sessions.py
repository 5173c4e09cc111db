"""Signed cookies that are marked secure exactly where the site is served over TLS."""

from flask import Flask, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

NAME = "session"
SECURE_NAME = "__Host-session"  # which a browser takes over TLS only, and from no neighbouring host


class Cookies(SecureCookieSessionInterface):
    def get_cookie_name(self, app: Flask) -> str:
        return SECURE_NAME if request.is_secure else NAME

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        # Pages are never stored by a cache, so they need not say that they vary by cookie.
        if session.modified:
            super().save_session(app, session, response)
