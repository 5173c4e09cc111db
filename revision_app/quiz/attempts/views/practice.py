"""Questions that units ask in their text: one a page, which the unit's script also shows in place."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....web.clock import now
from ....web.opaque import check_name
from ...bank import library
from ...bank.core.items import Unreadable
from ...bank.core.paper import ItemVersion
from ...bank.core.verdict import verdict
from ...bank.views import bp
from .. import forms
from ..actions import practice as actions
from ..queries import practice as queries
from ..queries.withheld import must_be_free


@bp.get("/practice/<check>")
@open_to(*Role)
def practice(check: str) -> str:
    version = library.check(check) or abort(404)
    must_be_free([version.item.id], me().id, at=now())
    return _page(version)


@bp.post("/practice/<check>")
@open_to(Role.LEARNER)
def practise(check: str) -> Response | tuple[str, int]:
    version = library.check(check) or abort(404)
    submitted = forms.submitted(request.form)
    try:
        answer_id = actions.practise(version.item.id, submitted, learner_id=me().id, at=now())
    except Unreadable as fault:
        return _page(version, submitted, str(fault)), 422
    return redirect(url_for(".practised", answer_id=answer_id), 303)


@bp.get("/practice/answers/<int:answer_id>")
@open_to(Role.LEARNER)
def practised(answer_id: int) -> str:
    answer = queries.practised(answer_id, learner_id=me().id) or abort(404)
    must_be_free([answer.version.item.id], me().id, at=now())
    item = answer.version.item.arranged(answer.version.item.id)
    return render_template(
        "quiz/practised.html",
        answer=answer,
        version=answer.version,
        item=item,
        check=check_name(item.id),
        verdict=verdict(item, answer.response),
        others=queries.others(answer.version, learner_id=me().id),
    )


def _page(version: ItemVersion, response: tuple[str, ...] = (), problem: str = "") -> str:
    item = version.item.arranged(version.item.id)
    return render_template(
        "quiz/practice.html",
        version=version,
        item=item,
        check=check_name(item.id),
        response=response,
        problem=problem,
    )
