from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Integer, ScalarSelect, Select, func, select, type_coerce

from .. import deletion
from ..db import built_once, db
from ..deletion import WITH_DELETED
from ..quiz.attempts.queries.withheld import withheld
from ..quiz.practice import queries as practice
from ..shared.undo import UNDO, Deleted
from ..study import queries as study
from ..study.library import shelf
from ..web.clock import LONDON
from . import library
from .core.cards import Card, Source, about, kept_apart, named
from .core.schedule import Rating, Review, Standing
from .core.session import MOST_CARDS, PACE, Goal, before_exam, is_wanted, of_today, pace
from .models import CardReviewRow, CardStandingRow, OwnCardRow, RecallChoiceRow

MINUTES = 10  # a day, until somebody says otherwise
_LATEST_LOOKS = 300  # more than anybody makes in a day
_WRONG, _CERTAIN = "you missed it", "you were certain, and it was wrong"


@dataclass(frozen=True)
class Choice:
    """How a learner wants to be asked: so many minutes a day, with two buttons or with four.

    ``left_out`` are the names of the cards that they do not want to see, the latest first.
    """

    minutes: int = MINUTES
    four_buttons: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnCard:
    id: int
    front: str
    back: str


@dataclass(frozen=True)
class Asked:
    """A card of today, and how well it is known; ``standing`` is ``None`` for a new one."""

    card: Card
    standing: Standing | None


@dataclass(frozen=True)
class Session:
    """What a learner is asked today, and what they wrote, left out and deleted themselves.

    ``seconds`` is about how long it takes, ``known`` how many cards were ever asked. With a ``goal``, what is asked
    serves an exam; ``is_full`` then says that a card which is asked twice would take another's place.
    """

    cards: Sequence[Asked]
    choice: Choice
    seconds: float
    looked_at: int
    left_over: int
    next_due: datetime | None
    known: int
    own: Sequence[OwnCard]
    left_out: Sequence[Card]
    goal: Goal | None
    is_full: bool
    deleted: Sequence[Deleted]

    @property
    def new(self) -> int:
        return sum(asked.standing is None for asked in self.cards)

    @property
    def minutes(self) -> int:
        """About how long the cards take, in whole minutes, at least one."""
        return max(1, round(self.seconds / 60))


def own_cards(learner_id: int) -> list[OwnCard]:
    """What a learner wrote, the latest first."""
    return [OwnCard(row.id, row.front, row.back) for row in db.session.scalars(*_own_cards(learner_id))]


@built_once
def _own_cards(learner_id: int) -> Select[OwnCardRow]:
    return select(OwnCardRow).where(OwnCardRow.learner_id == learner_id).order_by(OwnCardRow.id.desc())


def own_card(card_id: int, *, learner_id: int) -> OwnCard | None:
    """A learner's own card; anyone else's is as good as missing."""
    mine = OwnCardRow.id == card_id, OwnCardRow.learner_id == learner_id
    row = db.session.scalar(select(OwnCardRow).where(*mine))
    return OwnCard(row.id, row.front, row.back) if row else None


def own_and_deleted(learner_id: int, *, at: datetime) -> tuple[list[OwnCard], list[Deleted]]:
    """What a learner wrote, and what of it they have deleted and can have back, the latest first; in one statement."""
    both = OwnCardRow.learner_id == learner_id, deletion.there_or_deleted(OwnCardRow, since=at - UNDO)
    asked = select(OwnCardRow).where(*both).order_by(OwnCardRow.id.desc())
    there, deleted = deletion.parted(db.session.scalars(asked, execution_options=WITH_DELETED), lambda row: row.front)
    return [OwnCard(row.id, row.front, row.back) for row in there], deleted


def reviews_of(card: str, *, learner_id: int) -> list[Review]:
    """Every review of a learner's card."""
    row = CardReviewRow
    mine = select(row.key, row.rating, row.at).where(row.learner_id == learner_id, row.card == card)
    return [Review(key, Rating(rating), at) for key, rating, at in db.session.execute(mine)]


def all_reviews(learner_id: int) -> dict[str, list[Review]]:
    """Every review of each of a learner's cards, in one statement."""
    row, found = CardReviewRow, defaultdict[str, list[Review]](list)
    mine = select(row.card, row.key, row.rating, row.at).where(row.learner_id == learner_id).order_by(row.id)
    for card, key, rating, at in db.session.execute(mine):
        found[card].append(Review(key, Rating(rating), at))
    return found


def standings(learner_id: int) -> tuple[Choice, dict[str, Standing]]:
    """How a learner wants to be asked, and how well they know each card that they were asked; in one statement."""
    rows = db.session.execute(*_mine(learner_id)).all()
    return _choice(rows), _standings(rows)


@built_once
def _mine(learner_id: int) -> Select[*tuple[Any, ...]]:
    return _choice_and_standings(learner_id)


def _choice_and_standings(learner_id: int, *also: ScalarSelect[Any]) -> Select[*tuple[Any, ...]]:
    """A learner's choice beside each of their standings, with what is ``also`` asked in the same statement.

    It finds at least one row; without a choice or a standing it has ``None`` in its place.
    """
    chosen, row = RecallChoiceRow, CardStandingRow
    me = select(type_coerce(learner_id, Integer).label("id")).subquery()
    mine = select(chosen, row, *also).select_from(me).outerjoin(chosen, chosen.learner_id == me.c.id)
    return mine.outerjoin(row, row.learner_id == me.c.id)


def _choice(rows: Sequence[Any]) -> Choice:
    chosen = rows[0][0]
    return Choice(chosen.minutes, chosen.four_buttons, tuple(chosen.left_out)) if chosen else Choice()


def _standings(rows: Sequence[Any]) -> dict[str, Standing]:
    return {standing.card: _standing(standing) for _, standing, *_ in rows if standing}


def _standing(row: CardStandingRow) -> Standing:
    return Standing(
        row.begun_at, row.due_at, row.last_at, row.stability, row.difficulty, row.learning, row.lapses, row.reviews
    )


def session(learner_id: int, *, at: datetime, more: bool = False) -> Session:
    """What a learner is asked today, within their minutes, or ``more`` than their plan has for today.

    No card is about a question that a timed paper holds back from them.
    """
    rows = db.session.execute(*_with_goal(learner_id)).all()
    chosen, mine = _choice(rows), _standings(rows)
    written, deleted = own_and_deleted(learner_id, at=at)
    own = {card.id: card for card in written}
    held_back = withheld(learner_id, at=at)
    past = practice.history(learner_id, at=at, held_back=held_back)
    missed = [item for item, share in past.shares.items() if share < 1]
    why = {item: _CERTAIN if item in past.certain_and_wrong else _WRONG for item in missed}
    held = {named(Source.MISS, item) for item in held_back}
    hidden = held.union(chosen.left_out)
    today = _since(at)
    looks = _looks(learner_id)
    each = pace([seconds for _, seconds in looks if seconds])
    ours = [seconds for looked_at, seconds in looks if looked_at >= today]
    spent = sum(seconds or round(each) for seconds in ours)
    shown = {name: standing for name, standing in mine.items() if name not in hidden and _is_there(name)}
    read = [
        (reading.unit, step.section) for reading in study.readings(learner_id) for step in reading.steps if step.read
    ]
    new = chain(
        (named(Source.MISS, item) for item in sorted(missed, key=lambda item: why[item] != _CERTAIN)),
        (named(Source.OWN, card) for card in reversed(own)),
        library.to_learn(read),
    )
    unseen = (name for name in new if name not in hidden and _card(name, own))
    deck = _deck(mine, len(own), library.to_learn(read), chosen)
    goal = library.goals().goal(rows[0][3:], deck=deck, minutes=chosen.minutes, at=at)
    if goal and more:
        goal, spent = replace(goal, minutes=chosen.minutes), 0
    minutes = goal.minutes if goal else chosen.minutes
    if goal:
        known = {standing.card: times for _, standing, times, *_ in rows if standing}
        day = before_exam(shown, known, unseen, goal=goal, spent=spent, each=each, today=today, at=at)
    else:
        begun = sum(standing.begun >= today for standing in mine.values())
        day = of_today(shown, unseen, minutes=minutes, spent=spent, begun=begun, each=each, at=at)
    cards = kept_apart(card for name in day.names if (card := _card(name, own, why)))
    later = [standing.due for standing in shown.values() if standing.due > at]
    uses_all = day.left_over > 0 or len(cards) >= MOST_CARDS or spent + (len(cards) + 1) * each > minutes * 60
    return Session(
        [Asked(card, shown.get(card.name)) for card in cards],
        chosen,
        len(cards) * each,
        len(ours),
        day.left_over,
        None if goal else min(later, default=None),
        len(shown),
        tuple(own.values()),
        [card for name in chosen.left_out if name not in held and (card := _card(name, own))],
        goal,
        goal is not None and uses_all,
        deleted,
    )


@built_once
def _with_goal(learner_id: int) -> Select[*tuple[Any, ...]]:
    """The learner's choice and standings, how often they knew each card, and what is kept of their plan."""
    row = CardReviewRow
    known = row.learner_id == learner_id, row.card == CardStandingRow.card, row.rating > Rating.FORGOTTEN.value
    times = select(func.count()).select_from(row).where(*known).correlate(CardStandingRow).scalar_subquery()
    return _choice_and_standings(learner_id, times, *library.goals().kept(learner_id))


def _deck(mine: Collection[str], own: int, to_learn: Iterable[str], choice: Choice) -> int:
    """How many cards a learner has: those that they looked at, their ``own``, and those of what they read."""
    new_own = own - sum(about(name)[0] is Source.OWN for name in mine)
    return len({*mine, *to_learn}.difference(choice.left_out)) + max(0, new_own)


def in_words(learner_id: int) -> list[tuple[str, str]]:
    """The cards that a learner wrote and those of what they read, each a question and an answer.

    Questions of the bank stay here: they are asked in papers, too.
    """
    own = [(card.front, card.back) for card in reversed(own_cards(learner_id))]
    read = (
        (reading.unit, step.section) for reading in study.readings(learner_id) for step in reading.steps if step.read
    )
    cards = (library.of(*about(name)) for name in library.to_learn(read))
    return own + [(card.front, "\n".join(card.back)) for card in cards if card]


@dataclass(frozen=True)
class Known:
    """How a learner wants to be asked, how well they know each card, and today's looks at cards with their seconds.

    ``own`` is how many cards they wrote.
    """

    choice: Choice
    cards: Mapping[str, Standing]
    looks: int
    spent: int
    own: int


def known(learner_id: int, *, at: datetime) -> Known:
    """The above in one statement."""
    rows = db.session.execute(*_known(learner_id, _since(at))).all()
    _, _, spent, looked, own = rows[0]
    return Known(_choice(rows), _standings(rows), looked, spent, own)


@built_once
def _known(learner_id: int, since: datetime) -> Select[*tuple[Any, ...]]:
    look, own = CardReviewRow, OwnCardRow
    today = look.learner_id == learner_id, look.at >= since
    seconds = select(func.coalesce(func.sum(func.coalesce(look.seconds, int(PACE))), 0)).where(*today)
    looks = select(func.count()).select_from(look).where(*today)
    written = select(func.count()).select_from(own).where(own.learner_id == learner_id)
    also = (each.scalar_subquery() for each in (seconds, looks, written))
    return _choice_and_standings(learner_id, *also)


def deck(mine: Known, read: Collection[str]) -> int:
    """How many cards a learner has who has ``read`` these sections (as ``unit#section``).

    Questions that they missed and have not looked at as cards are left out, for it takes long to find them.
    """
    units = shelf().units.values()
    sections = ((unit, each) for unit in units for each in unit.sections if f"{unit.id}#{each.id}" in read)
    return _deck(mine.cards, mine.own, library.to_learn(sections), mine.choice)


@dataclass(frozen=True)
class Waiting:
    """How many known cards are due, as far as the learner's minutes reach, and about how many minutes they take."""

    cards: int
    minutes: int


def waiting(
    mine: Known, *, held_back: Callable[[], Collection[str]], at: datetime, goal: Goal | None = None
) -> Waiting:
    """What of a learner's known cards is due, or serves their ``goal``: for pages that only say so.

    ``held_back`` finds the questions that timed papers keep from them; it is asked only where a card is about one.
    """
    today = _since(at)
    asked = {
        name
        for name, each in mine.cards.items()
        if (is_wanted(each, goal=goal, today=today, at=at) if goal else each.due <= at)
    }
    names = asked.difference(mine.choice.left_out)
    if any(about(name)[0] is Source.MISS for name in names):
        names -= {named(Source.MISS, item) for item in held_back()}
    due = [mine.cards[name] for name in names if _is_there(name)]
    each = max(PACE, mine.spent / mine.looks) if mine.looks else PACE
    learning = sum(standing.is_learning for standing in due)
    room = max(0, int(((goal or mine.choice).minutes * 60 - mine.spent) / each))
    cards = learning + min(len(due) - learning, room)
    return Waiting(cards, max(1, round(cards * each / 60)))


def _is_there(name: str) -> bool:
    """Whether a card that was looked at can be shown: an own one goes with its standing, others with the files."""
    source, what = about(name)
    return source is Source.OWN or library.is_there(source, what)


def _card(name: str, own: dict[int, OwnCard], why: dict[str, str] | None = None) -> Card | None:
    source, what = about(name)
    if source is Source.OWN:
        mine = own.get(int(what)) if what.isdecimal() else None
        return Card(name, mine.front, tuple(mine.back.splitlines()), "you wrote it") if mine else None
    card = library.of(source, what)
    return replace(card, why=(why or {}).get(what, "you missed it once")) if card and card.version else card


def _looks(learner_id: int) -> list[tuple[datetime, int | None]]:
    """When a learner looked at their latest cards and for how many seconds: all of a day, and enough for their pace."""
    return [(at, seconds) for at, seconds in db.session.execute(*_latest_looks(learner_id))]


@built_once
def _latest_looks(learner_id: int) -> Select[datetime, int | None]:
    row = CardReviewRow
    latest = select(row.at, row.seconds).where(row.learner_id == learner_id).order_by(row.at.desc(), row.id.desc())
    return latest.limit(_LATEST_LOOKS)


def _since(at: datetime) -> datetime:
    """When the day of a moment began, where the site is."""
    return at.astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
