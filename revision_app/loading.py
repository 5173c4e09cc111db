"""Read content/ and quizzes/ once, and tell the authors everything that is wrong with them.

Three steps: a file is *read* from its folder, *parsed* by its feature into what the site shows, and *linked*: whatever
names something of another file is checked once that is known. Each step is handed the same collector of problems.
"""

import gc
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from flask import Flask, Response
from markupsafe import Markup

from . import story
from .criteria import library as criteria
from .criteria.core import Qualification
from .evidence.sets.core import KIND as SET
from .files import Folder
from .journal import library as journal
from .journal.core.guide import Guide
from .journal.core.reflection import KIND as REFLECTION
from .log import library as log
from .log.core.guide import Guide as LogGuide
from .log.core.selection import KIND as SELECTION
from .progress import library as progress
from .progress.core.sufficiency import Sufficiency
from .quiz.attempts.core.as_evidence import KIND as RESULT
from .quiz.bank import library as quiz
from .rights import library as rights
from .rights.core.privacy import Privacy
from .shared.findable import SearchEntry
from .shared.problem import Advice, Problem, Problems
from .shared.yaml_text import Place
from .statements.core import StatementKind
from .story import Story
from .study import library as study
from .study.core.figure import parse_mark
from .study.core.search.index import Index
from .study.core.shelf import Shelf
from .web.clock import now

ICON_SIZES = (192, 512)
LARGEST_ICON = 100_000  # bytes
KINDS = (REFLECTION, SELECTION, SET, *StatementKind, RESULT)  # of evidence


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Almost all that is read here stays, and looking for what does not took a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # all that is there is old now, and is not looked through at once
            gc.freeze()
            gc.unfreeze()
        if enabled:
            gc.enable()


@dataclass(frozen=True)
class Loaded:
    """What was made of the files. Where there are ``problems``, any of it may be missing."""

    content: Folder
    problems: list[Problem]
    qualification: Qualification | None = None
    shelf: Shelf = field(default_factory=Shelf)
    models: journal.Models | None = None
    log: LogGuide | None = None
    bank: quiz.Bank = field(default_factory=quiz.Bank)
    story: Story | None = None
    sufficiency: Sufficiency = field(default_factory=Sufficiency)
    mark: str = ""
    icons: Mapping[str, bytes] = field(default_factory=dict)
    privacy: Privacy | None = None
    search: Index | None = None

    @_without_garbage_collection()
    def put_into(self, app: Flask) -> None:
        """Where each feature's library finds what was loaded."""
        app.extensions.update(qualification=self.qualification, shelf=self.shelf, journal=self.models, bank=self.bank)
        app.extensions.update(story=self.story, log=self.log, sufficiency=self.sufficiency, privacy=self.privacy)
        with app.app_context():
            app.extensions["read_at"] = now()
        app.extensions["practised"] = frozenset(ask.item for ask in self.shelf.asks)
        app.extensions["search"] = self.search
        brand_mark = Markup(self.mark)  # noqa: S704 - checked as figures are: shapes and colours only
        app.jinja_env.globals.update(qualification=self.qualification, brand_mark=brand_mark)

    @property
    def assets(self) -> Mapping[str, bytes]:
        return {"mark.svg": self.mark.encode(), **self.icons}


@_without_garbage_collection()
def load(content_dir: Path, quizzes_dir: Path) -> Loaded:
    """Everything the site shows, and every problem of every file."""
    problems = Problems()
    content, quizzes = Folder(content_dir, problems), Folder(quizzes_dir, problems)
    for name in content.names("*.yaml"):
        content.report(name, 1, "this is not read: write .yml at the end of its name")
    qualification = criteria.load(content)
    if qualification is None:  # nothing else can be checked without it
        return Loaded(content, list(problems))
    shelf = study.load(content, qualification)
    models = journal.load(content)
    log_guide = log.load(content)
    bank = quiz.load(quizzes, _known_to_bank(qualification, shelf))
    sufficiency = progress.load(content)
    progress.link(content, sufficiency, criteria=qualification.criterion_ids, kinds=KINDS, log=log_guide)
    demonstration, privacy = story.load(content), rights.load(content)
    search = Index(findable(qualification, shelf, bank), shelf.synonyms) if shelf and bank.complete else None
    mark, icons = _mark(content), _icons(content)
    if shelf:
        criteria.link(content, qualification, shelf.sections)
        if models:
            journal.link(content, models, shelf.references, qualification.criterion_ids)
            problems.update(_unfit_reflections(content, shelf, models.guide))
        if log_guide:
            log.link(content, log_guide, shelf.references)
        if search:
            problems.update(_unfit_asks(shelf, bank))
            study.link_synonyms(content)
    if bank.complete:
        content.report_at(criteria.FILE, _unfit_diagnostic(qualification, bank))
    if demonstration and bank.complete and models:
        contexts = [context.id for context in models.guide.contexts]
        known = qualification.criterion_ids, bank.papers
        story.link(content, demonstration, *known, contexts=contexts, log=log_guide)
    return Loaded(
        content,
        list(problems),
        qualification,
        shelf or Shelf(),
        models,
        log_guide,
        bank,
        demonstration,
        sufficiency,
        mark,
        icons,
        privacy,
        search,
    )


def findable(qualification: Qualification, shelf: Shelf, bank: quiz.Bank) -> list[SearchEntry]:
    """What search finds, of every feature."""
    return [*study.findable(shelf), *quiz.findable(bank), *criteria.findable(qualification)]


def _known_to_bank(qualification: Qualification, shelf: Shelf | None) -> quiz.Known:
    if shelf is None:
        return quiz.Known(qualification.criterion_ids, sections=None, citations=None)
    drawings = {
        name: quiz.Drawing(figure.svg, figure.title, figure.description) for name, figure in shelf.figures.items()
    }
    return quiz.Known(qualification.criterion_ids, shelf.sections, shelf.references, drawings)


def _unfit_asks(shelf: Shelf, bank: quiz.Bank) -> Iterator[Problem]:
    """Questions that a unit cannot ask in its text."""
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
        yield Problem(ask.file, ask.line, fault)


def _unfit_diagnostic(qualification: Qualification, bank: quiz.Bank) -> Iterator[tuple[Place, str]]:
    """A paper for newcomers that nobody can sit, or that counts for no criterion."""
    paper = bank.papers.get(qualification.diagnostic or "")
    if qualification.diagnostic and (paper is None or paper.sample.mode != "timed"):
        yield ("diagnostic",), f"there is no timed paper {qualification.diagnostic}; write the id of one"


def _unfit_reflections(content: Folder, shelf: Shelf, guide: Guide) -> Iterator[Problem]:
    """Whole reflections among the exemplars that do not go through the journal's stages."""
    titles = tuple(stage.title for stage in guide.stages)
    for piece in shelf.exemplars.reflections:
        if piece.headings != titles:
            message = f"a whole reflection has these headings, in this order: {', '.join(titles)}"
            yield Problem(content.called(f"exemplars/{piece.id}.yml"), 1, message)


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
        for cache in ("prepared_pages", "personal_parts", "fragments"):
            app.extensions.pop(cache, None)
        seen = stamps
        return None


def _stamps(*folders: Path) -> dict[Path, tuple[int, int]]:
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {file: (about.st_mtime_ns, about.st_size) for file in files for about in [file.stat()]}


def advise(loaded: Loaded) -> list[Advice]:
    """What the authors of files without a problem may want to look at again."""
    if loaded.problems or loaded.qualification is None:
        return []
    questioned = {version.item.section for version in loaded.bank.items.values()}
    shown = {name for unit in loaded.shelf.units.values() for section in unit.sections for name in section.criteria}
    return sorted(
        [
            *study.advise(loaded.content, loaded.shelf, questioned, loaded.qualification.criterion_ids),
            *criteria.advise(loaded.content, loaded.qualification, shown),
            *(study.advise_synonyms(loaded.content, loaded.search) if loaded.search else ()),
        ]
    )


def _mark(content: Folder) -> str:
    text = content.text("mark.svg")
    mark = parse_mark(text, content.called("mark.svg"), content.problems) if text is not None else None
    return mark or ""


def _icons(content: Folder) -> dict[str, bytes]:
    """The mark as pictures for a home screen, where there are any; a browser draws ``mark.svg`` otherwise."""
    icons: dict[str, bytes] = {}
    for size in ICON_SIZES:
        name = f"icon-{size}.png"
        file = content.path / name
        if not file.is_file():
            continue
        body = file.read_bytes() if file.stat().st_size <= LARGEST_ICON else b""
        if body[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", body[16:24].ljust(8)) == (size, size):
            icons[name] = body
        else:
            message = f"this is not a PNG of {size} by {size} pixels and at most 100 kB; draw mark.svg at that size"
            content.report(name, 1, message)
    return icons
