"""A demonstration centre to walk through page by page, and a crowd to fill it with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from flask import Flask
from sqlalchemy import select

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.cohorts.models import CohortRow, EnrolmentRow
from revision_app.db import db
from revision_app.evidence.models import PieceRow
from revision_app.journal.models import ReflectionRow
from revision_app.marking.actions import decisions as marking
from revision_app.marking.core.phrase import Wording
from revision_app.marking.models import ReleaseRow
from revision_app.quality import queries as quality
from revision_app.quiz.attempts.actions import practice, sitting
from revision_app.quiz.attempts.core.grading import Way
from revision_app.quiz.attempts.models import AttemptRow, RegradeRow, ResultRow
from revision_app.quiz.bank import library
from revision_app.quiz.practice.actions import save_recipe
from revision_app.quiz.practice.core.recipe import Recipe
from revision_app.quiz.regrading import actions as regrading_actions
from revision_app.quiz.regrading import queries
from revision_app.recall import actions as recall
from revision_app.recall.queries import own_cards
from revision_app.records.core.about import KIND as RECORDS
from revision_app.study import actions as study
from revision_app.study.core.note import Anchor
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.files import a_pair, a_photograph, handed_in_as_a_set
from tests.support.jobs import a_made_file, an_export
from tests.support.logs import a_record, a_selection, countersigned, log_ids
from tests.support.messages import a_message
from tests.support.papers import a_challenge, an_answer_to_mark
from tests.support.practice import checked_as
from tests.support.quality import a_sample
from tests.support.reflections import a_reflection, a_submission
from tests.support.said import a_request, a_statement
from tests.support.statements import counted

PEOPLE = {
    Role.LEARNER: "learner@example.org",
    Role.TUTOR: "tutor@example.org",
    Role.ADMINISTRATOR: "admin@example.org",
    Role.QUALITY_ASSURER: "iqa@example.org",
}
OPEN_TO_ANYONE = frozenset({"anyone"})
# Of several roles, those whose person in the demonstration the ids below belong to.
FOR = {
    "marking.submission": {Role.TUTOR},  # it leads learners on
    "messages.sent": {Role.TUTOR},
    "records.download_pdf": {Role.TUTOR},
    "messages.thread": {Role.LEARNER, Role.TUTOR},
}
LEAD_ON = {"progress.home", "quiz.rest", "accounts.new_passkey"}  # to another page, unless something has begun


@dataclass(frozen=True)
class Visit:
    role: Role
    endpoint: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.endpoint}({self.role})"


def every_page(app: Flask) -> Iterator[Visit]:
    """Each page as each role that may open it, about the demonstration's own people and their work."""
    yield from visits(app, ids_of_work(app))


def visits(app: Flask, ids: Mapping[str, object]) -> Iterator[Visit]:
    """The same about what has these ids."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        roles = app.view_functions[rule.endpoint].open_to - OPEN_TO_ANYONE
        if not roles or "GET" not in rule.methods or rule.endpoint in LEAD_ON:
            continue
        roles &= FOR.get(rule.endpoint, roles)
        of_leaver = rule.endpoint.startswith(("progress.record", "portfolio.")) and "person_id" in rule.arguments
        left = "leaver_" if of_leaver else ""
        path = urls.build(rule.endpoint, {name: ids[left + name] for name in rule.arguments})
        if rule.endpoint in ("quiz.result", "quiz.result_as_evidence"):
            path = path.replace(str(ids["attempt_id"]), str(ids["marked_attempt_id"]))
        if rule.endpoint == "quiz.case":
            path = path.replace(str(ids["attempt_id"]), str(ids["case_attempt_id"]))
        yield from (Visit(role, rule.endpoint, path) for role in sorted(roles))


def browsers(app: Flask) -> dict[Role, Browser]:
    with app.app_context():
        ids = {row.email: row.id for row in db.session.execute(select(PersonRow.id, PersonRow.email))}
    return {role: Browser(app, ids[email], role) for role, email in PEOPLE.items()}


def followed(
    browser: Browser, *paths: str, within: str, headers: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """These pages, and all that their links lead to within some parts of the site: addresses and texts."""
    waiting, seen = list(paths), set(paths)
    while waiting:
        path = waiting.pop()
        answer = browser.get(path, headers=headers)
        text = answer.text if answer.mimetype.startswith("text/") or answer.is_json else ""
        yield path, text
        links = [] if answer.status_code != 200 else re.findall(r'href="(/[^"#]*)', text)
        links += [answer.location] if answer.status_code in (302, 303) else []
        fresh = {link for link in links if re.match(within, link)} - seen
        seen |= fresh
        waiting += fresh


def statements(app: Flask) -> dict[str, int]:
    """How many statements each page sends."""
    visitors = browsers(app)
    sent = {}
    for visit in every_page(app):
        visitors[visit.role].get(visit.path)  # what is done once is done now
        with counted(app) as found:
            assert visitors[visit.role].get(visit.path).status_code == 200, visit
        sent[visit.name] = len(found)
    return sent


def ids_of_work(app: Flask) -> dict[str, object]:
    with app.app_context():
        first = db.session.scalar
        learner = first(select(PersonRow.id).where(PersonRow.email == PEOPLE[Role.LEARNER]))
        papers = library.bank().papers
        paper = next(iter(papers))
        case = next(name for name, offer in papers.items() if offer.sample.branching)
        cohort = first(select(CohortRow.id).order_by(CohortRow.id))
        check = min(app.extensions["practised"])
        keys = library.bank().items[check].item.keys
        return {
            **_of_a_leaver(app, cohort),
            "check": checked_as(app, check),
            "answer_id": practice.practise(check, keys, learner_id=learner, at=now()),
            "learner_id": learner,
            "person_id": learner,
            "cohort_id": cohort,
            "job_id": an_export(app, learner, f"learner {learner}"),
            "own_job_id": an_export(app, learner, f"learner {learner}", "everything about me"),
            "records_job_id": a_made_file(app, _id_of(Role.TUTOR), RECORDS, f"records of cohort {cohort} as tutor"),
            "tutors_job_id": an_export(app, _id_of(Role.TUTOR), f"learner {learner}"),
            "letter_id": 1,
            "reflection_id": first(select(ReflectionRow.id).where(ReflectionRow.learner_id == learner)),
            "piece_id": first(
                select(PieceRow.id).join(ReleaseRow).where(PieceRow.learner_id == learner).order_by(PieceRow.id)
            ),
            "marked_attempt_id": first(
                select(AttemptRow.id).join(ResultRow).where(AttemptRow.learner_id == learner).order_by(AttemptRow.id)
            ),
            "attempt_id": sitting.start(paper, learner_id=learner, seed="seed", at=now()),
            "case_attempt_id": sitting.start(case, learner_id=learner, seed="seed", at=now()),
            "regrade_id": first(select(RegradeRow.id)) or _a_regrade(paper),
            **log_ids(app, learner),
            **_said(app, learner),
            **_a_sample(app),
            "n": 1,
            "criterion_id": "1.1",
            "paper_id": paper,
            "question_id": an_answer_to_mark(app, learner),
            "challenge_id": a_challenge(app, learner),
            **_files(app, learner),
            "item_id": library.bank().papers[paper].sample.items[0].item.id,
            "exemplar_id": "consultation-achieved",
            "unit_id": "mechanism",
            "form_id": "treatment-record",
            "recipe_id": save_recipe(token_hex(4), Recipe(), learner_id=learner, at=now()),
            "card_id": _a_card(learner),
            "note_id": study.add_note(
                "mechanism", Anchor("why-it-matters"), "Words.", key="a note", learner_id=learner, at=now()
            ).id,
        }


def _a_sample(app: Flask) -> dict[str, object]:
    """One of the demonstration, or else one that its quality assurer draws."""
    of_one = next(iter(quality.sampled(0, at=now())), None)
    sample, sampled = (of_one.sample_id, of_one.id) if of_one else _drawn(app)
    return {"sample_id": sample, "sampled_id": sampled}


def _drawn(app: Flask) -> tuple[int, int]:
    sample, (first, *_) = a_sample(app, _id_of(Role.QUALITY_ASSURER), 3)
    return sample, first


def _said(app: Flask, learner_id: int) -> dict[str, object]:
    tutor = db.session.scalars(select(PersonRow.id).where(PersonRow.email == PEOPLE[Role.TUTOR])).one()
    statement, (request, _token) = a_statement(app, learner_id, tutor), a_request(app, learner_id)
    return {"statement_id": statement, "request_id": request} | a_message(app, tutor, learner_id)


def _a_card(learner_id: int) -> int:
    recall.write_cards([(f"Question {n}?", "An answer.") for n in range(3)], learner_id=learner_id, at=now())
    return own_cards(learner_id)[0].id


def _files(app: Flask, learner_id: int) -> dict[str, object]:
    photograph = a_photograph(app, learner_id)
    a_pair(app, learner_id)
    return {"file_id": photograph, "set_id": handed_in_as_a_set(app, learner_id, photograph)}


def _of_a_leaver(app: Flask, cohort_id: int) -> dict[str, object]:
    """Somebody who left the cohort yesterday, with a piece and a result."""
    leaver, left_at = a_person(app), now() - timedelta(days=1)
    times = {"started_at": left_at - timedelta(days=1), "ended_at": left_at}
    with app.app_context():
        db.session.add(EnrolmentRow(cohort_id=cohort_id, learner_id=leaver, **times))
        db.session.commit()
    piece, _ = a_submission(app, leaver), an_answer_to_mark(app, leaver)
    with app.app_context():
        attempt = db.session.scalar(select(AttemptRow.id).where(AttemptRow.learner_id == leaver))
        job = an_export(app, _id_of(Role.ADMINISTRATOR), f"learner {leaver} as administrator")
    about = {"leaver_person_id": leaver, "leaver_piece_id": piece, "leaver_attempt_id": attempt}
    return about | {"leaver_job_id": job}


def _id_of(role: Role) -> int:
    return db.session.scalars(select(PersonRow.id).where(PersonRow.email == PEOPLE[role])).one()


def _a_regrade(paper_id: str) -> int:
    item_id = library.bank().papers[paper_id].sample.items[0].item.id
    found = queries.item_results(item_id)
    author = db.session.scalar(select(PersonRow.id).where(PersonRow.email == PEOPLE[Role.ADMINISTRATOR]))
    correction = found.corrections[Way.FULL]
    regrade_id = regrading_actions.begin_regrade(item_id, correction, "Why.", tutor_id=None, author_id=author, at=now())
    while regrading_actions.regrade_some(regrade_id, actor_id=author, at=now()):
        pass
    return regrade_id


def add_a_crowd(app: Flask, size: int) -> None:
    """So many more learners, and as much more work of the first one."""
    with app.app_context():
        cohort = db.session.scalar(select(CohortRow.id).order_by(CohortRow.id))
        learner = db.session.scalar(select(PersonRow.id).where(PersonRow.email == PEOPLE[Role.LEARNER]))
        tutor = db.session.scalar(select(PersonRow.id).where(PersonRow.email == PEOPLE[Role.TUTOR]))
    for n in range(size):
        newcomer = a_person(app)
        with app.app_context():
            marking.keep_phrase(Wording(f"Say why, number {n}."), author_id=tutor, at=now())
            db.session.add(EnrolmentRow(cohort_id=cohort, learner_id=newcomer, started_at=now()))
            db.session.commit()
            for paper in list(library.bank().papers)[:2]:
                attempt = sitting.start(paper, learner_id=newcomer, seed="seed", at=now())
                sitting.submit(attempt, learner_id=newcomer, at=now())
        a_submission(app, newcomer)
        # Not on what waits for the tutor: pages that tell of it would have less to ask afterwards.
        a_submission(app, learner, criteria=("1.1", "1.5"), released_by=tutor)
        a_reflection(app, learner)
        a_request(app, learner)
        a_statement(app, learner, tutor, number=n)
        a_message(app, tutor, learner, title=f"Number {n}", more=(newcomer,))
        a_message(app, learner, tutor, title=f"Number {n}")
        record = a_record(app, learner)
        countersigned(app, record, learner)
        a_selection(app, learner, record)
