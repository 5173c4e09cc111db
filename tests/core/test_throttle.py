from datetime import UTC, datetime, timedelta

import pytest

from revision_app.accounts.core.throttle import BY_ACCOUNT, BY_ADDRESS, Throttle, TooManyTries, check, neighbourhood

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def failed(times: int, *, apart: float = 0.0) -> list[datetime]:
    """So many failures, the last of them at noon."""
    return [NOON - timedelta(seconds=apart * n) for n in range(times)]


@pytest.mark.parametrize(
    ("throttle", "failures", "seconds"),
    [
        (BY_ACCOUNT, 0, 0),
        (BY_ACCOUNT, 2, 0),
        (BY_ACCOUNT, 3, 2),
        (BY_ACCOUNT, 4, 4),
        (BY_ACCOUNT, 5, 8),
        (BY_ACCOUNT, 6, 16),
        (BY_ACCOUNT, 9, 128),
        (BY_ACCOUNT, 10, 900),
        (BY_ACCOUNT, 25, 900),
        (BY_ADDRESS, 19, 0),
        (BY_ADDRESS, 20, 2),
        (BY_ADDRESS, 21, 4),
        (BY_ADDRESS, 28, 512),
        (BY_ADDRESS, 29, 900),  # 1,024 seconds would be longer than the lock
        (BY_ADDRESS, 60, 900),
    ],
)
def test_the_wait_grows_with_the_failures_and_ends_in_a_lock(throttle: Throttle, failures: int, seconds: int) -> None:
    assert throttle.wait(failed(failures), NOON) == timedelta(seconds=seconds)


def test_waiting_counts_from_the_last_failure() -> None:
    assert BY_ACCOUNT.wait(failed(5), NOON + timedelta(seconds=3)) == timedelta(seconds=5)
    assert BY_ACCOUNT.wait(failed(5), NOON + timedelta(seconds=8)) == timedelta(0)


def test_failures_far_apart_are_forgotten() -> None:
    assert BY_ACCOUNT.wait(failed(9, apart=450), NOON) == timedelta(0)  # of nine, two fall in one window


def test_a_lock_lasts_its_full_time_though_its_first_failures_grow_old() -> None:
    failures = failed(10, apart=99)  # spread over 14 minutes 51 seconds
    almost = NOON + timedelta(minutes=14, seconds=59)
    assert BY_ACCOUNT.wait(failures, almost) == timedelta(seconds=1)
    assert BY_ACCOUNT.wait(failures, NOON + timedelta(minutes=15)) == timedelta(0)


def test_the_longer_of_the_two_waits_holds() -> None:
    with pytest.raises(TooManyTries) as refused:
        check(failed(3), failed(22), NOON)
    assert refused.value.seconds == 8


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(milliseconds=300), "Wait 1 second,"),
        (timedelta(seconds=7.2), "Wait 8 seconds,"),
        (timedelta(seconds=90), "Wait 90 seconds,"),
        (timedelta(seconds=91), "Wait 2 minutes,"),
        (timedelta(minutes=15), "Wait 15 minutes,"),
    ],
)
def test_the_words_say_how_long_to_wait(wait: timedelta, words: str) -> None:
    assert words in str(TooManyTries(wait))


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix:", ""),
        (None, ""),
    ],
)
def test_tries_are_counted_by_what_one_subscriber_has(address: str | None, counted: str) -> None:
    assert neighbourhood(address) == counted
