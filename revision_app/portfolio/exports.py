"""Making a portfolio as a file: only by the process that does jobs, never in a request."""

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from flask import current_app, render_template
from markupsafe import Markup

from ..audit.actions import note_alone
from ..audit.core import AuditKind
from ..jobs.core import Job, JobFailed
from ..jobs.library import Tell
from ..shared.portfolio import Original
from ..web.clock import now
from ..web.pdf import NoPango, write_pdf
from . import library, queries
from .core.about import About
from .core.manifest import DATA, NAME, Entry, manifest
from .core.portfolio import Portfolio

ZIP, PDF = "portfolio", "portfolio as PDF"
PAGE = "portfolio.html"
IN_THE_ZIP = "The ZIP has the same to read, as HTML."


def make_zip(job: Job, path: Path, tell: Tell) -> str:
    """A ZIP with the portfolio to read and for machines, all originals and the manifest; what it is called."""
    portfolio = _portfolio(job)
    originals = list(_originals(portfolio))
    total = len(originals) + len(portfolio.pieces) + 2
    tell(0, total)
    entries: list[Entry] = []
    with ZipFile(path, "w") as packed:
        for number, (name, original) in enumerate(originals):
            if body := original.read():
                entries.append(_put(packed, portfolio, name, body))
            tell(number + 1, total)
        kept = frozenset(entry.path for entry in entries)
        page = _page(portfolio, kept)
        tell(total - 2, total)
        entries.append(_put(packed, portfolio, PAGE, page.encode()))
        entries.append(_put(packed, portfolio, DATA, _json(portfolio.data)))
        about = {"made_at": portfolio.at.isoformat(), "learner": portfolio.name}
        written = manifest(entries, about)
        _put(packed, portfolio, NAME, written)
    tell(total, total)
    _note(job, portfolio, f"manifest {sha256(written).hexdigest()}")
    return _called(portfolio, "zip")


def make_pdf(job: Job, path: Path, tell: Tell) -> str:
    """The portfolio to read as a tagged PDF, which lists the digests of what is in it; what it is called."""
    portfolio = _portfolio(job)
    pictures = {name: original for name, original in _originals(portfolio) if original.shown}
    tell(0, 2)
    page = _page(portfolio, frozenset(pictures))
    tell(1, 2)

    def small(name: str) -> bytes | None:
        original = pictures.get(name)
        return original.shown() if original and original.shown else None

    try:
        write_pdf(page, path, small)
    except NoPango as refusal:
        raise JobFailed(f"{refusal} {IN_THE_ZIP}") from refusal
    tell(2, 2)
    _note(job, portfolio, "as PDF")
    return _called(portfolio, "pdf")


def _portfolio(job: Job) -> Portfolio:
    """What the job is about, if its owner may still read it."""
    about, at = About.read(job.about), now()
    if about.as_administrator:
        allowed = queries.has_left(about.learner_id, at=at)
    else:
        allowed = queries.may_read(job.owner_id, about.learner_id, at=at)
    if not allowed:
        raise JobFailed("You may no longer read this learner’s work.")
    read = queries.portfolio(about.learner_id, reader_id=job.owner_id, as_administrator=about.as_administrator, at=at)
    mine = queries.as_permitted(read)
    own = job.owner_id == about.learner_id
    return replace(mine, parts=library.parts(about.learner_id, at=at)) if own else mine


def _originals(portfolio: Portfolio) -> Iterator[tuple[str, Original]]:
    for part in portfolio.parts:
        for original in part.originals:
            yield f"{portfolio.folder(part)}/{original.name}", original


def _page(portfolio: Portfolio, kept: frozenset[str]) -> str:
    """The portfolio to read; ``kept`` are the originals that are there."""
    with current_app.test_request_context():
        style = Markup("<style>{}</style>").format(Markup(render_template("portfolio/file.css")))  # noqa: S704 - ours
        return render_template("portfolio/file.html", portfolio=portfolio, kept=kept, address=quote, style=style)


def _json(data: object) -> bytes:
    return json.dumps(data, indent=1, ensure_ascii=False, default=str).encode()


def _put(packed: ZipFile, portfolio: Portfolio, name: str, body: bytes) -> Entry:
    """Add a file under the moment of the portfolio, so that the same makes the same; pictures are packed already."""
    info = ZipInfo(name, portfolio.at.timetuple()[:6])
    info.external_attr = 0o644 << 16
    info.compress_type = ZIP_STORED if name.startswith("originals/") else ZIP_DEFLATED
    packed.writestr(info, body)
    return Entry(name, sha256(body).hexdigest(), len(body))


def _called(portfolio: Portfolio, ending: str) -> str:
    return f"portfolio-{portfolio.learner_id}-{portfolio.at:%Y-%m-%d}.{ending}"


def _note(job: Job, portfolio: Portfolio, detail: str) -> None:
    note_alone(
        "portfolio made",
        kind=AuditKind.EXPORTS,
        actor_id=job.owner_id,
        subject_id=portfolio.learner_id,
        detail=detail,
        at=now(),
    )
