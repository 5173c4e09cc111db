from flask import Blueprint
from markupsafe import Markup
from werkzeug.wrappers import Response

from ..core import text

bp = Blueprint("quiz", __name__)

Answer = str | Response | tuple[str | dict[str, object], int] | dict[str, object]


@bp.app_template_filter("quiz_prose")
def _prose(source: str) -> Markup:
    return Markup(text.prose(source))  # noqa: S704  # of the few elements that core.text lets through


@bp.app_template_filter("quiz_phrase")
def _phrase(source: str) -> Markup:
    return Markup(text.phrase(source))  # noqa: S704
