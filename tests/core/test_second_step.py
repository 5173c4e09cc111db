"""Codes of an authenticator app, against the vectors of RFC 6238, and recovery codes."""

from datetime import UTC, datetime, timedelta

import pytest

from revision_app.accounts.core.second_step import is_of_app, plain, recovery_code, secret_of, step_of

SECRET = secret_of(b"12345678901234567890")  # RFC 6238, appendix B; its codes have eight figures, ours the last six
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]


@pytest.mark.parametrize(("second", "code"), VECTORS)
def test_codes_are_those_of_the_rfc(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert step_of(SECRET, code, after=0, at=at) == second // 30
    assert step_of(SECRET, code, after=second // 30, at=at) is None


@pytest.mark.parametrize(("late", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_wrong_by_one_step(late: int, right: bool) -> None:
    at = datetime.fromtimestamp(1111111109, UTC) + timedelta(seconds=late)
    assert (step_of(SECRET, "081804", after=0, at=at) is not None) == right


@pytest.mark.parametrize(
    ("typed", "code"),
    [(" 081 804 ", "081804"), ("０８１８０４", "081804"), ("ABCD-efgh ijkl–MNOP", "abcdefghijklmnop"), ("", "")],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str) -> None:
    assert plain(typed) == code


def test_a_recovery_code_is_no_code_of_an_app() -> None:
    code = recovery_code(bytes(range(20)))
    assert code == "aaaq-eayE-audA-oCAJ".lower()
    assert not is_of_app(plain(code))
    assert is_of_app("081804")
    assert not is_of_app("81804")
