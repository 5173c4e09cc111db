"""Items and papers, read from the quizzes folder once at start."""

from collections import Counter
from typing import cast

from flask import current_app

from ...files import Folder
from ...shared.yaml_text import Document
from ...web.opaque import check_name
from .core.bank import Bank, Known, parse_bank
from .core.offer import Offer
from .core.paper import Drawing, ItemVersion, Paper
from .core.public import findable

__all__ = ["Bank", "Drawing", "Known", "bank", "findable", "load", "offer"]


def load(folder: Folder, known: Known) -> Bank:
    """The bank that ``items/``, ``papers/`` and ``cases/*.yml`` make."""
    items, papers, cases = (_documents(folder, part) for part in ("items", "papers", "cases"))
    return parse_bank(items, papers, cases, known, folder.problems)


def _documents(folder: Folder, part: str) -> list[Document | None]:
    """The files of one part; ``None`` for one that cannot be read."""
    folder.expect(part, ".yml")
    return [folder.document(name) for name in folder.names(f"{part}/*.yml")]


def bank() -> Bank:
    return cast(Bank, current_app.extensions["bank"])


def asking(criterion_id: str) -> tuple[Counter[str], list[str], list[Paper]]:
    """What tests a criterion: how many items of each kind, the titles of their cases, and the papers."""
    on_it = [version for version in bank().items.values() if criterion_id in version.item.criteria]
    cases = {version.case.id: version.case.title for version in on_it if version.case}
    samples = (offer.sample for offer in bank().papers.values())
    papers = [paper for paper in samples if criterion_id in paper.criteria]
    return Counter(version.item.kind for version in on_it), list(cases.values()), papers


def practised(item_id: str) -> ItemVersion | None:
    """An item that a unit asks in its text; no other may be practised by itself, for papers keep their keys."""
    return bank().items.get(item_id) if item_id in current_app.extensions["practised"] else None


def check(name: str) -> ItemVersion | None:
    """The item behind the name by which addresses call a question of a unit; see ``opaque.check_name``."""
    found = (item_id for item_id in current_app.extensions["practised"] if check_name(item_id) == name)
    return practised(next(found, ""))


def offer(paper_id: str) -> Offer | None:
    """A paper as it is offered today; attempts keep the one that they began with."""
    return bank().papers.get(paper_id)
