from flask import render_template, request

from ...accounts.access import me, open_to
from ...accounts.core import Role
from ...shared.findable import Kind
from .. import library
from .blueprint import bp

OPEN_TO_ALL = frozenset(Kind) - {Kind.QUIZ}  # papers are sat by learners only


@bp.get("/search")
@open_to(*Role)
def search() -> str:
    typed = request.args.get("q", "")
    kinds = frozenset(Kind) if me().role is Role.LEARNER else OPEN_TO_ALL
    return render_template("study/search.html", typed=typed, answer=library.search().find(typed, kinds))
