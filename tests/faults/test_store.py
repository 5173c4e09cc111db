"""Files are stored whole or not at all, in a folder and in an object store; backups take them along."""

import resource
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from revision_app import backup
from revision_app.evidence.files import intake, store
from revision_app.evidence.files.store import Folder, NotStored, Objects, Store
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.databases import empty
from tests.support.files import PDF, a_file, a_photograph

As = Callable[..., Browser]
KEY = "ab/" + "ab" * 32 + "-" + "0" * 12


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an object store that forgets everything afterwards."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "eu-west-2"}
    client = boto3.client("s3", endpoint_url=address, **keys)
    with suppress(client.exceptions.BucketAlreadyOwnedByYou):  # what moto keeps outlives its server in this process
        client.create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    yield address
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "folder":
        return Folder(tmp_path / "evidence")
    address = request.getfixturevalue("s3")
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": "eu-west-2",
    }.items():
        monkeypatch.setenv(name, value)
    return Objects(f"s3://files/{tmp_path.name}")


def test_what_is_put_is_read_listed_and_deleted(kept: Store) -> None:
    assert kept.read(KEY) is None
    assert list(kept.listed()) == []
    kept.put(KEY, b"abc")
    assert kept.read(KEY) == b"abc"
    assert [key for key, _ in kept.listed()] == [KEY]
    assert all(written_at.tzinfo for _, written_at in kept.listed())
    kept.delete([KEY, KEY])
    assert kept.read(KEY) is None


def test_a_file_goes_through_either_store_and_withdrawn_consent_empties_it(app: Flask, as_: As, kept: Store) -> None:
    app.extensions["evidence_store"] = kept
    learner = a_person(app)
    browser = as_(learner)
    document, photograph = a_file(app, learner), a_photograph(app, learner)
    assert browser.get(f"/files/{document}/content").data == PDF
    assert browser.get(f"/files/{photograph}/content").status_code == 200
    browser.post(f"/files/{photograph}/withdraw", {"sure": "1"})
    assert len(list(kept.listed())) == 1


def test_only_its_owner_can_read_what_is_in_the_folder(tmp_path: Path) -> None:
    Folder(tmp_path / "evidence").put(KEY, b"abc")
    file = tmp_path / "evidence" / KEY
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_disk_that_is_full_in_the_middle_leaves_nothing_and_is_told_in_words(
    app: Flask, as_: As, tmp_path: Path
) -> None:
    """The system lets no file grow beyond a size: what a full disk does, at the same place."""
    app.extensions["evidence_store"] = Folder(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with app.test_request_context():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        try:
            with pytest.raises(NotStored, match="no room"):
                store.put(b"x" * 2000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_backup_takes_files_along_and_a_restore_brings_them_back(
    app: Flask, as_: As, kept: Store, tmp_path: Path
) -> None:
    app.extensions["evidence_store"] = kept
    learner = a_person(app)
    document = a_file(app, learner)
    a_photograph(app, learner)
    with app.app_context():
        backup.save(tmp_path / "all.zip", at=now())
        kept.delete([key for key, _ in kept.listed()])
        empty(app.extensions["sqlalchemy"].engine)
        backup.restore(tmp_path / "all.zip")
        assert intake.sweep(at=now() + timedelta(days=3650))[1] == 0
    assert as_(learner).get(f"/files/{document}/content").data == PDF
    assert len(list(kept.listed())) == 3


def test_a_file_that_was_changed_in_a_backup_is_found_before_anything_is_restored(app: Flask, tmp_path: Path) -> None:
    app.extensions["evidence_store"] = kept = Folder(tmp_path / "evidence")
    a_file(app, a_person(app))
    with app.app_context():
        backup.save(tmp_path / "all.zip", at=now())
        with zipfile.ZipFile(tmp_path / "all.zip") as packed, zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
            for name in packed.namelist():
                other.writestr(name, b"another" if name.startswith("files/") else packed.read(name))
        kept.delete([key for key, _ in kept.listed()])
        empty(app.extensions["sqlalchemy"].engine)
        with pytest.raises(backup.Refused, match="is not what was saved"):
            backup.restore(tmp_path / "other.zip")
    assert list(kept.listed()) == []
