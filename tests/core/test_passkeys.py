"""Passkeys: for which addresses, what is an answer, and what is a copy."""

import json

import pytest

from revision_app.accounts.core import passkeys
from revision_app.accounts.core.passkeys import Place, is_later, place_of
from tests.support.authenticator import Authenticator

HERE = Place("learn.example.org", "https://learn.example.org")
CHALLENGE, OTHER = b"a challenge of the site", b"another challenge"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://learn.example.org", ("learn.example.org", "https://learn.example.org")),
        ("https://LEARN.example.org:443/", ("learn.example.org", "https://learn.example.org")),
        ("https://learn.example.org:8443", ("learn.example.org", "https://learn.example.org:8443")),
        ("https://häut.example.org", ("xn--hut-qla.example.org", "https://xn--hut-qla.example.org")),
        ("http://localhost:8000/", ("localhost", "http://localhost:8000")),
        ("http://learn.example.org", None),
        ("http://127.0.0.1:8000/", None),
        ("https://192.0.2.7", None),
        ("https://[::1]:8000", None),
        ("https://learn.example.org:port", None),
        ("https://" + "a" * 70 + ".example.org", None),
    ],
)
def test_a_passkey_is_for_a_name_over_tls_or_on_this_machine(address: str, place: tuple[str, str] | None) -> None:
    assert place_of(address) == (place and Place(*place))


@pytest.mark.parametrize(
    ("count", "last", "later"), [(1, 0, True), (9, 3, True), (0, 0, True), (3, 3, False), (2, 3, False), (0, 3, False)]
)
def test_a_passkey_that_counts_counts_on(count: int, last: int, later: bool) -> None:
    assert is_later(count, last) is later


def make(device: Authenticator, place: Place = HERE) -> passkeys.NewKey | None:
    asked = passkeys.asks_for_new(
        HERE, site="Demo", handle=b"one", email="demo@example.org", name="Demo", challenge=CHALLENGE, known=["AAAA"]
    )
    return passkeys.made(device.make(json.loads(asked)), place=place, challenge=CHALLENGE)


def test_a_device_makes_a_passkey_and_answers_with_it() -> None:
    device = Authenticator()
    key = make(device)
    assert key
    asked = json.loads(passkeys.asks_for_answer(HERE, challenge=CHALLENGE, known=[key.credential_id]))
    assert asked["userVerification"] == "required"
    sent = device.answer(asked)
    assert passkeys.answering(sent) == key.credential_id
    assert passkeys.answered(sent, place=HERE, challenge=CHALLENGE, public_key=key.public_key) == 1
    assert passkeys.answered(sent, place=HERE, challenge=OTHER, public_key=key.public_key) is None
    elsewhere = Place("learn.example.com", "https://learn.example.com")
    assert passkeys.answered(sent, place=elsewhere, challenge=CHALLENGE, public_key=key.public_key) is None
    stranger = make(Authenticator())
    assert stranger
    assert passkeys.answered(sent, place=HERE, challenge=CHALLENGE, public_key=stranger.public_key) is None
    device.verifies = False
    unlocked = device.answer(asked)
    assert passkeys.answered(unlocked, place=HERE, challenge=CHALLENGE, public_key=key.public_key) is None


def test_no_passkey_is_made_without_unlocking_or_at_another_site() -> None:
    assert make(Authenticator(verifies=False)) is None
    assert make(Authenticator(origin="https://learn.example.com")) is None
    assert make(Authenticator(credential_id=bytes(1024))) is None


@pytest.mark.parametrize("sent", ["", "{", "[]", "null", '{"id": 3}', '{"id": "é"}', "[" * 9_000, '{"id": "AAAA"}'])
def test_what_is_no_answer_is_none(sent: str) -> None:
    assert passkeys.made(sent, place=HERE, challenge=CHALLENGE) is None
    assert passkeys.answered(sent, place=HERE, challenge=CHALLENGE, public_key="AAAA") is None
    assert passkeys.answering(sent) == ("AAAA" if "AAAA" in sent else None)
