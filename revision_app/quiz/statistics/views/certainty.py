from flask import render_template

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....web.clock import now
from ...attempts.actions import grading
from ...attempts.core.certainty import Certainty
from ...attempts.core.grading import Grade, ItemMark
from ...bank.views import bp
from ..core import calibration
from ..core.certainty import Calibration
from ..queries.certainty import certainties


@bp.app_template_global("certainty_scale")
def _certainty_scale() -> type[Certainty]:
    return Certainty


@bp.app_template_filter("quiz_calibration")
def _calibration(grade: Grade) -> Calibration | None:
    return calibration.of_marks(grade.items)


@bp.app_template_filter("certain_and_wrong")
def _certain_and_wrong(grade: Grade) -> list[ItemMark]:
    return calibration.certain_and_wrong(grade.items)


@bp.get("/quizzes/certainty/")
@open_to(Role.LEARNER)
def certainty() -> str:
    at = now()
    grading.settle([me().id], at=at)
    answers = certainties(me().id, at)
    return render_template(
        "quiz/certainty/page.html",
        answers=answers,
        calibration=calibration.of_answers(answers),
        wrong=calibration.still_certain_and_wrong(answers),
    )
