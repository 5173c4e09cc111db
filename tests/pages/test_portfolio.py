"""The portfolio as one file: what is in it and what is not, who may ask for it, and that changes to it are found."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import ModuleType
from zipfile import ZIP_STORED, ZipFile

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import Engine

from revision_app.accounts.core import Role
from revision_app.cohorts import actions as cohorts
from revision_app.criteria.library import qualification
from revision_app.db import db
from revision_app.evidence.actions import withdraw
from revision_app.evidence.files import actions as files
from revision_app.evidence.files.core.consent import Purpose
from revision_app.evidence.models import DeclarationRow
from revision_app.jobs.core import KEPT
from revision_app.marking.actions import decisions
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.portfolio import exports, library
from revision_app.portfolio.core.manifest import verify
from revision_app.shared.portfolio import Original, Part
from revision_app.web.clock import now
from revision_app.web.pdf import pdf_is_possible
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_consent, a_photograph, a_picture, handed_in_as_a_set
from tests.support.jobs import done_one
from tests.support.logs import a_record, countersigned
from tests.support.reflections import ACHIEVED, REFERRED, a_reflection, a_submission, a_text, rewritten

As = Callable[..., Browser]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@dataclass
class Kept:
    app: Flask
    learner: int
    tutor: int
    cohort: int

    def zip_of(self, browser: Browser, page: str = "/portfolio/") -> bytes:
        """The ZIP as this browser asks for and downloads it."""
        assert browser.post(page, {"kind": exports.ZIP}).status_code == 303
        assert done_one(self.app)
        text = browser.get(page).text
        link = text.partition('<a class="btn" href="')[2].partition('"')[0]
        answer = browser.get(link)
        assert answer.status_code == 200, text
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.data


@pytest.fixture
def kept(app: Flask) -> Kept:
    """A learner with a piece that was referred, handed in again and achieved, one that waits, and another's beside."""
    learner, tutor = a_person(app, name="Lea Green"), a_person(app, Role.TUTOR, name="Tom Brown")
    other = a_person(app, name="Otto Other")
    cohort = a_cohort(app, learners=(learner, other), tutors=(tutor,))
    reflection = a_reflection(app, learner, a_text("First neck", description="What happened first."))
    a_submission(app, learner, of=reflection, marks={"1.1": REFERRED}, released_by=tutor)
    rewritten(app, reflection, learner, a_text("First neck", description="What happened, with a source."))
    again = a_submission(app, learner, of=reflection)
    with app.app_context():
        half = Judgement(Outcome.REFERRED, "Half a thought.", "Wait.")
        decisions.mark(again, {"1.1": half}, assessor_id=tutor, seen=0, at=now())
        decisions.release(again, {"1.1": ACHIEVED}, assessor_id=tutor, seen=2, at=now())
    waiting = a_submission(app, learner, criteria=("1.3",))
    with app.app_context():
        secret = Judgement(Outcome.REFERRED, "Not released.", "Wait.")
        decisions.mark(waiting, {"1.3": secret}, assessor_id=tutor, seen=0, at=now())
    a_submission(app, other, released_by=tutor)
    return Kept(app, learner, tutor, cohort)


def opened(packed: bytes) -> ZipFile:
    return ZipFile(BytesIO(packed))


def test_it_holds_pieces_decisions_and_signatures_to_read_and_for_machines(kept: Kept, as_: As) -> None:
    packed = opened(kept.zip_of(as_(kept.learner)))
    assert set(packed.namelist()) == {"portfolio.html", "portfolio.json", "manifest.json"}
    data = json.loads(packed.read("portfolio.json"))
    assert [piece["title"] for piece in data["pieces"]] == ["First neck", "First neck", "A long day"]
    assert data["criteria"]["1.1"]["pieces"] == [data["pieces"][0]["id"], data["pieces"][1]["id"]]
    assert data["pieces"][0]["declaration"]["ai_use"] == "No AI."
    assert data["pieces"][0]["signatures"][0]["signer"] == kept.tutor
    page = packed.read("portfolio.html").decode()
    for words in ("Lea Green", "First neck", "What happened, with a source.", "Say why, with a source.", "Tom Brown"):
        assert words in page
    assert "SHA-256" in page


def test_it_holds_nothing_unreleased_and_nothing_of_others(kept: Kept, as_: As) -> None:
    packed = opened(kept.zip_of(as_(kept.learner)))
    everything = b"".join(packed.read(name) for name in packed.namelist()).decode()
    for words in ("Not released.", "Half a thought.", "Otto Other"):
        assert words not in everything


def test_what_was_withdrawn_is_not_in_it(kept: Kept, as_: As) -> None:
    browser = as_(kept.learner)
    with kept.app.app_context():
        waiting = db.session.scalar(db.text("SELECT max(piece_id) FROM claims WHERE criterion = '1.3'"))
        withdraw(waiting, learner_id=kept.learner, at=now())
    data = json.loads(opened(kept.zip_of(browser)).read("portfolio.json"))
    assert waiting not in [piece["id"] for piece in data["pieces"]]


def test_an_amended_decision_is_read_with_the_one_before_and_both_signatures(kept: Kept, as_: As) -> None:
    with kept.app.app_context():
        piece = db.session.scalar(db.text("SELECT min(piece_id) FROM releases"))
        latest = db.session.scalar(db.text(f"SELECT max(id) FROM decisions WHERE piece_id = {piece}"))
        amended = Judgement(Outcome.NOT_EVIDENCED, "It is of another day.")
        decisions.amend(piece, "1.1", amended, "A slip.", assessor_id=kept.tutor, seen=latest, at=now())
    packed = kept.zip_of(as_(kept.learner))
    found = json.loads(opened(packed).read("portfolio.json"))["pieces"][0]
    assert [each["outcome"] for each in found["decisions"]] == ["referred", "not evidenced"]
    assert [each["deed"] for each in found["signatures"]] == ["released", "amended"]
    assert verify(BytesIO(packed)).faults == ()


# Verifying


def repacked(packed: bytes, change: Callable[[dict[str, bytes]], None]) -> BytesIO:
    """The same portfolio after somebody has worked on it."""
    with opened(packed) as before:
        files = {name: before.read(name) for name in before.namelist()}
    change(files)
    after = BytesIO()
    with ZipFile(after, "w", ZIP_STORED) as written:
        for name, body in files.items():
            written.writestr(name, body)
    return after


def _add(files: dict[str, bytes]) -> None:
    files["certificate.txt"] = b"passed"


def _remove(files: dict[str, bytes]) -> None:
    del files["portfolio.html"]


def _change(files: dict[str, bytes]) -> None:
    files["portfolio.html"] = files["portfolio.html"].replace(b"Referred", b"Achieved")


def _rewrite(old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    """A change that mends the manifest as well."""

    def change(files: dict[str, bytes]) -> None:
        body = files["portfolio.json"].replace(old.encode(), new.encode())
        assert body != files["portfolio.json"]
        files["portfolio.json"] = body
        manifest = json.loads(files["manifest.json"])
        manifest["files"]["portfolio.json"] = {"sha256": sha256(body).hexdigest(), "bytes": len(body)}
        files["manifest.json"] = json.dumps(manifest).encode()

    return change


def _without_manifest(files: dict[str, bytes]) -> None:
    del files["manifest.json"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_add, "added: certificate.txt"),
        (_remove, "missing: portfolio.html"),
        (_change, "changed: portfolio.html"),
        (_without_manifest, "missing: manifest.json, so nothing can be compared"),
        (_rewrite('"comment": "Say why, with a source."', '"comment": "Well done."'), "changed since it was signed"),
        (_rewrite("What happened first.", "What I wish had happened."), "changed since it was handed in: First neck"),
    ],
)
def test_what_was_changed_missing_or_added_is_named(
    kept: Kept, as_: As, change: Callable[[dict[str, bytes]], None], fault: str
) -> None:
    packed = kept.zip_of(as_(kept.learner))
    assert verify(BytesIO(packed)).faults == ()
    assert any(each.startswith(fault) for each in verify(repacked(packed, change)).faults)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"{}", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_portfolio_is_said_to_be_none(body: bytes) -> None:
    assert verify(BytesIO(body)).faults


@pytest.mark.parametrize("manifest", [b"[]", b"{", b'{"files": []}', b'{"files": {"a": 1}}', b"\xff", b"null"])
def test_a_manifest_that_is_none_is_told_in_words(manifest: bytes) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as written:
        written.writestr("manifest.json", manifest)
        written.writestr("a", b"a")
    assert verify(packed).faults


def test_the_command_verifies_without_a_database(
    kept: Kept, as_: As, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = kept.zip_of(as_(kept.learner))
    with monkeypatch.context() as without:
        without.setattr(Engine, "connect", _refuse)
        for body, status, said in (
            (packed, 0, "All 2 files are as they were made"),
            (repacked(packed, _change).getvalue(), 1, "changed: portfolio.html"),
        ):
            file = tmp_path / "portfolio.zip"
            file.write_bytes(body)
            ran = kept.app.test_cli_runner().invoke(args=["verify-portfolio", str(file)])
            assert ran.exit_code == status, ran.output
            assert said in ran.output
            assert "SHA-256 of the manifest: " in ran.output


def _refuse(*_: object, **__: object) -> None:
    pytest.fail("verifying asked the database")


# Who may


def test_a_tutor_exports_what_they_may_read_and_others_do_not(kept: Kept, as_: As) -> None:
    page, outsider = f"/learners/{kept.learner}/portfolio", a_person(kept.app, Role.TUTOR)
    a_cohort(kept.app, tutors=(outsider,))
    packed = kept.zip_of(as_(kept.tutor), page)
    assert "First neck" in opened(packed).read("portfolio.html").decode()
    assert "Not released." not in opened(packed).read("portfolio.json").decode()
    for answer in (as_(outsider).get(page), as_(outsider).post(page, {"kind": exports.ZIP})):
        assert answer.status_code == 404


def test_a_tutor_who_no_longer_teaches_them_gets_what_was_handed_in_before(kept: Kept, as_: As) -> None:
    browser, page = as_(kept.tutor), f"/learners/{kept.learner}/portfolio"
    with kept.app.app_context():
        cohorts.end_enrolment(kept.cohort, kept.learner, actor_id=kept.tutor, at=now())
    kept.app.extensions["frozen_now"] = now_later(kept.app)
    a_submission(kept.app, kept.learner, criteria=("1.5",))
    titles = json.loads(opened(kept.zip_of(browser, page)).read("portfolio.json"))["criteria"]
    assert titles["1.1"]["pieces"]
    assert not titles["1.5"]["pieces"]


def test_who_may_no_longer_read_when_the_job_is_done_gets_nothing(kept: Kept, as_: As) -> None:
    page = f"/learners/{kept.learner}/portfolio"
    later_tutor = a_person(kept.app, Role.TUTOR)
    browser = as_(later_tutor)
    cohort = a_cohort(kept.app, tutors=(later_tutor,), learners=(kept.learner,))
    assert browser.post(page, {"kind": exports.ZIP}).status_code == 303
    with kept.app.app_context():
        db.session.execute(db.text(f"DELETE FROM enrolments WHERE cohort_id = {cohort}"))
        db.session.commit()
    assert done_one(kept.app)
    assert browser.get(page).status_code == 404


def test_a_learner_finds_no_file_of_somebody_else_or_that_has_expired(kept: Kept, as_: As) -> None:
    mine, other = as_(kept.learner), as_(a_person(kept.app))
    kept.zip_of(mine)
    link = mine.get("/portfolio/").text.partition('<a class="btn" href="')[2].partition('"')[0]
    assert other.get(link).status_code == 404
    with kept.app.app_context():
        at = now()
    kept.app.extensions["frozen_now"] = at + KEPT
    assert as_(kept.learner).get(link).status_code == 404
    page = as_(kept.learner).get("/portfolio/").text
    assert "Expired" in page
    assert "Deleted: its time was over" in page


def now_later(app: Flask) -> datetime:
    with app.app_context():
        return now().replace(hour=20)


# The page


def test_the_page_says_how_far_it_is_and_renews_itself_only_while_it_waits(kept: Kept, as_: As) -> None:
    browser = as_(kept.learner)
    renews = 'http-equiv="refresh"'
    assert renews not in browser.get("/portfolio/").text
    sent = browser.post("/portfolio/", {"kind": exports.ZIP})  # and a second click, which asks for no more
    assert browser.post("/portfolio/", {"kind": exports.ZIP}).location == sent.location
    page = browser.get(sent.location).text
    assert renews in page
    assert page.count("Waits for its turn.") == 1
    assert "Stop renewing" in page
    assert renews not in browser.get("/portfolio/").text
    done_one(kept.app)
    assert renews not in browser.get(sent.location).text


@pytest.mark.parametrize("kind", ["", "word", "\x00", "x" * 100_000])
def test_a_kind_of_file_that_there_is_not_comes_back(kept: Kept, as_: As, kind: str) -> None:
    assert as_(kept.learner).post("/portfolio/", {"kind": kind}).status_code == 422


# The declaration at the end


def test_all_work_is_declared_once_at_the_end_and_again_when_there_is_more(kept: Kept, as_: As) -> None:
    app, browser = kept.app, as_(kept.learner)
    fields = {"all_work": "y", "ai_use": "A chat assistant found two sources."}
    early = browser.post("/portfolio/declaration", fields)
    assert early.status_code == 409
    assert "A chat assistant found two sources." in early.text
    with app.app_context():
        every = qualification().criterion_ids
    a_submission(app, kept.learner, criteria=every, released_by=kept.tutor)
    refused = browser.post("/portfolio/declaration", {"ai_use": "A chat assistant."})
    assert refused.status_code == 422
    assert "A chat assistant." in refused.text
    for _ in range(2):
        assert browser.post("/portfolio/declaration", fields).status_code == 303
    assert _declared(app) == 1
    a_submission(app, kept.learner, criteria=("1.1",))
    assert "You handed in more since." in browser.get("/portfolio/").text
    assert browser.post("/portfolio/declaration", fields).status_code == 303
    assert _declared(app) == 2
    page = opened(kept.zip_of(browser)).read("portfolio.html").decode()
    assert "A chat assistant found two sources." in page


def _declared(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(db.select(DeclarationRow).where(DeclarationRow.piece_id.is_(None))).all())


# What features offer


@pytest.fixture
def with_photographs(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Kept:
    template = "<p>{{ data.count }} treatments logged.</p>"
    loader = ChoiceLoader([DictLoader({"log/part.html": template}), kept.app.jinja_env.loader])
    monkeypatch.setattr(kept.app.jinja_env, "loader", loader)

    def offer(learner_id: int, *, at: datetime) -> Iterable[Part]:
        assert at == now()
        shown = Original("after 1.png", "After", "A cheek after treatment", lambda: PNG, lambda: PNG)
        gone = replace(shown, name="gone.png", read=lambda: None, shown=lambda: None)
        yield Part("log", f"Treatment log of {learner_id}", "log/part.html", {"count": 3}, (shown, gone))

    library.register(kept.app, [offer])
    return kept


def test_the_log_and_what_clients_allow_are_in_ones_own_portfolio_and_nothing_else(kept: Kept, as_: As) -> None:
    app, learner = kept.app, kept.learner
    record = a_record(app, learner)
    countersigned(app, record, learner)
    allowed = a_photograph(app, learner, purposes=(Purpose.RECORD, Purpose.PORTFOLIO))
    for_record = a_photograph(app, learner, purposes=tuple(Purpose), body=a_picture((60, 30)))
    handed_in_as_a_set(app, learner, allowed, for_record)
    with app.app_context():
        consent = a_consent(Purpose.RECORD, today=date(2026, 9, 1))
        files.record_consent(for_record, consent, learner_id=learner, at=now())
    private = a_photograph(app, learner, purposes=tuple(Purpose), body=a_picture((50, 30)))
    portfolio = opened(kept.zip_of(as_(learner)))
    names = " ".join(portfolio.namelist())
    assert f"/{allowed} " in names
    assert f"/{for_record} " not in names
    assert f"/{private} " not in names
    page = portfolio.read("portfolio.html").decode()
    assert "Client 7" in page
    assert "Demo Supervisor" in page
    assert "Cheek before" in page
    assert page.count("<img") == 1


def test_what_features_offer_is_in_ones_own_portfolio_with_originals_that_are_there(
    with_photographs: Kept, as_: As
) -> None:
    kept = with_photographs
    packed = kept.zip_of(as_(kept.learner))
    assert opened(packed).read("originals/log/after 1.png") == PNG
    page = opened(packed).read("portfolio.html").decode()
    assert "3 treatments logged." in page
    assert '<img src="originals/log/after%201.png" alt="A cheek after treatment">' in page
    assert "gone.png" not in page
    assert verify(BytesIO(packed)).faults == ()
    others = opened(kept.zip_of(as_(kept.tutor), f"/learners/{kept.learner}/portfolio"))
    assert not [name for name in others.namelist() if name.startswith("originals/")]


# The PDF


def pdf_of(kept: Kept, browser: Browser) -> str:
    assert browser.post("/portfolio/", {"kind": exports.PDF}).status_code == 303
    assert done_one(kept.app)
    return browser.get("/portfolio/").text


@pytest.mark.skipif(not pdf_is_possible(), reason="Pango is not on this machine")
def test_the_pdf_is_tagged_and_fetches_nothing(
    with_photographs: Kept, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = with_photographs
    monkeypatch.setattr("socket.socket.connect", _refuse)
    browser = as_(kept.learner)
    page = pdf_of(kept, browser)
    answer = browser.get(page.partition('<a class="btn" href="')[2].partition('"')[0])
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.data or b"/ObjStm" in answer.data


def test_where_pango_is_missing_the_page_says_what_to_install_and_the_zip_works(
    kept: Kept, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_(kept.learner)
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    assert "apt install libpango" in browser.get("/portfolio/").text
    monkeypatch.setitem(sys.modules, "weasyprint", _Missing("weasyprint"))
    page = pdf_of(kept, browser)
    assert "Failed" in page
    assert "The ZIP has the same to read" in page
    assert verify(BytesIO(kept.zip_of(browser))).faults == ()


class _Missing(ModuleType):
    """WeasyPrint where its libraries are not."""

    def __getattr__(self, name: str) -> object:
        raise OSError("cannot load library 'libpango-1.0-0'")
