import time

import pytest

from revision_app.accounts.core.passwords import TOO_EASY, TOO_LONG, TOO_PERSONAL, TOO_SHORT, weakness


def judged(password: str) -> str | None:
    return weakness(password, name="Amira Shah-Costa", email="amira.shah@clinic.example")


@pytest.mark.parametrize(
    "password",
    [
        "lantern orchard tidal seven",
        "correct horse battery staple",
        "vK9#mQ2$xL7!",
        "zwölf Boxkämpfer jagen",
        "Amira keeps lantern orchard tidal",  # a name may be in it when enough else is
        "x" * 20 + " lantern orchard tidal " + "y" * 157,
    ],
)
def test_long_and_unusual_passwords_will_do(password: str) -> None:
    assert judged(password) is None


@pytest.mark.parametrize("password", ["", "short", "vK9#mQ2$xL7", "ﬃ" * 3 + "vK"])
def test_a_short_password_is_refused(password: str) -> None:
    assert judged(password) == TOO_SHORT


def test_length_is_counted_as_the_password_is_kept() -> None:
    assert judged("ﬃlantern q7") is None  # eleven as typed, thirteen once the ligature is spelt out
    assert judged("lantern orchard" + "z" * 190) == TOO_LONG


@pytest.mark.parametrize(
    "password", ["password1234", "qwertyuiop12", "aaaaaaaaaaaaaaaa", "123456789012", "iloveyou2026!"]
)
def test_a_common_password_is_refused_with_advice(password: str) -> None:
    assert judged(password) == TOO_EASY
    assert "four unrelated words" in TOO_EASY


@pytest.mark.parametrize(
    "password", ["Amira Shah 2026", "amira.shah@clinic.example", "ShahCosta123!", "AMIRA-shah-costa"]
)
def test_a_password_made_of_ones_own_name_or_address_is_refused(password: str) -> None:
    assert judged(password) in (TOO_EASY, TOO_PERSONAL)


def test_a_name_that_looks_like_a_pattern_is_just_a_name() -> None:
    assert weakness("lantern orchard tidal", name="(?P<*[", email="+++@example.org") is None


DEAREST = "4@8({[<369&#!1|!1|0$5+7%2'*8"  # cost 13 seconds of processor time, under a lock


@pytest.mark.parametrize(
    "password",
    [DEAREST, DEAREST * 7, "1!|i7l" * 30, "4@a({[<cs5$" * 18, "ab" * 100, "147258" * 33, "2001-12-01/1/1/99 " * 11],
)
def test_judging_costs_little_whatever_is_typed(password: str) -> None:
    judged(password)  # which loads the lists of words
    took = []
    for _ in range(3):  # the least of them: what runs beside makes every one slower
        began = time.process_time()
        judged(password)
        took.append(time.process_time() - began)
    assert min(took) < 0.05
