"""What is kept from a learner while a timed paper asks it: one rule for all that could tell a key."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ...bank import library
from ..core.attempt import Attempt
from ..core.refusals import Withheld
from ..core.summary import Window
from .attempts import still_counting
from .rules import dates_of_learner


def withheld(learner_id: int, *, at: datetime, running: Iterable[Attempt] | None = None) -> frozenset[str]:
    """The ids of the items whose keys this learner may be told nowhere at this moment: see ``withholding``."""
    return frozenset().union(*withholding(learner_id, at=at, running=running).values())


def withholding(
    learner_id: int,
    *,
    at: datetime,
    but_dates: tuple[str, Window] | None = None,
    running: Iterable[Attempt] | None = None,
) -> dict[str, frozenset[str]]:
    """The papers that keep items from a learner, by their ids, and the ids of these items.

    *Ours:* those of a timed paper of theirs in which an answer can still count; and all that a timed paper may ask for
    which their cohorts have dates, from its opening until it has closed and its results are released. A paper that is
    open without such an end keeps its items only while it is sat. The results of one paper do not wait for the dates
    under which it was sat: ``but_dates`` names both, and its author says when they are shown. Where the learner's
    cohorts have other dates for it now, because they moved or sit it again, keys and reasons wait for those.
    ``running`` are the attempts in which an answer can still count, where they have been read already.
    """
    sat = [
        (attempt.paper.id, attempt.paper.items)
        for attempt in (still_counting(learner_id, at) if running is None else running)
        if not attempt.paper.is_practice
    ]
    dates = dates_of_learner(learner_id, at=at)
    dated = [
        (offer.id, offer.versions)
        for offer in library.bank().papers.values()
        if not offer.sample.is_practice
        and (window := dates.window(offer.id)).withholds(at)
        and (offer.id, replace(window, opens_at=None)) != but_dates
    ]
    kept: dict[str, frozenset[str]] = {}
    for paper_id, versions in (*sat, *dated):
        kept[paper_id] = kept.get(paper_id, frozenset()) | {version.item.id for version in versions}
    return kept


def must_be_free(item_ids: Iterable[str], learner_id: int, *, at: datetime) -> None:
    """Raise ``Withheld`` where a timed paper asks one of the items."""
    if not withheld(learner_id, at=at).isdisjoint(item_ids):
        raise Withheld
