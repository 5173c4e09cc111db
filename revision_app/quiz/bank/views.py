"""The one blueprint of the quizzes, and how items stand on its pages."""

from collections.abc import Iterator

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from jinja2 import Environment, TemplateNotFound, nodes
from markupsafe import Markup

from .core import text
from .core.items import KINDS
from .forms import veiled

bp = Blueprint("quiz", __name__)

_MACROS = {
    "asked": "the fields to answer in",
    "said": "a response in a line",
    "marked": "a response beside the key, with the reasons",
    "harm": "what a choice would do to a client",
}


@bp.record
def _stop_unless_kinds_are_whole(state: BlueprintSetupState) -> None:
    if faults := [fault for kind in KINDS for fault in template_faults(kind, state.app.jinja_env)]:
        raise SystemExit("\n".join(faults))


def template_faults(kind: str, templates: Environment) -> Iterator[str]:
    """What the template of a kind lacks, in words for whoever adds one."""
    name = f"quiz/kinds/{kind}.html"
    try:
        source = templates.loader.get_source(templates, name)[0] if templates.loader else ""
    except TemplateNotFound:
        yield f"templates/{name} is missing; write it with the macros {', '.join(_MACROS)}"
        return
    macros = {macro.name for macro in templates.parse(source).find_all(nodes.Macro)}
    for macro, what in _MACROS.items():
        if macro not in macros:
            yield f"templates/{name} has no macro `{macro}`; write one that shows {what}"


bp.add_app_template_filter(veiled)


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
    return KINDS[kind].NAME


@bp.app_template_filter("drawing")
def _drawing(svg: str, name: str) -> Markup:
    """A figure, which was looked through when its file was read."""
    return Markup(text.drawing(svg, name))  # noqa: S704 - likewise


@bp.app_template_filter("view_box")
def _view_box(svg: str) -> tuple[float, ...]:
    return text.view_box(svg)
