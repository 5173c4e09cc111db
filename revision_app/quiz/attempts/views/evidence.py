"""A result, put forward as a piece of evidence."""

from datetime import datetime
from fractions import Fraction

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....criteria.library import qualification
from ....evidence import queries as evidence
from ....evidence.core import Kind, NotHandedIn, obstacles
from ....shared.refusal import Refusal
from ....web.clock import now
from ....web.filters import moment
from ...bank.views import bp
from ..actions.evidence import put_result_forward
from ..core.as_evidence import KIND, NoEvidence, as_evidence, must_be_evidence
from ..core.grading import Result
from ..forms import ResultEvidenceForm
from ..queries import reports, results

AS_EVIDENCE = Kind(
    KIND,
    template="quiz/result_piece.html",
    draft=lambda attempt_id: url_for("quiz.result", attempt_id=attempt_id),
    shelf="Quizzes",
    shelf_address=lambda: url_for("quiz.papers"),
)

bp.add_app_template_filter(lambda ratio: Fraction(*ratio), "as_fraction")
bp.add_app_template_filter(lambda iso: moment(datetime.fromisoformat(iso)), "iso_moment")


@bp.get("/attempts/<int:attempt_id>/evidence")
@open_to(Role.LEARNER)
def result_as_evidence(attempt_id: int) -> ResponseReturnValue:
    result = _mine(attempt_id)
    return _page(result, _form(result))


@bp.post("/attempts/<int:attempt_id>/evidence")
@open_to(Role.LEARNER)
def hand_in_result(attempt_id: int) -> ResponseReturnValue:
    result = _mine(attempt_id)
    form = _form(result)
    if not form.validate():
        return _page(result, form), 422
    try:
        piece_id = put_result_forward(
            attempt_id,
            form.chosen,
            form.declaration,
            learner_id=me().id,
            number=request.form.get("number", 0, type=int),
            at=now(),
        )
    except (NoEvidence, NotHandedIn) as refusal:
        return _page(result, form, refusal), 409
    return redirect(url_for("marking.evidence", piece_id=piece_id), 303)


def _mine(attempt_id: int) -> Result:
    return results.result(attempt_id, learner_id=me().id) or abort(404)


def _form(result: Result) -> ResultEvidenceForm:
    asked = {mark.criterion for mark in result.grade.criteria}
    return ResultEvidenceForm.asking([each for each in qualification().criteria if each.id in asked])


def _page(result: Result, form: ResultEvidenceForm, refusal: Refusal | None = None) -> str:
    at = now()
    must_be_evidence(reports.bare_report(result, at=at))
    last = evidence.last(KIND, result.attempt_id, learner_id=me().id, at=at)
    draft = as_evidence(result, ())
    return render_template(
        "quiz/result_evidence.html",
        result=result,
        content=draft.content,
        form=form,
        refusal=refusal,
        last=last,
        obstacles=obstacles(draft, last) if last and not last.settled else [],
    )
