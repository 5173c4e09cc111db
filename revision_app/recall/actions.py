from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from ..db import db, insert_all, insert_missing, part_of_action, transaction
from . import library, queries
from .core.cards import NoSuchCard, Source, TooManyCards, about, named
from .core.schedule import ALGORITHM, Rating, Standing, replayed
from .models import CardReviewRow, CardStandingRow, OwnCardRow, RecallChoiceRow

MOST_OWN = 2000
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
    known = {card: replayed(reviews) for card, reviews in queries.all_reviews(learner_id).items()}
    kept = [{"learner_id": learner_id, "card": card, **_as_kept(each)} for card, each in known.items() if each]
    insert_all(CardStandingRow, kept)


@transaction
def write_cards(cards: Iterable[tuple[str, str]], *, learner_id: int, at: datetime) -> int:
    """Keep cards that a learner wrote, each a front and a back; how many are new. One that is there already stays.

    Raises ``TooManyCards``.
    """
    _one_after_another(learner_id)
    there = {(card.front, card.back) for card in queries.own_cards(learner_id)}
    new = [pair for pair in dict.fromkeys(cards) if pair not in there]
    if len(there) + len(new) > MOST_OWN:
        raise TooManyCards(f"You can keep {MOST_OWN} cards of your own. Delete some first.")
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
def delete_card(card_id: int, *, learner_id: int) -> None:
    """Take an own card away for good, with its reviews. Raises ``NoSuchCard`` where it is not this learner's."""
    mine = delete(OwnCardRow).where(OwnCardRow.id == card_id, OwnCardRow.learner_id == learner_id)
    if not db.session.execute(mine.returning(OwnCardRow.id)).all():
        raise NoSuchCard
    name = named(Source.OWN, card_id)
    for table in (CardReviewRow, CardStandingRow):
        db.session.execute(delete(table).where(table.learner_id == learner_id, table.card == name))
    row = _one_after_another(learner_id)
    row.left_out = [each for each in row.left_out if each != name]


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
