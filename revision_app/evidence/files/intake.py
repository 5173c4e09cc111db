"""Between the store and the tables: bytes are kept before a row names them, and deleted after none does.

Whatever stops in between leaves bytes that no row names, which nobody is served and ``sweep`` deletes.
"""

import tempfile
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from ...jobs import library as results
from . import actions, queries, scanning, store
from .core.consent import Consent, NotAllowed
from .core.cover import Box
from .core.file import Bytes, Gone, NoSuchFile
from .core.signature import FileKind, NotTaken, recognised
from .core.sound import played
from .core.upload import LARGEST_PART, AlreadyFinished, NoSuchUpload, Upload
from .images import Picture, rewritten

UNNAMED = timedelta(days=1)
"""*Ours:* how old bytes have to be that no row names before they are swept away: some are on their way into one."""


def receive(upload_id: int, part: bytes, *, offset: int, learner_id: int, at: datetime) -> Upload:
    """Keep the next part of an upload. Raises ``NoSuchUpload``, ``WrongPlace``, ``TooMuch`` or ``NotStored``."""
    found = queries.upload(upload_id, learner_id=learner_id)
    if found is None:
        raise NoSuchUpload("There is no such upload under way. Choose the file again.")
    found.must_take(offset, len(part))
    key = store.put(part)
    try:
        return actions.add_part(upload_id, key, len(part), offset=offset, learner_id=learner_id, at=at)
    except BaseException:
        store.delete([key])
        raise


def receive_whole(name: str, body: bytes, *, learner_id: int, at: datetime) -> int:
    """Keep a file that came in one request as an upload that has arrived; its id."""
    mark = sha256(body).hexdigest()
    begun = actions.begin_upload(name, len(body), mark=mark, learner_id=learner_id, at=at)
    received = begun.received
    while received < len(body):
        part = body[received : received + LARGEST_PART]
        received = receive(begun.id, part, offset=received, learner_id=learner_id, at=at).received
    return begun.id


def finish(upload_id: int, *, caption: str = "", learner_id: int, at: datetime) -> int:
    """Look at what has arrived and make it a file; its id. One that was made before keeps its words.

    What is none that is kept here is forgotten at once. Raises ``NoSuchUpload``, ``NotComplete``, ``NotTaken``,
    ``Busy``, ``NotScanned`` or ``NotStored``.
    """
    found = queries.upload(upload_id, learner_id=learner_id)
    if found is None:
        raise NoSuchUpload("There is no such upload under way. Choose the file again.")
    if found.file_id:
        return found.file_id
    found.must_be_complete()
    try:
        return _made(found, caption=caption, at=at)
    except NotTaken:
        try:
            give_up(upload_id, learner_id=learner_id)
        except AlreadyFinished as done:  # by a second click, which took the parts away that were to be read
            return done.file_id
        raise


def _made(upload: Upload, *, caption: str, at: datetime) -> int:
    """Put the parts together on the disk, not in memory: several such files at once must not fill it."""
    with tempfile.NamedTemporaryFile(prefix="upload-") as file:
        for key in upload.parts:
            file.write(store.read(key) or b"")
        file.flush()
        if file.tell() != upload.size:
            raise NotTaken("Not all of this file arrived. Choose it again.")
        kind = recognised(cast(BinaryIO, file))
        scanning.must_be_harmless(cast(BinaryIO, file))
        if kind.kind is FileKind.PHOTOGRAPH:
            picture = rewritten(Path(file.name))
            stored = Bytes(*_put(picture), *_measured(picture.body), picture.width, picture.height)
        elif kind.kind is FileKind.RECORDING:
            file.seek(0)
            body = played(kind, file.read())
            stored = Bytes(store.put(body), None, *_measured(body))
        else:
            document = Path(file.name)
            stored = Bytes(store.put(document), None, upload.size, store.digest_of(document))
    keys = [key for key in (stored.key, stored.thumbnail_key) if key]
    try:
        file_id, is_new = actions.finish_upload(
            upload.id, kind, stored, caption=caption, learner_id=upload.learner_id, at=at
        )
    except BaseException:
        store.delete(keys)
        raise
    store.delete(upload.parts if is_new else keys)
    return file_id


def _measured(body: bytes) -> tuple[int, str]:
    return len(body), sha256(body).hexdigest()


def _put(picture: Picture) -> tuple[str, str]:
    key = store.put(picture.body)
    try:
        return key, store.put(picture.thumbnail)
    except BaseException:
        store.delete([key])
        raise


def give_up(upload_id: int, *, learner_id: int) -> None:
    """Forget an upload and what has arrived of it."""
    store.delete(actions.give_up_upload(upload_id, learner_id=learner_id))


def record_consent(file_id: int, consent: Consent, *, learner_id: int, at: datetime) -> None:
    """Note what a client said, and delete the exports that it no longer allows."""
    _delete(actions.record_consent(file_id, consent, learner_id=learner_id, at=at))


def withdraw_consent(file_id: int, *, learner_id: int, at: datetime) -> None:
    """From now on nobody sees the photograph; then its bytes are deleted."""
    _delete(actions.withdraw_consent(file_id, learner_id=learner_id, at=at))


def withdraw_for_client(
    file_ids: Collection[int], pseudonym: str, *, learner_id: int, administrator_id: int, at: datetime
) -> int:
    """The same for a client who told the centre; of how many files. Raises ``NothingToWithdraw``."""
    number, gone = actions.withdraw_for_client(
        file_ids, pseudonym, learner_id=learner_id, administrator_id=administrator_id, at=at
    )
    _delete(gone)
    return number


def cover(file_id: int, boxes: Iterable[Box], *, digest: str, learner_id: int, at: datetime) -> None:
    """Write a photograph anew with these boxes over it, then delete the original, its small copy and its exports.

    Raises ``NoSuchFile``, ``NotAllowed``, ``NotCovered``, ``NotTaken``, ``Busy`` or ``NotStored``.
    """
    found = queries.file(file_id, learner_id=learner_id)
    if found is None:
        raise NoSuchFile("There is no such file among yours.")
    put_forward = queries.is_put_forward(file_id)
    found.must_be_coverable(queries.today(at), digest=digest, put_forward=put_forward)
    with tempfile.NamedTemporaryFile(prefix="cover-") as file:
        file.write(opened(found.key))
        file.flush()
        picture = rewritten(Path(file.name), [box.rectangle for box in boxes])
    covered = Bytes(*_put(picture), *_measured(picture.body), picture.width, picture.height)
    try:
        gone = actions.cover(file_id, covered, digest=digest, learner_id=learner_id, at=at)
    except BaseException:
        store.delete([key for key in (covered.key, covered.thumbnail_key) if key])
        raise
    _delete(gone)


def _delete(gone: Gone) -> None:
    store.delete(gone.keys)
    results.delete(gone.exports)


def opened(key: str | None) -> bytes:
    """The bytes under a key of a file that may be seen. Raises ``NotAllowed`` where they are gone meanwhile."""
    body = store.read(key) if key else None
    if body is None:
        raise NotAllowed("This file is no longer here.")
    return body


def sweep(*, at: datetime) -> tuple[int, int]:
    """Delete for good what was removed a day ago, abandoned uploads, and bytes that no row names; how many of these."""
    store.delete(actions.remove_for_good(at=at))
    uploads = actions.sweep_uploads(at=at)
    there = [key for key, written_at in store.store().listed() if written_at < at - UNNAMED]
    unnamed = set(there) - set(queries.named_keys())
    store.store().delete(sorted(unnamed))
    return uploads, len(unnamed)
