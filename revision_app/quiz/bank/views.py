from flask import Blueprint
from markupsafe import Markup
from werkzeug.wrappers import Response

from .core import text

bp = Blueprint("quiz", __name__)

Answer = str | Response | tuple[str | dict[str, object], int] | dict[str, object]


@bp.app_template_filter("quiz_prose")
def _prose(source: str) -> Markup:
    return Markup(text.prose(source))  # noqa: S704  # of the few elements that core.text lets through


@bp.app_template_filter("quiz_phrase")
def _phrase(source: str) -> Markup:
    return Markup(text.phrase(source))  # noqa: S704 - likewise


@bp.app_template_filter("quiz_pieces")
def _pieces(pieces: tuple[str, ...]) -> list[Markup]:
    """Prose in the pieces that its gaps cut it into, with the gaps' names between them."""
    return [Markup(piece) for piece in pieces]  # noqa: S704 - likewise


@bp.app_template_filter("kind_name")
def _kind_name(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


@bp.app_template_filter("drawing")
def _drawing(svg: str, name: str) -> Markup:
    """A figure, which was looked through when its file was read."""
    return Markup(text.drawing(svg, name))  # noqa: S704 - likewise


@bp.app_template_filter("view_box")
def _view_box(svg: str) -> tuple[float, ...]:
    return text.view_box(svg)
