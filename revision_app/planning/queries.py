from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, literal, select

from ..progress import queries as progress
from ..progress.core import MatrixRow
from ..progress.core.aim import Aim
from ..progress.core.own_matrix import OwnMatrix
from ..progress.library import STUDY_TIME
from ..quiz.bank import library as bank
from ..quiz.readiness import queries as readiness
from ..recall import queries as recall
from ..recall.core.session import PACE as SECONDS_A_CARD
from ..shared.feed import InHand
from ..study import feed as study
from ..study import library as units
from ..study import queries as reading
from ..web.clock import LONDON
from .core.plan import StudyPlan, StudyTime, Wish, plan
from .core.wanted import ClientCase, Pace, Unread, chains
from .models import StudyTimeRow


@dataclass(frozen=True)
class Planned:
    """A learner's plan, the time that it was made for, and how well they know their cards."""

    aim: Aim
    time: StudyTime
    plan: StudyPlan
    pace: Pace
    cards: recall.Known


def in_hand(learner_id: int) -> Select[Any]:
    """The time that a learner gives, for Today (``shared.feed.InHand``); ``time_among`` reads it."""
    row: Any = StudyTimeRow
    what = (row.minutes + ";" + row.days_off).label("title")
    return select(literal(STUDY_TIME).label("kind"), literal(0).label("id"), what, row.at).where(
        row.learner_id == learner_id
    )


def time_among(in_hand: Iterable[InHand]) -> StudyTime | None:
    """The time that a learner gives, among what they have in hand; ``None`` where they have no plan."""
    said = next((each.title for each in in_hand if each.kind == STUDY_TIME), None)
    if said is None:
        return None
    minutes, _, days_off = said.partition(";")
    return StudyTime(tuple(map(int, minutes.split())), frozenset(map(date.fromisoformat, days_off.split())))


def planned(learner_id: int, rows: Sequence[MatrixRow], in_hand: Sequence[InHand], *, at: datetime) -> Planned | None:
    """A learner's plan, worked out from what was decided, read, answered and drafted until now; ``None`` without one.

    ``rows`` and ``in_hand`` are what ``progress`` finds.
    """
    time, aim = time_among(in_hand), progress.aim_among(in_hand)
    if time is None or aim is None:
        return None
    known, sittings = readiness.readiness_and_sittings(learner_id, at=at)
    matrix = progress.matrix_of(learner_id, rows, known, at=at)
    known_cards = recall.known(learner_id, at=at)
    since = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    pace = Pace.of((each.minutes, each.answers) for each in sittings)
    worked = sum(min(each.minutes, pace.worst * each.answers) for each in sittings if each.at >= since)
    wish = Wish(
        since.date(),
        aim.day,
        time,
        cards=known_cards.choice.minutes if known_cards.cards or reading.read_among(in_hand) else 0,
        done=round(study.minutes_read(in_hand, since=since) + worked),
        cards_done=round(sum(card.last >= since for card in known_cards.cards.values()) * SECONDS_A_CARD / 60),
    )
    sat = {each.paper_id for each in sittings}
    made = plan(wish, chains(matrix.rows, unread=_unread(matrix, in_hand), cases=_cases(sat), pace=pace, aim=aim.kind))
    return Planned(aim, time, made, pace, known_cards)


def _unread(matrix: OwnMatrix, in_hand: Sequence[InHand]) -> dict[str, list[Unread]]:
    read = reading.read_among(in_hand)
    return {
        row.criterion.id: [
            Unread(unit.id, section.id, unit.heading.title, section.title, study.minutes(section))
            for unit, section in units.speaking_to(row.criterion.id)
            if f"{unit.id}#{section.id}" not in read
        ]
        for row in matrix.rows
    }


def _cases(sat: Iterable[str]) -> list[ClientCase]:
    """The client cases that are on offer and not among the papers that somebody sat."""
    samples = ((name, offer.sample) for name, offer in bank.bank().papers.items() if name not in set(sat))
    return [ClientCase(name, paper.title, paper.criteria) for name, paper in samples if paper.branching]
