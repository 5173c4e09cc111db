"""What learners ask, what is often got wrong, what was changed, and the rules in force."""

from flask import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.clock import LONDON, now
from ...web.offline import keepable
from .. import library
from .blueprint import bp


@bp.get("/faq/")
@open_to(*Role)
@keepable
def faq() -> Response:
    return prepared.page(("faq", me().role), "study/faq.html", lambda: {"shelf": library.shelf()}).response()


@bp.get("/mistakes/")
@open_to(*Role)
@keepable
def mistakes() -> Response:
    return prepared.page(("mistakes", me().role), "study/mistakes.html", lambda: {"shelf": library.shelf()}).response()


@bp.get("/changes/")
@open_to(*Role)
@keepable
def changes() -> Response:
    today = now().astimezone(LONDON).date()
    due = frozenset(rule.id for rule in library.shelf().law if rule.check_again < today)
    key = ("changes", me().role, due)
    return prepared.page(key, "study/changes.html", lambda: {"shelf": library.shelf(), "due": due}).response()
