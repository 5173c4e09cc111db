"""When a photograph may be shown and used: every state against everything that could be done with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from revision_app.evidence.files.core.consent import Consent, NotAllowed, PhotographState, Purpose, Recorded
from revision_app.evidence.files.core.cover import NotCovered
from revision_app.evidence.files.core.file import ClientIsHeard, Pair, StoredFile
from revision_app.evidence.files.core.pair import NotPaired, frozen, must_be_pair, shown, without_halves
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
TALK = replace(ALONE, kind=FileKind.RECORDING, media_type="audio/mpeg", thumbnail_key=None, width=None, height=None)
HEARD = replace(TALK, client_heard=True, consent=CONSENT)
CASES = {
    "no consent": ALONE,
    "consent from tomorrow": replace(KEPT, consent=replace(CONSENT, given_on=TODAY + timedelta(1))),
    "consent until yesterday": replace(KEPT, consent=replace(CONSENT, until=TODAY - timedelta(1))),
    "without words": replace(KEPT, alternative=""),
    "with everything": KEPT,
    "for the record only": replace(KEPT, consent=replace(CONSENT, purposes=frozenset({Purpose.RECORD}))),
    "withdrawn": replace(KEPT, withdrawn_at=NOON, key=None, thumbnail_key=None),
    "withdrawn, its bytes not yet deleted": replace(KEPT, withdrawn_at=NOON),
    "a recording of whom nobody said": TALK,
    "a recording without a client": replace(TALK, client_heard=False),
    "a recording without a client or words": replace(TALK, client_heard=False, alternative=""),
    "a client is heard": HEARD,
    "a client is heard, without words": replace(HEARD, alternative=""),
    "a client is heard, until yesterday": replace(HEARD, consent=replace(CONSENT, until=TODAY - timedelta(1))),
    "a client is heard, for the record only": replace(
        HEARD, consent=replace(CONSENT, purposes=frozenset({Purpose.RECORD}))
    ),
    "a client was heard, and withdrew": replace(HEARD, withdrawn_at=NOON, key=None),
}
Q, C, U, W = PhotographState
# Of each: its state, then whether it is shown or played to its learner and to a tutor, put forward, given consent, has
# its consent withdrawn, is said to be without a client, covered in part, made a pair with another, exported.
YES, NO = True, False
TABLE = {
    "no consent":                             (Q, NO, NO, NO, YES, NO, NO, NO, NO, NO),
    "consent from tomorrow":                  (Q, NO, NO, NO, YES, YES, NO, NO, NO, NO),
    "consent until yesterday":                (Q, NO, NO, NO, YES, YES, NO, NO, NO, NO),
    "without words":                          (C, YES, YES, NO, YES, YES, NO, YES, YES, YES),
    "with everything":                        (U, YES, YES, YES, YES, YES, NO, YES, YES, YES),
    "for the record only":                    (C, YES, NO, NO, YES, YES, NO, YES, YES, NO),
    "withdrawn":                              (W, NO, NO, NO, NO, NO, NO, NO, NO, NO),
    "withdrawn, its bytes not yet deleted":   (W, NO, NO, NO, NO, NO, NO, NO, NO, NO),
    "a recording of whom nobody said":        (Q, NO, NO, NO, YES, NO, YES, NO, NO, NO),
    "a recording without a client":           (U, YES, YES, YES, YES, NO, YES, NO, NO, YES),
    "a recording without a client or words":  (C, YES, YES, NO, YES, NO, YES, NO, NO, YES),
    "a client is heard":                      (U, YES, YES, YES, YES, YES, NO, NO, NO, YES),
    "a client is heard, without words":       (C, YES, YES, NO, YES, YES, NO, NO, NO, YES),
    "a client is heard, until yesterday":     (Q, NO, NO, NO, YES, YES, NO, NO, NO, NO),
    "a client is heard, for the record only": (C, YES, NO, NO, YES, YES, NO, NO, NO, NO),
    "a client was heard, and withdrew":       (W, NO, NO, NO, NO, NO, NO, NO, NO, NO),
}  # fmt: skip


def allowed(rule: Callable[[], object]) -> bool:
    try:
        rule()
    except (NotAllowed, ClientIsHeard, NotCovered, NotPaired):
        return False
    return True


@pytest.mark.parametrize("case", CASES)
def test_what_the_state_of_a_photograph_or_a_recording_allows(case: str) -> None:
    file, other = CASES[case], replace(KEPT, id=2)
    for_portfolio = {each.id for each in (file, other) if each.may_be_seen(TODAY, Purpose.PORTFOLIO)}
    assert (
        file.state(TODAY),
        allowed(lambda: file.must_be_seen(TODAY)),
        file.may_be_seen(TODAY, Purpose.PORTFOLIO),
        allowed(lambda: file.must_be_usable(TODAY)),
        allowed(file.must_take_consent),
        allowed(file.must_have_consent),
        allowed(file.must_be_without_client),
        allowed(lambda: file.must_be_coverable(TODAY, digest="d", put_forward=False)),
        allowed(lambda: must_be_pair(file, other, TODAY)),
        file in without_halves([file, other], for_portfolio),
    ) == TABLE[case]


@pytest.mark.parametrize("case", CASES)
def test_a_pair_is_shown_whole_or_not_at_all(case: str) -> None:
    """Whatever the state of one half, and whichever of the two it is."""
    one, other = CASES[case], replace(KEPT, id=2)
    for before, after in ((one, other), (other, one)):
        pair = [replace(before, pair=Pair(1, after.id, "A cheek")), after]
        seen = {each.id: each for each in pair if each.may_be_seen(TODAY, Purpose.PORTFOLIO)}
        (found,) = shown(frozen(pair), seen)
        both = one.may_be_seen(TODAY, Purpose.PORTFOLIO)
        assert (found.file is not None, found.after_file is not None) == (both, both)
        assert without_halves(pair, seen.keys()) == (pair if both else [])


def test_what_was_handed_in_or_is_no_longer_what_was_drawn_on_is_not_covered() -> None:
    assert not allowed(lambda: KEPT.must_be_coverable(TODAY, digest="d", put_forward=True))
    assert not allowed(lambda: KEPT.must_be_coverable(TODAY, digest="another", put_forward=False))


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
