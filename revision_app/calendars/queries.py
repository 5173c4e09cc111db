from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ..accounts import queries as accounts
from ..accounts.core import Account, Role, State
from ..cohorts import queries as cohorts
from ..db import db
from ..marking.queries import submissions
from ..marking.queries.to_do import to_do
from ..planning import queries as planning
from ..progress.queries import aim_of
from ..quiz.attempts.core.summary import Window
from ..quiz.attempts.queries import rules
from ..quiz.bank import library as bank
from ..shared.feed import Link
from ..web.clock import LONDON
from .core import PLANNED, Address, Entry, due_back, in_order, of_aim, of_paper, of_plan
from .models import CalendarAddressRow


def address(person_id: int) -> Address | None:
    """The address that somebody's calendar has now; ``None`` where it has none."""
    row = CalendarAddressRow
    found = db.session.scalar(select(row).where(row.person_id == person_id, row.revoked_at.is_(None)))
    return Address(found.id, found.made_at) if found else None


@dataclass(frozen=True)
class Asked:
    """What is known of an address that was asked for: whether there ever was one, and whose calendar it opens."""

    known: bool
    owner: Account | None


def asked(token: str) -> Asked:
    """An address that was revoked, or whose account is closed, opens nobody's calendar."""
    row = db.session.scalar(select(CalendarAddressRow).where(CalendarAddressRow.digest == accounts.digest(token)))
    if row is None or row.revoked_at is not None:
        return Asked(row is not None, None)
    owner = accounts.account(row.person_id)
    return Asked(True, owner if owner and owner.state is not State.DEACTIVATED else None)


def entries(person_id: int, roles: Collection[Role], *, at: datetime) -> list[Entry]:
    """What stands in somebody's calendar, by all the roles they have, the earliest first."""
    found: list[Entry] = []
    if Role.LEARNER in roles:
        found += _of_learner(person_id, at)
    if Role.TUTOR in roles:
        found += _of_tutor(person_id, at)
    return in_order(found, at=at, zone=LONDON)


def _of_learner(learner_id: int, at: datetime) -> Iterator[Entry]:
    """Whoever is in no cohort, or paused in all, has no dates of papers: they can begin none."""
    dates = rules.dates_of_learner(learner_id, at=at)
    if dates.cohort_ids and not dates.paused:
        for paper_id, (window, _) in dates.by_paper.items():
            yield from _of_paper(paper_id, window, Link("quiz.paper", {"paper_id": paper_id}), whose="own")
    claims = submissions.claims([learner_id], at=at)[learner_id]
    link = Link("progress.today")
    yield from due_back(
        (claim.due for claim in claims if claim.seen), "Work that you handed in is due back", link, whose="own"
    )
    aim = aim_of(learner_id)
    if aim:
        yield of_aim(aim)
    for each in planning.coming(learner_id, days=PLANNED, at=at):
        yield of_plan(each.day, each.minutes)


def _of_tutor(tutor_id: int, at: datetime) -> Iterator[Entry]:
    taught = [cohort.id for cohort in cohorts.learners_by_cohort(tutor_id, at=at)]
    for cohort_id, paper_id, window in rules.dates_of_cohorts(taught):
        link = Link("quiz.cohort_papers", {"cohort_id": cohort_id})
        yield from _of_paper(paper_id, window, link, whose=f"cohort {cohort_id}")
    waiting = to_do(tutor_id, since=at, at=at).waiting
    link = Link("marking.queue")
    yield from due_back((piece.due for piece in waiting), "Work that you mark is due back", link, whose="taught")


def _of_paper(paper_id: str, window: Window, link: Link, *, whose: str) -> list[Entry]:
    """A paper that is not on offer any more has no name to show; one to practise waits for no release."""
    offer = bank.bank().papers.get(paper_id)
    if offer is None:
        return []
    if offer.sample.is_practice:
        window = Window(window.opens_at, window.closes_at)
    return of_paper(paper_id, offer.sample.title, window, link, whose=whose)
