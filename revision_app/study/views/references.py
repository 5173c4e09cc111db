from flask import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.offline import keepable
from .. import library
from ..core import bibliography
from ..core.reference import Reference
from .blueprint import bp


@bp.get("/references/")
@open_to(*Role)
@keepable
def references() -> Response:
    return prepared.page(
        ("references", me().role),
        "study/references.html",
        lambda: {
            "references": _ordered(),
            "citing": library.shelf().citing,
            "cited_elsewhere": library.shelf().cited_elsewhere,
        },
    ).response()


@bp.get("/references.bib")
@open_to(*Role)
def bibtex() -> Response:
    return _download(bibliography.bibtex(_ordered()), "references.bib", "application/x-bibtex")


@bp.get("/references.ris")
@open_to(*Role)
def ris() -> Response:
    return _download(bibliography.ris(_ordered()), "references.ris", "application/x-research-info-systems")


@bp.app_template_global()
def source_called(name: str) -> str:
    """A source in a few words by its id, or the id: an old paper may name one that is no longer listed."""
    reference = library.shelf().references.get(name)
    return reference.short if reference else name


def _ordered() -> list[Reference]:
    """By author, then by year."""
    return sorted(
        library.shelf().references.values(), key=lambda reference: (reference.authors.lower(), reference.year or 0)
    )


def _download(text: str, name: str, mimetype: str) -> Response:
    return Response(
        text,
        content_type=f"{mimetype}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
