from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from ..accounts import queries as accounts
from ..accounts.access import me, note_reading, open_to
from ..accounts.core import Role
from ..audit.actions import note_alone
from ..audit.core import AuditKind
from ..cohorts import queries as cohorts
from ..cohorts.core import NO_TUTOR, Leaver, Roster, StillHere
from ..criteria.library import qualification
from ..evidence import library as evidence
from ..evidence.queries import contents
from ..jobs import queries as jobs
from ..journal import library as guides
from ..marking.queries.submissions import own_series, submissions_of, submissions_read_by
from ..messages import queries as messages
from ..quality import queries as quality
from ..quality.core import QualityState
from ..quiz.attempts.access import may_read_keys
from ..quiz.attempts.actions import grading
from ..quiz.attempts.queries import reports, results, summaries
from ..quiz.bank import library as practice
from ..quiz.readiness.actions import readiness_of, readiness_shown_to
from ..quiz.readiness.core.readiness import ENOUGH_ANSWERS, ENOUGH_OCCASIONS
from ..quiz.tutoring.queries.dates import any_dates
from ..study import library as study
from ..web import health, mail, prepared
from ..web.clock import LONDON, now
from ..web.offline import keepable
from ..web.spreadsheets import csv_file, xlsx_file
from . import actions, core, feed, queries
from .core.cohort import NAME, NEED, Cell, CohortLine, Shown, in_order, spread, table
from .core.help import HELP, STEPS, CentreFacts, done
from .core.ranking import CHOICES
from .core.timeline import EventKind, timeline_page
from .core.trend import FEWEST, trend
from .forms import AimForm

FAILED_LATELY = timedelta(days=7)
bp = Blueprint("progress", __name__)


@bp.get("/")
@open_to(*Role)
def home() -> Response:
    return redirect(url_for("progress.today"))


@bp.get("/today")
@open_to(*Role)
def today() -> str:
    match me().role:
        case Role.LEARNER:
            return _learner_today(me().id)
        case Role.TUTOR:
            return _tutor_today(me().id)
        case Role.ADMINISTRATOR:
            return render_template(
                "progress/today_administrator.html",
                counts=accounts.counts(at=now()),
                numbers=cohorts.numbers(at=now()),
                failed=jobs.failed_since(now() - FAILED_LATELY),
                health=health.trouble(),
                unread=messages.unread(me().id),
            )
        case Role.QUALITY_ASSURER:
            return _quality_today()


@bp.get("/help")
@open_to(*Role)
def help_page() -> str:
    """What somebody does here in the role that they act in, and where."""
    return render_template("progress/help.html", page=HELP[me().role])


@bp.get("/help/setting-up")
@open_to(Role.ADMINISTRATOR)
def setting_up() -> str:
    """The steps from an empty site to a centre, ticked by what there is."""
    numbers = cohorts.numbers(at=now())
    facts = CentreFacts(
        people=accounts.people_by_role(),
        invited=accounts.counts(at=now()).invited,
        cohorts=numbers.cohorts,
        unplaced=numbers.unplaced,
        untaught=numbers.untaught,
        has_dates=any_dates(),
        has_mail=mail.is_set(),
    )
    return render_template("progress/setting_up.html", steps=STEPS, done=done(facts))


def _quality_today() -> str:
    states = [each.state for each in quality.sampled(me().id, at=now()) if not each.barred]
    return render_template(
        "progress/today_quality.html",
        waiting=sum(state.waits_for_assurer for state in states),
        returned=states.count(QualityState.RETURNED),
        unread=messages.unread(me().id),
    )


def _learner_today(learner_id: int) -> str:
    at, wanted = now(), request.args.get("minutes", type=int)
    minutes = wanted if wanted in CHOICES else None
    day = feed.of_learner(learner_id, minutes=minutes, at=at)
    return render_template(
        "progress/today_learner.html",
        day=day,
        chosen=minutes,
        choices=CHOICES,
        labels=feed.LABELS,
        today=at.astimezone(LONDON).date(),
        no_tutor=_no_tutor(day.rows),
        tutors=cohorts.tutors_teaching(learner_id, at=at) if day.is_new else [],
    )


def _no_tutor(rows: Iterable[core.MatrixRow]) -> str | None:
    """What a learner must know some of whose work is for nobody to mark."""
    return NO_TUTOR if any(row.standing is core.CriterionStanding.WAITING for row in rows) else None


def _tutor_today(tutor_id: int) -> str:
    return render_template("progress/today_tutor.html", day=feed.of_tutor(tutor_id, at=now()))


@bp.get("/aim")
@open_to(Role.LEARNER)
def aim() -> str:
    return _aim_page(_aim_form(posted=False))


@bp.post("/aim")
@open_to(Role.LEARNER)
def set_aim() -> ResponseReturnValue:
    form = _aim_form(posted=True)
    if not form.validate():
        return _aim_page(form), 422
    actions.set_aim(form.aim, learner_id=me().id, at=now())
    flash("Date saved.")
    return redirect(url_for(".today"), 303)


@bp.post("/aim/remove")
@open_to(Role.LEARNER)
def remove_aim() -> Response:
    actions.remove_aim(learner_id=me().id)
    flash("You aim for no date now.")
    return redirect(url_for(".today"), 303)


def _aim_form(*, posted: bool) -> AimForm:
    return AimForm.asking(queries.aim_of(me().id), today=now().astimezone(LONDON).date(), posted=posted)


def _aim_page(form: AimForm) -> str:
    return render_template("progress/aim.html", form=form, aim=queries.aim_of(me().id))


@bp.get("/criteria/")
@open_to(Role.LEARNER)
def criteria() -> str:
    learner_id, at = me().id, now()
    grading.settle([learner_id], at=at)
    matrix = queries.own_matrix_of(learner_id, readiness_shown_to(learner_id, at=at), at=at)
    by = "outcome" if request.args.get("by") == "outcome" else "criterion"
    return render_template(
        "progress/criteria.html",
        matrix=matrix,
        by=by,
        outcomes=matrix.by_outcome(qualification().outcomes) if by == "outcome" else (),
        no_tutor=_no_tutor(row.decided for row in matrix.rows),
        **_kinds(),
    )


@bp.get("/criteria/<criterion_id>")
@open_to(Role.LEARNER)
def criterion(criterion_id: str) -> str:
    """One criterion down to each answer, passage and decision."""
    learner_id, at = me().id, now()
    grading.settle([learner_id], at=at)
    row, occasions = queries.own_row_of(learner_id, criterion_id, at=at) or abort(404)
    return render_template(
        "progress/criterion.html",
        row=row,
        occasions=occasions,
        paper_titles=defaultdict(str, {name: offer.sample.title for name, offer in practice.bank().papers.items()}),
        enough_answers=ENOUGH_ANSWERS,
        enough_occasions=ENOUGH_OCCASIONS,
        **_kinds(),
    )


def _kinds() -> dict[str, object]:
    """The kinds of evidence, by the pages that list their drafts and by their names."""
    shelves = evidence.shelves()
    return {"shelves": shelves, "kinds_by_name": {kind.name: kind for kinds in shelves.values() for kind in kinds}}


@bp.get("/syllabus/")
@open_to(*Role)
@keepable
def syllabus() -> Response:
    return prepared.page(("syllabus", me().role), "progress/syllabus.html", _map).response()


def _map() -> dict[str, object]:
    """What the whole site has for each criterion."""
    return {
        "shelf": study.shelf(),
        "reading_on": lambda criterion_id: study.by_unit(study.speaking_to(criterion_id)),
        "asking": practice.asking,
        "prompts_on": guides.guide().prompts_on,
    }


@bp.get("/cohorts/<int:cohort_id>")
@open_to(Role.TUTOR)
def cohort(cohort_id: int) -> str:
    roster = cohorts.roster(cohort_id, tutor_id=me().id, at=now()) or abort(404)
    note_reading("criteria of a cohort read", detail=roster.cohort.name)
    lines, sort, shown = _lines(roster), request.args.get("sort", NEED), request.args.get("show", Shown.ALL)
    by = sort if sort in (NEED, NAME, *qualification().criterion_ids) else NEED
    among = Shown(shown) if shown in set(Shown) else Shown.ALL
    return render_template(
        "progress/cohort.html",
        roster=roster,
        staff=cohorts.staff_of(cohort_id, at=now()),
        lines=in_order((line for line in lines if line.is_among(among)), by),
        counts={one: sum(line.is_among(one) for line in lines) for one in Shown},
        spread=spread(lines, qualification().criteria),
        weeks=trend(lines, at=now()),
        sort=by,
        shown=among,
    )


@bp.get("/cohorts/compare")
@open_to(Role.TUTOR)
def compare() -> str:
    """The cohorts of a tutor beside each other, without a name."""
    return render_template(
        "progress/compare.html",
        cohorts=queries.compared_cohorts(me().id, at=now()),
        fewest=FEWEST,
    )


@bp.get("/cohorts/<int:cohort_id>/criteria.csv")
@open_to(Role.TUTOR)
def cohort_csv(cohort_id: int) -> Response:
    return csv_file(_exported(cohort_id, "CSV"), f"criteria-cohort-{cohort_id}")


@bp.get("/cohorts/<int:cohort_id>/criteria.xlsx")
@open_to(Role.TUTOR)
def cohort_xlsx(cohort_id: int) -> Response:
    return xlsx_file(_exported(cohort_id, "XLSX"), f"criteria-cohort-{cohort_id}", "Criteria")


def _exported(cohort_id: int, form: str) -> Iterator[list[Cell]]:
    roster = cohorts.roster(cohort_id, tutor_id=me().id, at=now()) or abort(404)
    detail = f"{roster.cohort.name}, {form}"
    note_alone("criteria exported", kind=AuditKind.EXPORTS, actor_id=me().id, detail=detail, at=now())
    return table(_lines(roster), qualification().criteria)


def _lines(roster: Roster) -> list[CohortLine]:
    ids, at = [learner.id for learner in roster.learners], now()
    grading.settle(ids, at=at)
    return queries.cohort_lines(roster, readiness_of(ids, at=at), at=at)


@bp.get("/learners/<int:learner_id>")
@open_to(Role.TUTOR)
def learner(learner_id: int) -> str:
    at = now()
    taught = cohorts.learner(learner_id, tutor_id=me().id, at=at)
    leaver = None if taught else cohorts.leaver(learner_id, tutor_id=me().id, at=at) or abort(404)
    note_reading("learner’s page read", of=learner_id)
    grading.settle([learner_id], at=at)
    if leaver:
        return _leaver_page(leaver)
    matrix = core.TutorsMatrix.of(queries.decided([learner_id], at=at)[learner_id])
    return render_template(
        "progress/learner.html",
        learner=taught,
        rows=matrix.rows,
        blind=matrix.blind,
        summary=core.summary(matrix.rows),
        known=readiness_of([learner_id], at=at)[learner_id],
        sat=summaries.results_of(learner_id),
    )


@bp.get("/learners/<int:learner_id>/timeline")
@open_to(Role.TUTOR)
def timeline(learner_id: int) -> str:
    """Everything of a learner's that this tutor may know of, the newest first; of a leaver what was made meanwhile."""
    tutor_id, at = me().id, now()
    taught = cohorts.learner(learner_id, tutor_id=tutor_id, at=at)
    learner = taught or cohorts.leaver(learner_id, tutor_id=tutor_id, at=at) or abort(404)
    note_reading("learner’s timeline read", of=learner_id)
    grading.settle([learner_id], at=at)
    wanted = request.args.get("kind")
    page = timeline_page(
        feed.timeline_of(learner_id, tutor_id=tutor_id, at=at),
        kind=EventKind(wanted) if wanted in set(EventKind) else None,
        number=request.args.get("page", default=1, type=int),
    )
    return render_template("progress/timeline.html", learner=learner, timeline=page, days=feed.by_day(page.events))


@bp.get("/people/<int:person_id>/records")
@open_to(Role.ADMINISTRATOR)
def records(person_id: int) -> str:
    """What somebody who has left handed in and sat, for an administrator to read; no draft is among it."""
    leaver = _left(person_id)
    note_reading("leaver’s records read", of=person_id)
    grading.settle([person_id], at=now())
    return render_template(
        "progress/leaver.html",
        leaver=leaver,
        by_administrator=True,
        submissions=submissions_of(person_id, at=now()),
        sat=summaries.results_of(person_id),
    )


@bp.get("/people/<int:person_id>/records/submissions/<int:piece_id>")
@open_to(Role.ADMINISTRATOR)
def record(person_id: int, piece_id: int) -> str:
    leaver = _left(person_id)
    series = own_series(piece_id, learner_id=person_id, at=now()) or abort(404)
    note_reading("leaver’s submission read", of=person_id, detail=f"submission {piece_id}")
    return render_template(
        "progress/record.html",
        leaver=leaver,
        submission=series.shown,
        content=contents([piece_id], reader_id=me().id).get(piece_id),
        names=accounts.names(series.people),
    )


@bp.get("/people/<int:person_id>/records/attempts/<int:attempt_id>")
@open_to(Role.ADMINISTRATOR)
def record_of_attempt(person_id: int, attempt_id: int) -> str:
    leaver = _left(person_id)
    result = results.result(attempt_id, learner_id=person_id) or abort(404)
    may_read_keys(mark.version.item.id for mark in result.grade.items)
    note_reading("leaver’s result read", of=person_id, detail=f"attempt {attempt_id}")
    return render_template(
        "quiz/case_result.html" if result.paper.branching else "quiz/result.html",
        report=reports.report(result, at=now(), to_tutor=True),
        name=leaver.name,
        offered=False,
        no_tutor=None,
        back=url_for(".records", person_id=person_id),
    )


def _left(person_id: int) -> Leaver:
    leaver = cohorts.left(person_id, at=now())
    if leaver is None:
        raise StillHere
    return leaver


def _leaver_page(leaver: Leaver) -> str:
    """What somebody made while this tutor taught them."""
    submissions = submissions_read_by(me().id, leaver.id, at=now())
    return render_template(
        "progress/leaver.html",
        leaver=leaver,
        submissions=[each for each in submissions if not each.is_blind],
        blind=sum(each.is_blind and not each.withdrawn_at for each in submissions),
        sat=summaries.results_read_by(me().id, leaver.id, at=now()),
    )
