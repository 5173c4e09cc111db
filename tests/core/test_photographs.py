"""When a photograph may be shown and used: every state against everything that could be done with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from revision_app.evidence.files.core.consent import Consent, NotAllowed, PhotographState, Purpose, Recorded
from revision_app.evidence.files.core.file import StoredFile
from revision_app.evidence.files.core.signature import FileKind
from revision_app.evidence.files.core.upload import (
    LARGEST,
    MOST_FILES,
    MOST_OPEN,
    TooMany,
    TooMuch,
    Upload,
    WrongPlace,
    must_fit,
)

TODAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
CONSENT = Consent("C-07", frozenset(Purpose), TODAY, TODAY, Recorded.PAPER)
ALONE = StoredFile(
    1, 7, FileKind.PHOTOGRAPH, "a.jpg", "image/jpeg", 9, "d", NOON, 4, 3, key="k", thumbnail_key="t", alternative="A."
)
KEPT = replace(ALONE, consent=CONSENT)
CASES = {
    "no consent": ALONE,
    "consent from tomorrow": replace(KEPT, consent=replace(CONSENT, given_on=TODAY + timedelta(1))),
    "consent until yesterday": replace(KEPT, consent=replace(CONSENT, until=TODAY - timedelta(1))),
    "without words": replace(KEPT, alternative=""),
    "with everything": KEPT,
    "for the record only": replace(KEPT, consent=replace(CONSENT, purposes=frozenset({Purpose.RECORD}))),
    "withdrawn": replace(KEPT, withdrawn_at=NOON, key=None, thumbnail_key=None),
    "withdrawn, its bytes not yet deleted": replace(KEPT, withdrawn_at=NOON),
}
Q, C, U, W = PhotographState
# state, then: seen by its learner, seen for the portfolio, put forward, changed, consent withdrawn
TABLE = {
    "no consent": (Q, False, False, False, True, False),
    "consent from tomorrow": (Q, False, False, False, True, True),
    "consent until yesterday": (Q, False, False, False, True, True),
    "without words": (C, True, True, False, True, True),
    "with everything": (U, True, True, True, True, True),
    "for the record only": (U, True, False, False, True, True),
    "withdrawn": (W, False, False, False, False, False),
    "withdrawn, its bytes not yet deleted": (W, False, False, False, False, False),
}


def allowed(rule: Callable[[], object]) -> bool:
    try:
        rule()
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("case", CASES)
def test_what_the_state_of_a_photograph_allows(case: str) -> None:
    file = CASES[case]
    assert (
        file.state(TODAY),
        allowed(lambda: file.must_be_seen(TODAY)),
        file.may_be_seen(TODAY, Purpose.PORTFOLIO),
        allowed(lambda: file.must_be_usable(TODAY)),
        allowed(file.must_be_open),
        allowed(file.must_have_consent),
    ) == TABLE[case]


def test_consent_holds_on_both_of_its_days_and_on_no_other() -> None:
    consent = Consent("C-07", frozenset({Purpose.RECORD}), TODAY, TODAY + timedelta(days=2), Recorded.PAPER)
    days = [TODAY + timedelta(days=n) for n in range(-1, 4)]
    assert [consent.holds(day) for day in days] == [False, True, True, True, False]
    assert not consent.allows(Purpose.TEACHING, TODAY)


def test_a_document_shows_no_client_and_is_seen_as_long_as_it_is_there() -> None:
    document = replace(ALONE, kind=FileKind.DOCUMENT)
    assert document.may_be_seen(TODAY, Purpose.PORTFOLIO)
    assert not replace(document, key=None).may_be_seen(TODAY)


@pytest.mark.parametrize(
    ("offset", "length", "refused"),
    [(5, 5, None), (4, 5, WrongPlace), (6, 1, WrongPlace), (-1, 1, WrongPlace), (5, 6, TooMuch), (5, 0, TooMuch)],
)
def test_a_part_follows_on_what_has_arrived(offset: int, length: int, refused: type[Exception] | None) -> None:
    upload = Upload(1, 7, "a", 10, 5, ("k",))
    if refused is None:
        upload.must_take(offset, length)
        return
    with pytest.raises(refused):
        upload.must_take(offset, length)


@pytest.mark.parametrize(
    ("size", "underway", "files", "stored", "refused"),
    [
        (LARGEST, 0, 0, 0, None),
        (LARGEST + 1, 0, 0, 0, TooMuch),
        (0, 0, 0, 0, TooMuch),
        (-5, 0, 0, 0, TooMuch),
        (1, MOST_OPEN, 0, 0, TooMany),
        (1, 0, MOST_FILES, 0, TooMuch),
        (2, 0, 0, 2**30 - 1, TooMuch),
    ],
)
def test_a_file_has_to_fit_beside_the_others(
    size: int, underway: int, files: int, stored: int, refused: type[Exception] | None
) -> None:
    if refused is None:
        must_fit(size, underway=underway, files=files, stored=stored)
        return
    with pytest.raises(refused):
        must_fit(size, underway=underway, files=files, stored=stored)
