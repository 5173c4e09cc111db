"""Forms to print and to fill in. Nothing that is typed into one is sent: its page has no form that could be."""

from flask import Response, abort

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.offline import keepable
from .. import library
from .blueprint import bp


@bp.get("/forms/")
@open_to(*Role)
@keepable
def blank_forms() -> Response:
    key = ("blank forms", me().role)
    return prepared.page(key, "study/blank_forms.html", lambda: {"shelf": library.shelf()}).response()


@bp.get("/forms/<form_id>")
@open_to(*Role)
@keepable
def blank_form(form_id: str) -> Response:
    form = library.shelf().blank_forms.get(form_id) or abort(404)
    key = ("blank form", form_id, me().role)
    values = {"form": form, "shelf": library.shelf()}
    return prepared.page(key, "study/blank_form.html", lambda: values).response()


@bp.app_template_global()
def has_blank_forms() -> bool:
    """Whether the centre's files bring any; the page of units asks."""
    return bool(library.shelf().blank_forms)
