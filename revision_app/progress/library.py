"""What a centre asks for before the evidence of a criterion is enough, as its file says it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from flask import Flask, current_app
from sqlalchemy import Select

from ..files import Folder
from ..log.core.guide import Guide
from ..shared.feed import FeedItem, InHand
from ..shared.yaml_text import Place, validate
from .core import MatrixRow
from .core.sufficiency import Rule, Sufficiency

FILE = "sufficiency.yml"
STUDY_TIME = "study time"
"""What a learner has in hand who has a plan: the time that they can give."""


@dataclass(frozen=True)
class PlannedDay:
    """What of a learner's plan is for today, and what is said where nothing of it is left."""

    items: Sequence[FeedItem]
    free: FeedItem


class Plans(Protocol):
    """Learners' plans, which stand above Today: what is kept of one, as a select of what is in hand, and its today."""

    def in_hand(self, learner_id: int) -> Select[Any]: ...

    def of_today(
        self,
        learner_id: int,
        rows: Sequence[MatrixRow],
        found: Sequence[InHand],
        *,
        held_back: Callable[[], Collection[str]],
        at: datetime,
    ) -> PlannedDay | None: ...


def register(app: Flask, plans: Plans) -> None:
    app.extensions["plans"] = plans


def plans() -> Plans:
    return cast(Plans, current_app.extensions["plans"])


def load(folder: Folder) -> Sufficiency:
    """A centre that has no such file asks for one accepted piece."""
    document = folder.document(FILE) if folder.has(FILE) else None
    return (validate(Sufficiency, document, folder.problems) if document else None) or Sufficiency()


def link(
    folder: Folder, sufficiency: Sufficiency, *, criteria: Collection[str], kinds: Collection[str], log: Guide | None
) -> None:
    """Report what names a criterion, a kind of evidence, or a field or an option of the log that there is not."""
    folder.report_at(FILE, _faults(sufficiency, criteria, kinds, log))


def _faults(
    sufficiency: Sufficiency, criteria: Collection[str], kinds: Collection[str], log: Guide | None
) -> Iterator[tuple[Place, str]]:
    yield from _faults_of_rule(("every",), sufficiency.every, kinds, log)
    for name, rule in sufficiency.criteria.items():
        if name not in criteria:
            yield ("criteria", name), f"there is no criterion {name}; write one of {', '.join(criteria)}"
        yield from _faults_of_rule(("criteria", name), rule, kinds, log)


def _faults_of_rule(place: Place, rule: Rule, kinds: Collection[str], log: Guide | None) -> Iterator[tuple[Place, str]]:
    for n, kind in enumerate(rule.any_of):
        if kind not in kinds:
            yield (*place, "any_of", n), f"there is no kind of evidence {kind}; write one of {', '.join(kinds)}"
    if bool(rule.values) != bool(rule.field):
        yield place, "`field` and `values` go together: which field of the log, and what has to be said in it"
        return
    options = {each.id: each.options for each in log.fields} if log else {}
    if rule.field and rule.field not in options:
        yield (*place, "field"), f"the log has no field {rule.field}; write one of {', '.join(options) or 'none'}"
        return
    for n, value in enumerate(rule.values):
        if value not in options.get(rule.field or "", ()):
            yield (*place, "values", n), f"{value} is no option of {rule.field} in the log; write one that it has"


def sufficiency() -> Sufficiency:
    return cast(Sufficiency, current_app.extensions["sufficiency"])
