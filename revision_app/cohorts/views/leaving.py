"""Asking before somebody leaves or loses a cohort while work waits to be marked."""

from collections.abc import Sequence

from flask import render_template, request

from ...accounts import queries as accounts
from ...accounts.core import Person
from ...web.filters import count
from .. import library
from .blueprint import Answer


def asked_first(
    learner_ids: Sequence[int],
    *,
    before: Sequence[Person],
    after: Sequence[Person],
    action: str,
    back: tuple[str, str],
) -> Answer | None:
    """The page that says what waits of these learners' work, with whom, and who would have it afterwards.

    ``None`` where nothing waits, where nobody would lose it, or where the page has been seen and said yes to.
    ``action`` is what its button says, ``back`` the name and the address of the page that somebody came from.
    """
    if request.form.get("sure") or {tutor.id for tutor in before} <= {tutor.id for tutor in after}:
        return None
    waiting = library.waiting(learner_ids)
    if not waiting:
        return None
    names = accounts.names(learner_ids)
    back_to, address = back
    page = render_template(
        "cohorts/work_waits.html",
        waiting=waiting,
        whose=names[learner_ids[0]] if len(learner_ids) == 1 else count(len(learner_ids), "learner"),
        before=before,
        after=list({tutor.id: tutor for tutor in after}.values()),
        action=action,
        sent=[(name, value) for name, value in request.form.items() if name != "csrf_token"],
        back=address,
        back_to=back_to,
    )
    return page, 409
