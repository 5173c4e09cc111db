"""Everything about somebody as one file: made by the process that does jobs, never in a request."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import current_app, render_template
from markupsafe import Markup

from ..accounts.queries import account
from ..audit.actions import note_alone
from ..audit.core import AuditKind
from ..evidence.files import store
from ..evidence.files.queries import files_of, today
from ..jobs.core import Job, JobFailed
from ..jobs.library import Tell
from ..portfolio.core.about import About
from ..portfolio.core.manifest import NAME, Entry, manifest
from ..web.clock import now
from . import queries
from .core.holdings import by_class

KIND = "everything about me"
PAGE, DATA = "index.html", "everything.json"


def make_everything(job: Job, path: Path, tell: Tell) -> str:
    """A ZIP with a page to read, the same as JSON, the files and a manifest; what it is called."""
    person_id, at = job.owner_id, now()
    person = account(person_id)
    if person is None or About.read(job.about) != About(person_id):
        raise JobFailed("You can ask for what is about yourself only.")
    held = {holding.table: rows for holding, rows in queries.everything(person_id, at=at)}
    files = list(_files(person_id, at))
    tell(0, len(files) + 2)
    entries: list[Entry] = []
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for number, (name, key) in enumerate(files):
            if (body := store.read(key)) is not None:
                entries.append(_put(packed, name, body, at))
            tell(number + 1, len(files) + 2)
        kept = [entry.path for entry in entries]
        about = {"made_at": at.isoformat(), "person": person.name}
        entries.append(_put(packed, PAGE, _page(person.name, held, kept, at).encode(), at))
        entries.append(_put(packed, DATA, _json(about | {"files": kept, "tables": held}), at))
        written = manifest(entries, about)
        _put(packed, NAME, written, at)
    tell(len(files) + 2, len(files) + 2)
    detail = f"manifest {sha256(written).hexdigest()}"
    note_alone(
        "own data exported", kind=AuditKind.EXPORTS, actor_id=person_id, subject_id=person_id, detail=detail, at=at
    )
    return f"everything-{person_id}-{at:%Y-%m-%d}.zip"


def _files(person_id: int, at: datetime) -> Iterator[tuple[str, str]]:
    """Names and keys of the files that may leave the store: a photograph only while its client consents."""
    for file in files_of(person_id, and_deleted=True):
        if file.key and file.may_be_seen(today(at)):
            yield f"files/{file.id} {file.name}", file.key


def _page(name: str, held: dict[str, list[dict[str, object]]], files: list[str], at: datetime) -> str:
    with current_app.test_request_context():
        style = Markup("<style>{}</style>").format(Markup(render_template("portfolio/file.css")))  # noqa: S704 - ours
        return render_template(
            "rights/file.html",
            name=name,
            held=held,
            files=files,
            classes=list(by_class(taken=True)),
            left_out=list(by_class(taken=False)),
            at=at,
            style=style,
        )


def _json(data: object) -> bytes:
    return json.dumps(data, indent=1, ensure_ascii=False).encode()


def _put(packed: ZipFile, name: str, body: bytes, at: datetime) -> Entry:
    info = ZipInfo(name, at.timetuple()[:6])
    info.external_attr = 0o644 << 16
    info.compress_type = ZIP_DEFLATED
    packed.writestr(info, body)
    return Entry(name, sha256(body).hexdigest(), len(body))
