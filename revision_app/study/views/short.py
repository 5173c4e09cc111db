"""What learners ask, and what is often got wrong."""

from flask import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
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
