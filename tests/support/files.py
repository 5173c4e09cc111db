"""Files and photographs for tests. Each maker returns the id of what it made, or the bytes of a file."""

import zipfile
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import Flask
from PIL import Image, ImageDraw

from revision_app.evidence.files import actions, intake, queries, store
from revision_app.evidence.files.core.consent import Consent, Purpose, Recorded
from revision_app.evidence.files.core.file import Bytes
from revision_app.evidence.files.core.signature import JPEG
from revision_app.evidence.files.images import Picture, rewritten
from revision_app.evidence.sets import actions as sets
from revision_app.evidence.sets.core import Text
from revision_app.web.clock import now
from tests.support.reflections import DECLARED

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def a_picture(size: tuple[int, int] = (40, 30), form: str = "JPEG", *, turned: int = 1, place: bool = False) -> bytes:
    """A red picture whose upper left quarter is blue; ``turned`` is what a camera notes, ``place`` where it was."""
    picture = Image.new("RGB", size, "red")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill="blue")
    exif = Image.Exif()
    exif[0x0112] = turned
    if place:
        exif[0x010E] = "Jane Client, 1 High Street"
        exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    picture.save(out, form, exif=exif)
    return out.getvalue()


def a_document(*names: str, unpacked: int = 10) -> bytes:
    """An office file with these entries."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names or ("[Content_Types].xml", "word/document.xml"):
            packed.writestr(name, b"x" * unpacked)
    return out.getvalue()


def a_file(app: Flask, learner_id: int, body: bytes = PDF, name: str = "certificate.pdf") -> int:
    with app.app_context(), app.test_request_context():
        upload = intake.receive_whole(name, body, learner_id=learner_id, at=now())
        return intake.finish(upload, learner_id=learner_id, at=now())


@cache
def _rewritten(body: bytes) -> Picture:
    with NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        return rewritten(Path(file.name))


def _a_picture_kept(app: Flask, learner_id: int, body: bytes) -> int:
    """A photograph as its upload leaves it; a picture that was decoded once is not decoded again."""
    with app.app_context(), app.test_request_context():
        made = _rewritten(body)
        keys = store.put(made.body), store.put(made.thumbnail)
        stored = Bytes(*keys, len(made.body), sha256(made.body).hexdigest(), made.width, made.height)
        upload = actions.begin_upload("before.jpg", len(body), mark="", learner_id=learner_id, at=now())
        return actions.finish_upload(upload.id, JPEG, stored, learner_id=learner_id, at=now())[0]


def a_consent(*purposes: Purpose, days: int = 365, today: date | None = None) -> Consent:
    day = today or date(2026, 9, 1)
    return Consent("C-07", frozenset(purposes or Purpose), day, day + timedelta(days=days), Recorded.PAPER)


def a_photograph(
    app: Flask,
    learner_id: int,
    consent: Consent | None = None,
    *,
    purposes: Iterable[Purpose] = (),
    described: bool = True,
    body: bytes | None = None,
) -> int:
    """A photograph that may be put forward; with ``purposes``, one that may be used for them only."""
    photograph = _a_picture_kept(app, learner_id, body or a_picture())
    with app.app_context():
        today = queries.today(now())
        said = consent or a_consent(*purposes, today=today)
        actions.record_consent(photograph, said, learner_id=learner_id, at=now())
        if described:
            words = {"caption": "Cheek before", "alternative": "A cheek with three shallow scars."}
            actions.describe(photograph, **words, learner_id=learner_id)
    return photograph


def a_pair(app: Flask, learner_id: int, *, purposes: Iterable[Purpose] = ()) -> tuple[int, int]:
    """Two photographs, before and after; their ids."""
    before, after = (a_photograph(app, learner_id, purposes=purposes, body=a_picture((60, n))) for n in (40, 41))
    with app.app_context():
        actions.make_pair(before, after, "Left cheek, six weeks", learner_id=learner_id, at=now())
    return before, after


def a_set(app: Flask, learner_id: int, *file_ids: int, about: str = "Three passes, and the end point.") -> int:
    with app.app_context():
        made = sets.start("A first cheek", learner_id=learner_id, at=now())
        text = Text("A first cheek", about, ("1.1",), file_ids)
        sets.save(made, text, learner_id=learner_id, revision=1, at=now())
        return made


def handed_in_as_a_set(app: Flask, learner_id: int, *file_ids: int) -> int:
    """A set that is with its learner's tutor; the set's id."""
    made = a_set(app, learner_id, *file_ids)
    with app.app_context():
        sets.hand_in(made, DECLARED, learner_id=learner_id, revision=2, at=now())
    return made
