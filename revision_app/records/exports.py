"""Records as PDF: made by the process that does jobs, never in a request."""

from pathlib import Path

from flask import current_app, render_template
from markupsafe import Markup

from ..accounts.core import Role, State
from ..accounts.queries import account
from ..audit.actions import note_alone
from ..audit.core import AuditKind
from ..cohorts import queries as cohorts
from ..jobs.core import Job, JobFailed
from ..jobs.library import Tell
from ..quiz.attempts.actions import grading
from ..web.clock import now
from ..web.moments import shown
from ..web.pdf import NoPango, own_font, write_pdf
from ..web.spreadsheets import in_a_file_name
from . import queries
from .core import CohortRecords
from .core.about import About

IN_THE_TABLES = "The files for Excel and as CSV have the same to read."


def make_pdf(job: Job, path: Path, tell: Tell) -> str:
    """The records of a cohort, or of one learner in it, as a tagged PDF; what it is called."""
    about = About.read(job.about)
    records = _records(about, job.owner_id)
    tell(0, 2)
    page = _page(records, about)
    tell(1, 2)
    try:
        write_pdf(page, path, own_font)
    except NoPango as refusal:
        raise JobFailed(f"{refusal} {IN_THE_TABLES}") from refusal
    tell(2, 2)
    note_alone(
        "records exported",
        kind=AuditKind.EXPORTS,
        actor_id=job.owner_id,
        subject_id=about.learner_id,
        detail=f"{records.cohort.name}, PDF",
        at=now(),
    )
    whose = f"learner-{about.learner_id}" if about.learner_id else ""
    return f"{in_a_file_name('records', whose, records.cohort.name)}-{shown(now()):%Y-%m-%d}.pdf"


def _records(about: About, reader_id: int) -> CohortRecords:
    """What the job is about, if whoever asked for it may still read it."""
    at = now()
    reader = account(reader_id)
    role = Role.TUTOR if about.as_tutor else Role.ADMINISTRATOR
    roster = None
    if reader and reader.state is not State.DEACTIVATED and role in reader.roles:
        roster = (
            cohorts.roster(about.cohort_id, tutor_id=reader_id, at=at)
            if about.as_tutor
            else cohorts.any_roster(about.cohort_id, at=at)
        )
    if roster is None:
        raise JobFailed("You may no longer read these records.")
    grading.settle([person.id for person in roster.everyone], at=at)
    records = queries.records_of(roster, reader_id=reader_id, of_tutor=about.as_tutor, at=at)
    if about.learner_id:
        records = records.of(about.learner_id) or _gone()
    return records


def _gone() -> CohortRecords:
    raise JobFailed("There are no records of this learner here any more.")


def _page(records: CohortRecords, about: About) -> str:
    with current_app.test_request_context():
        style = Markup("<style>{}</style>").format(Markup(render_template("records/file.css")))  # noqa: S704 - ours
        page = "records/learner_file.html" if about.learner_id else "records/cohort_file.html"
        return render_template(page, records=records, line=records.lines[:1], at=now(), style=style)
