"""What is to be marked again, what that would change, and what was decided before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from ...db import db
from ..attempts.core.grading import Correction
from ..attempts.models import AttemptRow, GivenMarkRow, RegradeRow, ResultCriterionRow, ResultItemRow, ResultRow
from ..attempts.queries.regrades import correction, decision, marked
from ..attempts.queries.results import is_latest_result, item_mark
from ..bank import library
from ..bank.core.paper import ItemVersion, Rules, rules_in
from ..bank.models import ItemVersionRow, PaperVersionRow
from ..bank.queries import live_versions, paper_versions, versions_of
from .core.changes import changes
from .core.regrade import ItemResults, Marks, Outdated, Regrade, Remarked, ResultStanding


def regrades(*which: ColumnElement[bool]) -> list[Regrade]:
    """What was decided, the latest first."""
    done = select(func.count()).where(ResultRow.regrade_id == RegradeRow.id).scalar_subquery()
    rows = db.session.execute(select(RegradeRow, done).where(*which).order_by(RegradeRow.id.desc())).all()
    versions = live_versions({row.to_digest for row, _ in rows if row.to_digest})
    return [
        Regrade(
            id=row.id,
            item_id=row.item_id,
            correction=correction(row, versions),
            reason=row.reason,
            author_id=row.author_id,
            at=row.at,
            counted=row.counted,
            done=written,
            finished_at=row.finished_at,
        )
        for row, written in rows
    ]


def regrade(regrade_id: int) -> Regrade | None:
    return next(iter(regrades(RegradeRow.id == regrade_id)), None)


def regrades_of(item_id: str) -> list[Regrade]:
    """What was decided on an item, the latest first."""
    return regrades(RegradeRow.item_id == item_id)


def unfinished_regrades() -> list[Regrade]:
    return regrades(RegradeRow.finished_at.is_(None))


def item_results(item_id: str, *, mine: Select[int] | None = None) -> ItemResults | None:
    """All that bears on marking an item again; ``None`` if it was never sat. It is shown whose it is of ``mine``."""
    versions = versions_of(item_id)
    if not versions:
        return None
    before = regrades_of(item_id)
    now = library.bank().items.get(item_id)
    standings_now = standings(item_id, versions, before, mine=mine)
    return ItemResults(item_id, versions, now, tuple(before), tuple(standings_now))


# Which results a correction speaks of. ``core.regrading.concerns`` says the same of a standing that was read.


def concerned(item_id: str, correction: Correction) -> Select[Any]:
    """The attempts whose latest result marks an item otherwise than a correction says, the earliest first."""
    item = ResultItemRow
    results = _latest_with(item_id).where(item.item_digest.in_(correction.old)).order_by(AttemptRow.id)
    if correction.new is None:
        return results.where(or_(item.ruling.is_(None), item.ruling != correction.way))
    digest = correction.new.digest
    same = select(RegradeRow.id).where(RegradeRow.item_id == item_id, RegradeRow.to_digest == digest)
    looked_at = func.coalesce(_last_regrade(item_id), 0)
    return results.where(or_(item.item_digest != digest, item.ruling.is_not(None)), looked_at.not_in(same))


def _latest_with(item_id: str) -> Select[Any]:
    """The latest result of each attempt that had an item, unless the attempt was voided."""
    return (
        select(AttemptRow.id)
        .join(ResultRow, and_(ResultRow.attempt_id == AttemptRow.id, is_latest_result()))
        .join(ResultItemRow, and_(ResultItemRow.result_id == ResultRow.id, ResultItemRow.item_id == item_id))
        .where(AttemptRow.voided_at.is_(None))
    )


def _last_regrade(item_id: Any) -> Any:
    """The regrade of this item that an attempt came to last."""
    written = aliased(ResultRow)
    last = select(func.max(RegradeRow.id)).join(written, written.regrade_id == RegradeRow.id)
    return last.where(written.attempt_id == AttemptRow.id, RegradeRow.item_id == item_id).scalar_subquery()


def how_many(item_id: str, correction: Correction) -> int:
    return db.session.scalar(select(func.count()).select_from(concerned(item_id, correction).subquery())) or 0


def reaches_beyond(item_id: str, correction: Correction, *, mine: Select[int]) -> bool:
    """Whether a correction concerns other learners than these."""
    others = AttemptRow.learner_id.not_in(mine)
    return db.session.scalar(concerned(item_id, correction).where(others).limit(1)) is not None


def reaches(item_id: str, correction: Correction, learner_id: int) -> bool:
    """Whether a correction concerns this learner."""
    theirs = AttemptRow.learner_id == learner_id
    return db.session.scalar(concerned(item_id, correction).where(theirs).limit(1)) is not None


def leaves_nothing(item_id: str, correction: Correction) -> bool:
    """Whether taking the item out would leave a result without a mark to earn."""
    last = ResultRow.available == ResultItemRow.available
    return db.session.scalar(concerned(item_id, correction).where(last).limit(1)) is not None


def outdated_items(*, mine: Select[int] | None = None) -> list[Outdated]:
    """The items of the bank that were changed since results were marked by them; what touches marks stands first."""
    now = library.bank().items
    stored = db.session.execute(select(ItemVersionRow.item_id, ItemVersionRow.digest)).all()
    earlier = {
        row.digest: row.item_id for row in stored if row.item_id in now and row.digest != now[row.item_id].digest
    }
    counted = _counted(earlier, mine) if earlier else {}
    versions = live_versions(counted)
    outdated: dict[str, Outdated] = {}
    for digest, n in counted.items():
        new = now[earlier[digest]]
        touches = any(change.marks for change in changes(versions[digest], new))
        before = outdated.get(new.item.id, Outdated(new.item, 0, False))
        outdated[new.item.id] = Outdated(new.item, before.results + n, before.touches_marks or touches)
    return sorted(outdated.values(), key=lambda entry: (not entry.touches_marks, -entry.results, entry.item.id))


def _counted(earlier: Mapping[str, str], mine: Select[int] | None) -> dict[str, int]:
    """How many results are marked by each of these versions, each with its item, and nobody has decided so."""
    items = set(earlier.values())
    current = [library.bank().items[item_id].digest for item_id in items]
    looked_at = select(RegradeRow.id).where(RegradeRow.item_id.in_(items), RegradeRow.to_digest.in_(current))
    row = ResultItemRow
    marked = (
        select(row.item_digest, func.count())
        .join(ResultRow, ResultRow.id == row.result_id)
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(row.item_id.in_(items), row.item_digest.in_(earlier), row.ruling.is_(None))
        .where(is_latest_result(), AttemptRow.voided_at.is_(None))
        .where(func.coalesce(_last_regrade(row.item_id), 0).not_in(looked_at))
        .group_by(row.item_digest)
    )
    if mine is not None:
        marked = marked.where(AttemptRow.learner_id.in_(mine))
    return dict(iter(db.session.execute(marked)))


def standings(
    item_id: str,
    versions: dict[str, ItemVersion],
    before: Iterable[Regrade],
    *,
    among: Collection[int] | None = None,
    mine: Select[int] | None = None,
) -> list[ResultStanding]:
    """How each result stands that has this item: of these attempts, or of all.

    ``before`` are the regrades of the item so far. Those of ``mine``, a tutor's learners, are to be shown.
    """
    which = _latest_with(item_id)
    if among is not None:
        which = which.where(AttemptRow.id.in_(among))
    shown = true() if mine is None else AttemptRow.learner_id.in_(mine)
    rows = db.session.execute(_with_all_that_bears_on_it(which, item_id, shown)).all()
    criteria, rules = _criteria(which), _rules(which)
    looked_at = {regrade.id: regrade.correction.new.digest for regrade in before if regrade.correction.new}
    return [
        ResultStanding(
            attempt_id=row.attempt_id,
            learner_id=learner_id,
            result_id=row.id,
            rules=rules[paper_digest],
            mark=item_mark(item, versions[item.item_digest]),
            scored=Fraction(row.scored_num, row.scored_den),
            available=row.available,
            pending=row.pending,
            passed=row.passed,
            criteria=criteria[row.id],
            unsafe_elsewhere=elsewhere,
            given=None if given is None else Fraction(given, of),
            looked_at=looked_at.get(last),
            shown=bool(to_be_shown),
        )
        for row, item, learner_id, paper_digest, elsewhere, given, of, last, to_be_shown in rows
    ]


def _with_all_that_bears_on_it(which: Select[Any], item_id: str, shown: ColumnElement[bool]) -> Select[Any]:
    other, newest = aliased(ResultItemRow), aliased(GivenMarkRow)
    unsafe = exists().where(other.result_id == ResultRow.id, other.item_id != item_id, other.unsafe)
    latest = select(func.max(newest.id)).where(newest.attempt_id == AttemptRow.id, newest.item_id == item_id)
    given = which.outerjoin(GivenMarkRow, GivenMarkRow.id == latest.scalar_subquery())
    marked: Any = (ResultRow, ResultItemRow, AttemptRow.learner_id, AttemptRow.paper_digest)
    beside: Any = (unsafe, GivenMarkRow.share_num, GivenMarkRow.share_den, _last_regrade(item_id), shown)
    return given.with_only_columns(*marked, *beside).order_by(AttemptRow.id)


def _rules(which: Select[Any]) -> dict[str, Rules]:
    row = PaperVersionRow
    sat = row.digest.in_(which.with_only_columns(AttemptRow.paper_digest))
    return {digest: rules_in(text) for digest, text in db.session.execute(select(row.digest, row.text).where(sat))}


def _criteria(which: Select[Any]) -> defaultdict[int, dict[str, Marks]]:
    row = ResultCriterionRow
    columns = select(row.result_id, row.criterion, row.scored_num, row.scored_den, row.available)
    rows = db.session.execute(columns.where(row.result_id.in_(which.with_only_columns(ResultRow.id))))
    marks: defaultdict[int, dict[str, Marks]] = defaultdict(dict)
    for result_id, criterion, num, den, available in rows:
        marks[result_id][criterion] = (Fraction(num, den), available)
    return marks


def written_by(regrade_id: int, *, mine: Select[int] | None = None) -> list[Remarked]:
    """What a regrade wrote, each beside the result before it: of these learners, or of everybody."""
    which = [ResultRow.regrade_id == regrade_id]
    if mine is not None:
        which.append(AttemptRow.learner_id.in_(mine))
    return _remarked(*which)


def _remarked(*which: ColumnElement[bool]) -> list[Remarked]:
    before = aliased(ResultRow)
    rows = db.session.execute(
        select(AttemptRow.learner_id, AttemptRow.paper_digest, before, ResultRow, RegradeRow)
        .join(ResultRow, ResultRow.attempt_id == AttemptRow.id)
        .join(before, (before.attempt_id == AttemptRow.id) & (before.number == ResultRow.number - 1))
        .join(RegradeRow, RegradeRow.id == ResultRow.regrade_id)
        .where(*which, AttemptRow.voided_at.is_(None))
        .order_by(ResultRow.id)
    ).all()
    papers = paper_versions(row[1] for row in rows)
    return [
        Remarked(new.attempt_id, learner_id, papers[digest].title, marked(old), marked(new), decision(regrade))
        for learner_id, digest, old, new, regrade in rows
    ]


def lock_regrade(regrade_id: int) -> None:
    """Wait for whoever else is at this regrade; SQLite has one writer at a time anyway."""
    if db.session.get_bind().dialect.name != "sqlite":
        db.session.execute(select(RegradeRow.id).where(RegradeRow.id == regrade_id).with_for_update()).all()


def next_attempts(regrade: Regrade, most: int) -> Sequence[int]:
    """The attempts that a regrade comes to next: those after the last one it wrote, and then what was left behind.

    So a group costs as much at the end of many as at the beginning.
    """
    left = concerned(regrade.item_id, regrade.correction).limit(most)
    last = select(func.max(ResultRow.attempt_id)).where(ResultRow.regrade_id == regrade.id).scalar_subquery()
    return (
        db.session.scalars(left.where(AttemptRow.id > func.coalesce(last, 0))).all() or db.session.scalars(left).all()
    )
