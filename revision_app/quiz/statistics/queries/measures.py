"""What the statistics of papers and items are made from: results that count, gathered into levels of equal total.

A million responses have to be read in under a second. The database joins what each attempt answered into one string,
which both kinds of database do in one pass over the table; alike strings are then counted, and each is read once.
"""

import json
from collections import Counter, defaultdict
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, and_, case, cast, exists, func, select
from sqlalchemy.orm import aliased

from ....cohorts.queries import may_read
from ....db import db
from ...attempts.core.certainty import Certainty
from ...attempts.models import AttemptRow, ResultItemRow, ResultRow
from ...practice.core.recipe import OWN_TEST
from ..core.measures import Level, MeasuredAnswer, PaperStatistics, Which, measure

_NOTHING, _THE_MARK = "0 1 1 0", "1 1 1 0"
_BETWEEN = "\n"  # which neither an item's id nor JSON has within


def statistics_of(
    which: Which, *, taught_by: int | None, at: datetime, paper_id: str | None = None, groups_of: int = 1
) -> dict[str, PaperStatistics]:
    """The statistics of each paper that was sat, by its id, or of one; over what a tutor may read, or over all.

    With ``groups_of`` results count only in whole groups of so many, in the order in which they came, so that two looks
    never differ by fewer; ``Which.FIRST`` alone has one result of each learner.
    Results that still wait for a tutor's marks and attempts that were voided do not count, nor do own tests, in which
    learners choose what they are weak in.
    """
    counted = _counted(which, taught_by, at, paper_id, groups_of)
    return {paper: measure(levels) for paper, levels in _levels(counted).items()}


def _counted(
    which: Which, taught_by: int | None, at: datetime, paper_id: str | None, groups_of: int = 1
) -> Select[Any]:
    """The latest result of each attempt that counts."""
    chosen = _chosen(which, taught_by, at, paper_id)
    return chosen if groups_of == 1 else _in_groups(chosen, groups_of)


def _in_groups(chosen: Select[Any], size: int) -> Select[Any]:
    place = func.row_number().over(partition_by=AttemptRow.paper_id, order_by=(ResultRow.at, AttemptRow.id))
    total = func.count().over(partition_by=AttemptRow.paper_id)
    placed = chosen.add_columns(place.label("place"), total.label("total")).subquery()
    columns = (column for column in placed.c if column.name not in ("place", "total"))
    return select(*columns).where(placed.c.place <= placed.c.total - placed.c.total % size)


def _chosen(which: Which, taught_by: int | None, at: datetime, paper_id: str | None) -> Select[Any]:
    newer = aliased(ResultRow)
    row: Any = ResultRow
    attempt: Any = AttemptRow
    results: Select[Any] = (
        select(row.id, row.scored_num, row.scored_den, row.available, AttemptRow.paper_id)
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(row.pending == 0, AttemptRow.voided_at.is_(None), AttemptRow.paper_id.not_like(f"{OWN_TEST}-%"))
        .where(~exists().where(newer.attempt_id == ResultRow.attempt_id, newer.number > ResultRow.number))
    )
    if paper_id is not None:
        results = results.where(AttemptRow.paper_id == paper_id)
    if taught_by is not None:
        results = results.where(may_read(taught_by, attempt.learner_id, attempt.started_at, at=at))
    match which:
        case Which.FIRST:
            return results.where(AttemptRow.number == 1)
        case Which.ALL:
            return results
        case Which.BEST:
            return _best(results)


def _best(results: Select[Any]) -> Select[Any]:
    share = ResultRow.scored_num * 1.0 / (ResultRow.scored_den * func.nullif(ResultRow.available, 0))
    place = func.row_number().over(
        partition_by=(AttemptRow.learner_id, AttemptRow.paper_id), order_by=(share.desc(), AttemptRow.number)
    )
    ranked = results.add_columns(place.label("place")).subquery()
    return select(*(column for column in ranked.c if column.name != "place")).where(ranked.c.place == 1)


def _levels(counted: Select[Any]) -> dict[str, list[Level]]:
    results = {row.id: tuple(row)[1:] for row in db.session.execute(counted)}
    joined = (
        select(
            ResultItemRow.result_id,
            func.aggregate_strings(_written(), _BETWEEN),
            func.sum(ResultItemRow.seconds),
        )
        .where(ResultItemRow.result_id.in_(_ids(counted)))
        .group_by(ResultItemRow.result_id)
    )
    alike: defaultdict[tuple[Any, ...], list[tuple[str, int | None]]] = defaultdict(list)
    for result_id, text, seconds in db.session.execute(joined):
        alike[results[result_id]].append((text, seconds))
    known: dict[str, MeasuredAnswer] = {}
    levels: defaultdict[str, list[Level]] = defaultdict(list)
    for (scored, of, available, paper_id), attempts in alike.items():
        counts = Counter(_BETWEEN.join(text for text, _ in attempts).split(_BETWEEN))
        known |= {text: _read(text) for text in counts if text not in known}
        answers = [(known[text], n) for text, n in counts.items()]
        took = [seconds for _, seconds in attempts if seconds is not None]
        levels[paper_id].append(Level(Fraction(scored, of), available, len(attempts), answers, took))
    return levels


def seconds_at(
    item_id: str, which: Which, *, taught_by: int | None, at: datetime, paper_id: str, groups_of: int = 1
) -> list[int]:
    """How long the answers to one item of a paper took, as far as the saves tell."""
    mine = _ids(_counted(which, taught_by, at, paper_id, groups_of))
    took = select(ResultItemRow.seconds).where(
        ResultItemRow.item_id == item_id, ResultItemRow.seconds.is_not(None), ResultItemRow.result_id.in_(mine)
    )
    return [seconds for seconds in db.session.scalars(took) if seconds is not None]


def _ids(counted: Select[Any]) -> Select[Any]:
    return counted.with_only_columns(counted.selected_columns.id)


def _written() -> ColumnElement[str]:
    """An answer as one string: its item, its response as JSON, and what came of it; ``_read`` reads it back."""
    row: Any = ResultItemRow
    parts = (row.mark_num, row.mark_den, row.available, cast(row.unsafe, Integer))
    num, den, available, unsafe = (cast(part, Text) for part in parts)
    certainty = func.coalesce(" " + cast(row.certainty, Text), "")
    plain = and_(row.mark_den == 1, row.available == 1, ~row.unsafe, row.certainty.is_(None))
    outcome = case(  # to write numbers takes half of the time, and most answers earn nothing or the one mark there is
        (plain, case((row.mark_num == 0, _NOTHING), else_=_THE_MARK)),
        else_=num + " " + den + " " + available + " " + unsafe + certainty,
    )
    written: ColumnElement[str] = row.item_id + cast(row.response, Text) + outcome
    return written


def _read(text: str) -> MeasuredAnswer:
    item_id, opening, rest = text.partition("[")
    response, closing, outcome = rest.rpartition("]")
    num, den, available, unsafe, *certainty = map(int, outcome.split())
    return MeasuredAnswer(
        item_id,
        tuple(json.loads(opening + response + closing)),
        Fraction(num, den),
        available,
        unsafe=bool(unsafe),
        certainty=Certainty(certainty[0]) if certainty else None,
    )
