"""Flask-WTF's protection of every change, which does not look twice at a token that was right before."""

from flask import Flask, g, request, session
from flask_wtf import CSRFProtect

from .requests import proxied

CHANGES = frozenset(("POST", "PUT", "PATCH", "DELETE"))
MOST_KEPT = 2000  # pairs of some 200 bytes each


class Csrf(CSRFProtect):
    """A token says the secret of the sign-in that its page was made for, and has no end of its own.

    So one that was right beside a secret is always right beside it, and a page that saves each answer sends the same
    one often. Only what Flask-WTF has found right is remembered.
    """

    def __init__(self, app: Flask) -> None:
        self._right: set[tuple[str | None, str | None]] = set()
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        received = proxied(request)
        if received.method not in CHANGES:
            return
        pair = session.get("csrf_token"), received.form.get("csrf_token")
        if pair in self._right:
            g.csrf_valid = True  # as Flask-WTF tells its forms
            return
        super().protect(apply_exemptions=apply_exemptions)
        if all(pair) and g.get("csrf_valid"):
            if len(self._right) >= MOST_KEPT:
                self._right.clear()
            self._right.add(pair)
