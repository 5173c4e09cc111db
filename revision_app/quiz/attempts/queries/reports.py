"""What stands beside a result on its page."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, join, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from ....db import db
from ...bank.core.reveal import Part, parts_beside, shown
from ..core.attempt import Attempt
from ..core.grading import Result
from ..core.report import Earlier, MissReason, Report
from ..core.self_marking import SelfMark
from ..models import (
    AttemptRow,
    GivenMarkRow,
    MarkRequestRow,
    MissRow,
    ResultCriterionRow,
    ResultItemRow,
    ResultRow,
    SelfMarkRow,
)
from .regrades import history
from .results import is_latest_result
from .rules import window_of
from .withheld import withholding


def report(result: Result, *, at: datetime, to_tutor: bool = False, running: Iterable[Attempt] | None = None) -> Report:
    """A result with earlier ones and the learner's own reasons. A tutor is shown all, whatever the dates.

    ``running`` are the learner's attempts in which an answer can still count, where they have been read already.
    """
    if to_tutor:
        return Report(
            result,
            frozenset(Part),
            None,
            _earlier(result),
            history=history(result.attempt_id),
            **_remarks(result),
        )
    alone = bare_report(result, at=at, running=running)
    return replace(alone, earlier=_earlier(result), history=history(result.attempt_id), **_remarks(result))


def bare_report(result: Result, *, at: datetime, running: Iterable[Attempt] | None = None) -> Report:
    """What its learner may be shown of a result, without anything that stands beside it."""
    window = window_of(result.attempt_id)
    parts = shown(
        result.paper.reveal,
        at,
        finished_at=result.at,
        closes_at=window.closes_at,
        release_at=window.release_at,
    )
    asked = {mark.version.item.id for mark in result.grade.items}
    kept = withholding(result.learner_id, at=at, but_dates=(result.paper.id, window), running=running)
    keeping = {paper_id for paper_id, items in kept.items() if not items.isdisjoint(asked)}
    may_be_shown = parts_beside(keeping, result.paper.id)
    return Report(result, parts & may_be_shown, window.release_at, withheld=bool(keeping))


def _earlier(result: Result) -> tuple[Earlier, ...]:
    """Every earlier result of the paper, and of the last one its criteria and items: all in one statement."""
    if result.attempt_number == 1:
        return ()
    which = (
        AttemptRow.learner_id == result.learner_id,
        AttemptRow.paper_id == result.paper.id,
        AttemptRow.number < result.attempt_number,
        AttemptRow.voided_at.is_(None),
    )
    criterion = ResultCriterionRow
    joined = join(ResultRow, AttemptRow, AttemptRow.id == ResultRow.attempt_id)
    last = select(ResultRow.id).select_from(joined).where(*which)
    last_id = last.order_by(AttemptRow.number.desc(), ResultRow.number.desc()).limit(1).scalar_subquery()
    rows = db.session.execute(
        union_all(
            _named("result", ResultRow.scored_num, ResultRow.scored_den, ResultRow.available)
            .add_columns(AttemptRow.number, AttemptRow.id, literal(""))
            .select_from(joined)
            .where(*which, is_latest_result()),
            _named("criterion", criterion.scored_num, criterion.scored_den, criterion.available)
            .add_columns(literal(0), literal(0), criterion.criterion)
            .where(criterion.result_id == last_id),
            _named("item", ResultItemRow.mark_num, ResultItemRow.mark_den, ResultItemRow.available)
            .add_columns(literal(0), literal(0), ResultItemRow.item_id)
            .where(ResultItemRow.result_id == last_id, ResultItemRow.available > 0),
        )
    ).all()
    shares: dict[str, list[tuple[int, int, str, Fraction]]] = {"result": [], "criterion": [], "item": []}
    for what, num, den, available, number, attempt_id, name in rows:
        shares[what].append((number, attempt_id, name, Fraction(num, den * available) if available else Fraction(0)))
    criteria, items = ({name: share for _, _, name, share in shares[what]} for what in ("criterion", "item"))
    return tuple(
        Earlier(attempt_id, number, share, criteria, items) for number, attempt_id, _, share in sorted(shares["result"])
    )


def _named(what: str, *columns: ColumnElement[int] | InstrumentedAttribute[int]) -> Any:
    return select(literal(what), *columns)


def _remarks(result: Result) -> dict[str, Any]:
    """What learner and tutor say of the answers, by item and the latest of each: the fields of a ``Report``.

    A learner's marking no longer counts once the attempt was opened again, or the question has another guide.
    """
    digests = [mark.version.digest for mark in result.grade.items]
    counts = SelfMarkRow.at >= result.at, SelfMarkRow.item_digest.in_(digests)
    said = (
        _said("reasons", MissRow, MissRow.reason, result),
        _said("comments", GivenMarkRow, GivenMarkRow.comment, result),
        _said("self_marks", SelfMarkRow, cast(SelfMarkRow.points, Text), result).where(*counts),
        _said("asked", MarkRequestRow, literal(""), result),
    )
    written = union_all(*said).subquery()
    latest: dict[str, dict[str, tuple[str, datetime]]] = {what: {} for what in _REMARKS}
    for what, _, at, item_id, words in db.session.execute(select(written).order_by(written.c.id)):
        latest[what][item_id] = words, at
    return {what: {name: read(*one) for name, one in latest[what].items()} for what, read in _REMARKS.items()}


def _said(what: str, row: Any, words: Any, result: Result) -> Any:
    columns = literal(what), row.id.label("id"), row.at, row.item_id, words
    return select(*columns).where(row.attempt_id == result.attempt_id)


_REMARKS: Mapping[str, Callable[[str, datetime], Any]] = {
    "reasons": lambda words, _: MissReason(words),
    "comments": lambda words, _: words,
    "self_marks": lambda points, at: SelfMark(frozenset(json.loads(points)), at),
    "asked": lambda _, at: at,
}
"""How each is read from what was written and when."""
