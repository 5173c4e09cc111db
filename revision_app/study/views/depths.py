"""The depth explorer. It shows what the sources say and recommends nothing; without its file it is not there."""

from flask import abort, render_template, request

from ...accounts.access import open_to
from ...accounts.core import Role
from .. import library
from ..core.depths import choose, draw, explain
from ..core.depths.choice import mm, thick
from ..core.depths.file import PHOTOTYPES
from .blueprint import bp


@bp.get("/study/depth-explorer")
@open_to(*Role)
def depth_explorer() -> str | tuple[str, int]:
    shelf = library.shelf()
    depths = shelf.depths or abort(404)
    words = {"depths": depths, "phototypes": PHOTOTYPES, "mm": mm, "thick": thick}
    chosen = choose(depths, request.args)
    if isinstance(chosen, dict):
        return render_template("study/depths.html", **words, faults=chosen, query=request.args), 422
    explanation = explain(depths, chosen)
    sources = [shelf.references[name] for name in explanation.numbers]
    return render_template(
        "study/depths.html", **words, explanation=explanation, plate=draw(depths, explanation), sources=sources
    )


@bp.app_template_global()
def has_depth_explorer() -> bool:
    """Whether the centre's files bring one; the page of units asks."""
    return library.shelf().depths is not None
