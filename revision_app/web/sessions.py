"""Signed cookies that are marked secure exactly where the site is served over TLS."""

from typing import cast

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface


class Cookies(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return cast(bool, request.is_secure)
