"""Items and papers, read from the quizzes folder once at start."""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import cast

from flask import current_app

from ...files import text_of
from ...shared import yaml_text
from ...shared.problem import Problem
from .core.bank import Bank, Known, read_bank
from .core.offer import Offer
from .core.paper import Drawing, ItemVersion, Paper
from .core.public import entries

__all__ = ["Bank", "Drawing", "bank", "entries", "load", "offer"]


def load(
    folder: Path,
    *,
    criteria: tuple[str, ...],
    sections: Collection[str] | None,
    citations: frozenset[str] | None,
    figures: Mapping[str, Drawing] | None = None,
) -> tuple[Bank, list[Problem]]:
    """The bank that ``items/``, ``papers/`` and ``cases/*.yml`` make, and everything that is wrong with those files.

    Sections are written ``unit#section``. What is ``None`` is not checked.
    """
    problems: list[Problem] = []
    items = _documents(folder, "items", problems)
    papers = _documents(folder, "papers", problems)
    cases = _documents(folder, "cases", problems)
    bank, faults = read_bank(items, papers, Known(criteria, sections, citations, figures), cases)
    return bank, sorted(problems + faults)


def _documents(folder: Path, part: str, problems: list[Problem]) -> list[yaml_text.Document]:
    documents = []
    for file in sorted((folder / part).glob("*.y*ml")):
        if file.suffix != ".yml":
            problems.append(Problem(f"{folder.name}/{part}/{file.name}", 1, "only .yml files are read; rename it"))
            continue
        try:
            name = f"{folder.name}/{part}/{file.name}"
            documents.append(yaml_text.read(text_of(file, folder), name))
        except yaml_text.Unreadable as error:
            problems.append(error.problem)
    return documents


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


def offer(paper_id: str) -> Offer | None:
    """A paper as it is offered today; attempts keep the one that they began with."""
    return bank().papers.get(paper_id)
