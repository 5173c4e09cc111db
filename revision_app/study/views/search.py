from flask import render_template, request

from ...accounts.access import me, open_to
from ...accounts.core import Account, Role
from ...accounts.core.names import name_key
from ...accounts.queries import accounts
from ...cohorts.queries import learners_ever_taught_by
from ...shared.findable import Kind
from ...shared.text import one_line
from ...web.clock import now
from .. import library
from .blueprint import bp

OPEN_TO_ALL = frozenset(Kind) - {Kind.QUIZ}  # papers are sat by learners only
MOST_PEOPLE = 5
_SHORTEST_NAME = 2  # letters


@bp.get("/search")
@open_to(*Role)
def search() -> str:
    typed = request.args.get("q", "")
    kinds = frozenset(Kind) if me().role is Role.LEARNER else OPEN_TO_ALL
    people = _people(one_line(typed))
    return render_template(
        "study/search.html",
        typed=typed,
        answer=library.search().find(typed, kinds),
        people=people[:MOST_PEOPLE],
        more_people=len(people) > MOST_PEOPLE,
    )


def _people(words: str) -> list[Account]:
    """Whom a tutor teaches or taught, and whom an administrator looks after, by what was typed of their names."""
    role = me().role
    if role not in (Role.TUTOR, Role.ADMINISTRATOR) or len(name_key(words)) < _SHORTEST_NAME:
        return []
    among = learners_ever_taught_by(me().id, at=now()) if role is Role.TUTOR else None
    return accounts(words, among=among, most=MOST_PEOPLE + 1)
