"""A browser without a screen: it carries cookies and CSRF tokens, and inspects every page that it is given."""

import re
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from revision_app.accounts.core import Role
from revision_app.accounts.models import RoleRow, SignInRow
from revision_app.accounts.queries import digest
from revision_app.db import db, together
from revision_app.web.clock import now
from tests.support.strict import faults

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    def __init__(self, app: Flask, person_id: int | None, role: Role | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.token = ""
        if person_id is not None:
            self._sign_in(person_id, role)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._inspected(self.client.get(path, buffered=True, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form as the site's own pages would, with the token of the last page seen."""
        if not self.token:
            self.get("/account", follow_redirects=True)
        fields = {"csrf_token": self.token, **(data or {})}
        return self._inspected(self.client.post(path, data=fields, buffered=True, **options))

    def _sign_in(self, person_id: int, role: Role | None) -> None:
        token = secrets.token_urlsafe(32)
        with self.app.app_context(), together():
            held = (
                role
                or db.session.scalars(
                    db.select(RoleRow.role).where(RoleRow.person_id == person_id).order_by(RoleRow.role)
                ).first()
            )
            row = SignInRow(
                digest=digest(token), person_id=person_id, role=held, at=now(), expires_at=now() + timedelta(days=30)
            )
            db.session.add(row)
        with self.client.session_transaction() as session:
            session["_user_id"] = token

    def _inspected(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            found = faults(response.text, is_copy="X-May-Be-Kept" in response.headers)
            assert not found, f"{response.request.path}: {found}"
            if token := TOKEN.search(response.text):
                self.token = token[1]
        return response
