from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from .. import deletion
from ..db import db, insert_all, insert_missing, part_of_action, transaction
from ..deletion import WITH_DELETED
from . import library, queries
from .core.cards import NoSuchCard, Source, TooManyCards, about, named
from .core.schedule import ALGORITHM, Rating, Standing, replayed
from .models import CardReviewRow, CardStandingRow, OwnCardRow, RecallChoiceRow

MOST_OWN = 2000
FULL = f"You can keep {MOST_OWN} cards of your own. Delete some first."
LONGEST_AWAY = timedelta(days=90)  # that a device may have been without a connection


@transaction
def review(
    card: str, rating: Rating, *, key: str, ago: timedelta, seconds: int | None, learner_id: int, at: datetime
) -> Standing:
    """Note that a learner looked at a card ``ago``, and how well they knew it; how well it is known after all reviews.

    Sent again under its ``key`` it is the review that is there. In whatever order reviews arrive, the same follows.
    Raises ``NoSuchCard`` where the learner has no such card and never had.
    """
    _one_after_another(learner_id)
    source, what = about(card)
    earlier = queries.reviews_of(card, learner_id=learner_id)
    if not earlier and not _exists(source, what, learner_id):
        raise NoSuchCard
    values = {
        "learner_id": learner_id,
        "card": card,
        "key": key,
        "rating": rating.value,
        "at": at - min(max(ago, timedelta()), LONGEST_AWAY),
        "seconds": seconds,
        "algorithm": ALGORITHM,
    }
    db.session.execute(insert_missing(CardReviewRow), values)
    standing = replayed(queries.reviews_of(card, learner_id=learner_id))
    if standing is None:  # its key is that of a review of another card
        raise NoSuchCard
    if _exists(source, what, learner_id) or source is not Source.OWN:  # of a deleted card only the review is kept
        _keep(card, standing, learner_id)
    return standing


def _one_after_another(learner_id: int) -> RecallChoiceRow:
    """A learner's own row, locked: two reviews at once would each follow from what the other does not see."""
    db.session.execute(insert_missing(RecallChoiceRow), {"learner_id": learner_id, **asdict(queries.Choice())})
    return db.session.scalars(
        select(RecallChoiceRow).where(RecallChoiceRow.learner_id == learner_id).with_for_update()
    ).one()


def _exists(source: Source, what: str, learner_id: int) -> bool:
    if source is Source.OWN:
        return what.isdecimal() and len(what) < 10 and queries.own_card(int(what), learner_id=learner_id) is not None
    return library.of(source, what) is not None


def _keep(card: str, standing: Standing, learner_id: int) -> None:
    row = db.session.get(CardStandingRow, (learner_id, card)) or CardStandingRow(learner_id=learner_id, card=card)
    for name, value in _as_kept(standing).items():
        setattr(row, name, value)
    db.session.add(row)


def _as_kept(standing: Standing) -> dict[str, Any]:
    return {
        "begun_at": standing.begun,
        "due_at": standing.due,
        "last_at": standing.last,
        "stability": standing.stability,
        "difficulty": standing.difficulty,
        "learning": standing.is_learning,
        "lapses": standing.lapses,
        "reviews": standing.reviews,
    }


@part_of_action
def work_out_again(learner_id: int) -> None:
    """Let how well a learner knows each card follow from all reviews that are theirs now."""
    db.session.execute(delete(CardStandingRow).where(CardStandingRow.learner_id == learner_id))
    deleted = {named(Source.OWN, card_id) for card_id in _deleted_cards(learner_id)}
    every = queries.all_reviews(learner_id).items()
    known = {card: replayed(reviews) for card, reviews in every if card not in deleted}
    kept = [{"learner_id": learner_id, "card": card, **_as_kept(each)} for card, each in known.items() if each]
    insert_all(CardStandingRow, kept)


def _deleted_cards(learner_id: int) -> Sequence[int]:
    mine = select(OwnCardRow.id).where(OwnCardRow.learner_id == learner_id, OwnCardRow.deleted_at.is_not(None))
    return db.session.scalars(mine, execution_options=WITH_DELETED).all()


@transaction
def write_cards(cards: Iterable[tuple[str, str]], *, learner_id: int, at: datetime) -> int:
    """Keep cards that a learner wrote, each a front and a back; how many are new. One that is there already stays.

    Raises ``TooManyCards``.
    """
    _one_after_another(learner_id)
    there = {(card.front, card.back) for card in queries.own_cards(learner_id)}
    new = [pair for pair in dict.fromkeys(cards) if pair not in there]
    if len(there) + len(new) > MOST_OWN:
        raise TooManyCards(FULL)
    rows = [
        {"learner_id": learner_id, "front": front, "back": back, "made_at": at, "changed_at": at} for front, back in new
    ]
    insert_all(OwnCardRow, rows)
    return len(new)


@transaction
def change_card(card_id: int, front: str, back: str, *, learner_id: int, at: datetime) -> None:
    """Write an own card anew; its reviews stay. Raises ``NoSuchCard`` where it is not this learner's."""
    mine = update(OwnCardRow).where(OwnCardRow.id == card_id, OwnCardRow.learner_id == learner_id)
    changed = mine.values(front=front, back=back, changed_at=at).returning(OwnCardRow.id)
    if not db.session.execute(changed).all():
        raise NoSuchCard


@transaction
def delete_card(card_id: int, *, learner_id: int, at: datetime) -> None:
    """Delete an own card, with a day to have it back. Raises ``NoSuchCard`` where it is not this learner's.

    Its reviews stay until it is gone for good; what follows from them goes at once, so that it is due nowhere.
    """
    _one_after_another(learner_id)
    if not deletion.delete(OwnCardRow, *_own(card_id, learner_id), at=at):
        raise NoSuchCard
    db.session.execute(delete(CardStandingRow).where(*_known_as(card_id, CardStandingRow, learner_id)))


@transaction
def restore_card(card_id: int, *, learner_id: int, at: datetime) -> None:
    """Have a deleted card back, known as well as it was. Raises ``NoSuchCard`` and ``TooManyCards``."""
    _one_after_another(learner_id)
    if not deletion.restore(OwnCardRow, *_own(card_id, learner_id), at=at):
        raise NoSuchCard
    if len(queries.own_cards(learner_id)) > MOST_OWN:
        raise TooManyCards(FULL)
    name = named(Source.OWN, card_id)
    if standing := replayed(queries.reviews_of(name, learner_id=learner_id)):
        _keep(name, standing, learner_id)


@transaction
def sweep(*, at: datetime) -> None:
    """Delete for good the cards that were deleted more than a day ago, with their reviews."""
    gone = deletion.out_of_time(OwnCardRow, at=at)
    asked = select(OwnCardRow.id, OwnCardRow.learner_id).where(OwnCardRow.id.in_(gone)).order_by(OwnCardRow.learner_id)
    for card_id, learner_id in db.session.execute(asked, execution_options=WITH_DELETED).all():
        db.session.execute(delete(CardReviewRow).where(*_known_as(card_id, CardReviewRow, learner_id)))
        row = _one_after_another(learner_id)
        row.left_out = [each for each in row.left_out if each != named(Source.OWN, card_id)]
        for_good = delete(OwnCardRow).where(OwnCardRow.id == card_id)
        db.session.execute(for_good, execution_options=WITH_DELETED)


def _own(card_id: int, learner_id: int) -> tuple[ColumnElement[bool], ...]:
    return OwnCardRow.id == card_id, OwnCardRow.learner_id == learner_id


def _known_as(
    card_id: int, table: type[CardReviewRow | CardStandingRow], learner_id: int
) -> tuple[ColumnElement[bool], ...]:
    return table.learner_id == learner_id, table.card == named(Source.OWN, card_id)


@transaction
def leave_out(card: str, *, learner_id: int) -> None:
    """Show a card no more. Raises ``NoSuchCard`` where there is none of this name."""
    source, what = about(card)
    if not _exists(source, what, learner_id):
        raise NoSuchCard
    row = _one_after_another(learner_id)
    row.left_out = [card, *(name for name in row.left_out if name != card)]


@transaction
def take_back(card: str, *, learner_id: int) -> None:
    """Show a card again that was left out."""
    row = _one_after_another(learner_id)
    row.left_out = [name for name in row.left_out if name != card]


@transaction
def choose(minutes: int, *, four_buttons: bool, learner_id: int) -> None:
    """Be asked for so many minutes a day from now on, and with four buttons or two."""
    row = _one_after_another(learner_id)
    row.minutes, row.four_buttons = minutes, four_buttons
