from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ScalarSelect, Select, literal, select

from ..progress import queries as progress
from ..progress.core import MatrixRow
from ..progress.core.aim import Aim, AimKind
from ..progress.core.own_matrix import OwnMatrix
from ..progress.library import STUDY_TIME
from ..quiz.bank import library as bank
from ..quiz.readiness import queries as readiness
from ..recall import queries as recall
from ..recall.core.session import PACE as SECONDS_A_CARD
from ..recall.core.session import Goal
from ..shared.feed import InHand
from ..study import feed as study
from ..study import library as units
from ..study import queries as reading
from ..web.clock import LONDON
from .core.cards import moved
from .core.plan import PlannedDay, StudyPlan, Wish, plan
from .core.study_time import StudyTime
from .core.wanted import ClientCase, Pace, Unread, chains
from .models import StudyTimeRow

NOON = time(12)  # of the day of an exam, whenever it begins


@dataclass(frozen=True)
class Planned:
    """A learner's plan, the time that it was made for, and how well they know their cards, ``new_cards`` not yet.

    ``goal`` is by when they are to be known; ``None`` as long as no exam is near.
    """

    aim: Aim
    time: StudyTime
    plan: StudyPlan
    pace: Pace
    cards: recall.Known
    new_cards: int
    goal: Goal | None


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
    return _time(minutes, days_off)


def _time(minutes: str, days_off: str) -> StudyTime:
    return StudyTime(tuple(map(int, minutes.split())), frozenset(map(date.fromisoformat, days_off.split())))


def kept(learner_id: int) -> tuple[ScalarSelect[Any], ...]:
    """The time and the date of a learner's plan, each ``NULL`` without one; ``goal`` reads them."""
    row, mine = StudyTimeRow, StudyTimeRow.learner_id == learner_id
    times = (select(column).where(mine).scalar_subquery() for column in (row.minutes, row.days_off, row.at))
    return *times, progress.aimed_at(learner_id)


def goal(kept: Sequence[Any], *, deck: int, minutes: int, at: datetime) -> Goal | None:
    """The exam that a plan leads to, once it is near enough for the cards of it (``recall.library.Goals``)."""
    weekdays, days_off, since, aimed_at = kept
    if weekdays is None or aimed_at is None:
        return None
    aim = progress.aim_from(aimed_at)
    return _goal(aim, _moved(aim, _time(weekdays, days_off), minutes, deck=deck, since=since), at)


def _moved(aim: Aim, time: StudyTime, minutes: int, *, deck: int, since: datetime) -> dict[date, int]:
    """The minutes for cards on the days before an exam, where somebody has a ``deck`` of so many cards."""
    if aim.kind is not AimKind.EXAM:
        return {}
    one_look = -int(-deck * SECONDS_A_CARD // 60)
    return moved(aim.day, time, minutes, deck=one_look, since=since.astimezone(LONDON).date())


def _goal(aim: Aim, for_cards: Mapping[date, int], at: datetime) -> Goal | None:
    today = at.astimezone(LONDON).date()
    if today not in for_cards:
        return None
    exam = datetime.combine(aim.day, NOON, LONDON).astimezone(UTC)
    later = (day for day, minutes in for_cards.items() if day > today and minutes)
    return Goal(exam, for_cards[today], next(later, None))


def planned(learner_id: int, rows: Sequence[MatrixRow], in_hand: Sequence[InHand], *, at: datetime) -> Planned | None:
    """A learner's plan, worked out from what was decided, read, answered and drafted until now; ``None`` without one.

    ``rows`` and ``in_hand`` are what ``progress`` finds.
    """
    given, aim = time_among(in_hand), progress.aim_among(in_hand)
    if given is None or aim is None:
        return None
    known, sittings = readiness.readiness_and_sittings(learner_id, at=at)
    matrix = progress.matrix_of(learner_id, rows, known, at=at)
    known_cards = recall.known(learner_id, at=at)
    since = at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    pace = Pace.of((each.minutes, each.answers) for each in sittings)
    worked = sum(min(each.minutes, pace.worst * each.answers) for each in sittings if each.at >= since)
    read = reading.read_among(in_hand)
    cards = known_cards.choice.minutes if known_cards.cards or read else 0
    made_at = next(each.at for each in in_hand if each.kind == STUDY_TIME)
    deck = recall.deck(known_cards, read)
    for_cards = _moved(aim, given, cards, deck=deck, since=made_at)
    wish = Wish(
        since.date(),
        aim.day,
        given,
        cards=cards,
        done=round(study.minutes_read(in_hand, since=since) + worked),
        cards_done=round(sum(card.last >= since for card in known_cards.cards.values()) * SECONDS_A_CARD / 60),
        moved=for_cards,
    )
    sat = {each.paper_id for each in sittings}
    made = plan(wish, chains(matrix.rows, unread=_unread(matrix, in_hand), cases=_cases(sat), pace=pace, aim=aim.kind))
    new_cards = max(0, deck - len(known_cards.cards))
    return Planned(aim, given, made, pace, known_cards, new_cards, _goal(aim, for_cards, at))


def coming(learner_id: int, *, days: int, at: datetime) -> list[PlannedDay]:
    """Today and the days after it, so many in all, that hold any of a learner's plan; none where they have no plan."""
    in_hand = progress.in_hand(learner_id, since=at)
    if time_among(in_hand) is None:
        return []
    rows = progress.decided([learner_id], at=at)[learner_id]
    made = planned(learner_id, rows, in_hand, at=at)
    return [each for each in made.plan.days[:days] if each.minutes] if made else []


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
