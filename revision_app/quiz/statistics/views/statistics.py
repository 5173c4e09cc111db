from collections import Counter
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from flask import abort, render_template, request

from ....accounts.access import me, open_to
from ....accounts.core import Role
from ....web.clock import now
from ...attempts.access import may_read_keys
from ...attempts.actions import grading
from ...attempts.core.groups import SMALLEST_GROUP
from ...bank import library
from ...bank.core.offer import Offer
from ...bank.views import bp
from ...tutoring.queries.challenges import of_item
from ..core.flags import ENOUGH
from ..core.measures import ItemStatistics, PaperStatistics, Which, measure, nothing_known, time_taken
from ..core.review import ItemStanding, ReviewedItem, by_need, review
from ..queries.history import history_of
from ..queries.measures import seconds_at, statistics_of

Word = TypeVar("Word", bound=StrEnum)


@bp.get("/quizzes/bank/")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def bank() -> str:
    measured = _measured()
    offers = library.bank().papers
    lines = [line for offer in offers.values() for line in _lines(offer, measured)]
    met = {line.statistics.item_id for line in lines}
    unused = [version for item_id, version in library.bank().items.items() if item_id not in met]
    shown = _chosen(ItemStanding, "show")
    return render_template(
        "quiz/statistics/bank.html",
        which=_which(),
        shown=shown,
        counts=Counter(line.standing for line in lines) + Counter({ItemStanding.UNUSED: len(unused)}),
        lines=by_need(line for line in lines if line.standing is shown),
        unused=unused,
        papers={offer.id: offer.sample for offer in offers.values()},
        measured=measured,
        enough=ENOUGH,
        smallest=_smallest(),
    )


@bp.get("/quizzes/<paper_id>/statistics")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def statistics(paper_id: str) -> str:
    offer = library.offer(paper_id) or abort(404)
    measured = _measured(paper_id)
    lines = _lines(offer, measured)
    return render_template(
        "quiz/statistics/paper.html",
        which=_which(),
        paper=offer.sample,
        measured=measured.get(paper_id, measure(())),
        lines=lines,
        numbers={line.statistics.item_id: number for number, line in enumerate(lines, 1)},
        enough=ENOUGH,
        smallest=_smallest(),
    )


@bp.get("/quizzes/<paper_id>/statistics/<item_id>")
@open_to(Role.TUTOR, Role.ADMINISTRATOR)
def item_statistics(paper_id: str, item_id: str) -> str:
    offer = library.offer(paper_id) or abort(404)
    known = {line.statistics.item_id: line for line in _lines(offer, _measured(paper_id))}
    offered = {
        version.item.id: ReviewedItem(paper_id, nothing_known(version.item.id), version) for version in offer.versions
    }
    line = (offered | known).get(item_id) or abort(404)
    may_read_keys([item_id])
    challenges = of_item(item_id, me().role, me().id, at=now())
    return render_template(
        "quiz/statistics/item.html",
        which=_which(),
        paper=offer.sample,
        line=line,
        time=time_taken(_seconds(paper_id, item_id)),
        challenges=challenges,
        history=history_of(item_id, challenges),
        enough=ENOUGH,
        smallest=_smallest(),
    )


def _measured(paper_id: str | None = None) -> dict[str, PaperStatistics]:
    grading.sweep(at=now())
    return statistics_of(_which(), taught_by=_whose(), at=now(), paper_id=paper_id, groups_of=_smallest())


def _whose() -> int | None:
    """The tutor whose learners count; ``None`` for an administrator, for whom everybody does."""
    return None if me().role is Role.ADMINISTRATOR else me().id


def _smallest() -> int:
    """The fewest learners that a number on the page may be about."""
    return SMALLEST_GROUP if _whose() is None else 1


def _seconds(paper_id: str, item_id: str) -> list[int]:
    seconds = seconds_at(item_id, _which(), taught_by=_whose(), at=now(), paper_id=paper_id, groups_of=_smallest())
    return seconds if len(seconds) >= _smallest() else []


def _lines(offer: Offer, measured: dict[str, PaperStatistics]) -> list[ReviewedItem]:
    if offer.id not in measured:
        return []
    in_order = {version.item.id: version for version in offer.versions}
    of_paper = measured[offer.id]
    known = replace(of_paper, items=tuple(_enough(item, of_paper.n) for item in of_paper.items))
    return review(offer.id, known, {**in_order, **library.bank().items})


def _enough(item: ItemStatistics, learners: int) -> ItemStatistics:
    """What is known of an item, or nothing where whoever asks could single a learner out.

    Whoever does not teach the learners sees an item that all ``learners`` of the paper's whole groups had: of an item
    that was drawn for some of them, two looks might differ by one.
    """
    return item if _whose() is not None or item.n == learners else nothing_known(item.item_id)


def _which() -> Which:
    """The attempts that count; for an administrator the first alone: what the choices differ by may be one learner."""
    return Which.FIRST if _whose() is None else _chosen(Which, "attempts")


def _chosen(words: type[Word], name: str) -> Word:
    """The word that the page's address says, or else the first of them."""
    wanted = request.args.get(name)
    return next((word for word in words if word == wanted), next(iter(words)))
