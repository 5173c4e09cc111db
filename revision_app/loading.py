"""Read content/ and quizzes/ once, and tell the authors everything that is wrong with them."""

import gc
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from flask import Flask, Response
from markupsafe import Markup

from .criteria import library as criteria
from .criteria.core import Qualification
from .files import Kept, text_of
from .journal import library as journal
from .journal.core import Guide
from .quiz.bank import library as quiz
from .shared.problem import Advice, Problem
from .shared.yaml_text import Unreadable
from .study import library as study
from .study.core.figure import parse_mark
from .study.core.search.index import Index

ICON_SIZES = (192, 512)
LARGEST_ICON = 100_000


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for rubbish: almost all that is read here stays, and to look took a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True)
class Loaded:
    problems: list[Problem]
    qualification: Qualification | None = None
    shelf: study.Shelf = field(default_factory=study.Shelf)
    guide: Guide | None = None
    bank: quiz.Bank | None = None
    mark: str = ""
    icons: Mapping[str, bytes] = field(default_factory=dict)

    @_uncollected()
    def put_into(self, app: Flask) -> None:
        """Where each feature's library finds what was loaded."""
        app.extensions.update(qualification=self.qualification, shelf=self.shelf, journal=self.guide, bank=self.bank)
        app.extensions["practised"] = frozenset(ask.item for ask in self.shelf.asks)
        entries = [*study.findable(self.shelf), *quiz.entries(self.bank or quiz.Bank())]
        if self.qualification:
            entries += criteria.findable(self.qualification)
        app.extensions["search"] = Index(entries)
        brand_mark = Markup(self.mark)  # noqa: S704 - checked as figures are: shapes and colours only
        app.jinja_env.globals.update(qualification=self.qualification, brand_mark=brand_mark)

    @property
    def assets(self) -> Mapping[str, bytes]:
        return {"mark.svg": self.mark.encode(), **self.icons}


@_uncollected()
def load(content: Path, quizzes: Path, kept: Kept = study.NOTHING_KEPT) -> Loaded:
    """Everything the site shows, or every problem of every file. ``kept`` spares reading again what did not change."""
    qualification, problems = criteria.load(content)
    if qualification is None:
        return Loaded(problems)
    shelf, faults = study.load(content, qualification, kept)
    problems += faults
    guide, faults = journal.load(content)
    problems += faults
    bank, faults = quiz.load(
        quizzes,
        criteria=qualification.criterion_ids,
        # The sections of a unit that could not be read are not known: its own problems come first.
        sections=shelf.section_ids if len(shelf.units) == len(qualification.units) else None,
        citations=frozenset(shelf.references),
        figures={name: quiz.Drawing(one.svg, one.title, one.description) for name, one in shelf.figures.items()},
    )
    problems += faults or _unfit_asks(shelf, bank)
    mark, faults = _mark(content)
    problems += faults
    icons, faults = _icons(content)
    problems += faults
    if len(shelf.units) == len(qualification.units):
        problems += criteria.misplaced(content, qualification, shelf.section_ids)
    problems += _unknown_names(qualification, shelf, guide)
    return Loaded(sorted(problems), qualification, shelf, guide, bank, mark, icons)


def _unfit_asks(shelf: study.Shelf, bank: quiz.Bank) -> list[Problem]:
    """Questions that a unit cannot ask in its text."""
    problems = []
    for ask in shelf.asks:
        version = bank.items.get(ask.item)
        if version is None:
            near = get_close_matches(ask.item, bank.items, n=1)
            fault = f"there is no question {ask.item}; " + (
                f"did you mean {near[0]}?" if near else "name one of the bank"
            )
        elif version.item.section.partition("#")[0] != ask.unit:
            fault = f"{ask.item} is answered by {version.item.section}; ask it there, or ask another here"
        elif version.case or ask.item in bank.papers or not version.item.keys:  # a branching case is a paper too
            fault = f"{ask.item} belongs to a case or waits for a tutor; ask one that stands and marks itself"
        else:
            continue
        problems.append(Problem(ask.file, ask.line, fault))
    return problems


def follow(app: Flask, content: Path, quizzes: Path) -> None:
    """While somebody writes: show a saved file on the next request, or what is wrong with it. Not for serving."""
    seen = _stamps(content, quizzes)

    @app.before_request
    def read_again() -> Response | None:
        nonlocal seen
        stamps = _stamps(content, quizzes)
        if stamps == seen:
            return None
        loaded = load(content, quizzes)
        if loaded.problems:
            return Response("\n".join(map(str, loaded.problems)), 500, mimetype="text/plain")
        loaded.put_into(app)
        for kept in ("prepared_pages", "personal_parts"):
            app.extensions.pop(kept, None)
        seen = stamps
        return None


def _stamps(*folders: Path) -> dict[Path, tuple[int, int]]:
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {file: (about.st_mtime_ns, about.st_size) for file in files for about in [file.stat()]}


def advise(content: Path, loaded: Loaded) -> list[Advice]:
    """What the authors of files without a problem may want to look at again."""
    if loaded.problems or loaded.bank is None:
        return []
    asked = {version.item.section for version in loaded.bank.items.values()}
    spoken_to = {name for unit in loaded.shelf.units.values() for one in unit.sections for name in one.criteria}
    return sorted(study.advise(content, loaded.shelf, asked) + criteria.advise(content, spoken_to))


def _mark(content: Path) -> tuple[str, list[Problem]]:
    name = f"{content.name}/mark.svg"
    try:
        found = parse_mark(text_of(content / "mark.svg", content), name)
    except Unreadable as error:
        return "", [error.problem]
    return (found, []) if isinstance(found, str) else ("", found)


def _icons(content: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """The mark as pictures for a home screen, where there are any; a browser draws ``mark.svg`` otherwise."""
    icons: dict[str, bytes] = {}
    problems = []
    for size in ICON_SIZES:
        file = content / f"icon-{size}.png"
        if not file.is_file():
            continue
        body = file.read_bytes() if file.stat().st_size <= LARGEST_ICON else b""
        if body[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", body[16:24].ljust(8)) == (size, size):
            icons[file.name] = body
        else:
            message = f"this is not a PNG of {size} by {size} pixels and at most 100 kB; draw mark.svg at that size"
            problems.append(Problem(f"{content.name}/{file.name}", 1, message))
    return icons, problems


def _unknown_names(qualification: Qualification, shelf: study.Shelf, guide: Guide | None) -> list[Problem]:
    """What the journal's file names and no other file has."""
    if guide is None:
        return []
    faults = []
    if guide.citation not in shelf.references:
        faults.append(f"there is no reference {guide.citation}; add it to references.yml or mend the name")
    for name in sorted({prompt.criterion for prompt in guide.prompts} - set(qualification.criterion_ids)):
        faults.append(f"there is no criterion {name}; write one of {', '.join(qualification.criterion_ids)}")
    return [Problem("content/journal.yml", 1, fault) for fault in faults]
