from flask import Response

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...web import prepared
from ...web.offline import keepable
from .. import library
from .blueprint import bp


@bp.get("/glossary/")
@open_to(*Role)
@keepable
def glossary() -> Response:
    return prepared.page(("glossary", me().role), "study/glossary.html", _words).response()


def _words() -> dict[str, object]:
    shelf = library.shelf()
    return {"letters": shelf.glossary.letters, "using": shelf.using, "references": shelf.references}
