"""Passkeys: keys that a device or a password manager keeps, and with which it answers a challenge (WebAuthn, level 3).

Whoever uses one has shown that they have the device and, by its screen lock, that it is they: two steps in one.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...shared.refusal import Refusal

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

CHALLENGE_LASTS = timedelta(minutes=5)  # *ours:* as long as a browser gives somebody to unlock their device
CHALLENGE_SIZE = 32  # bytes; WebAuthn, 13.4.3, asks for 16 at least
MOST_PASSKEYS = 10  # *ours:* of one person
PASSKEY_NAME_LENGTH = 60
_LONGEST_ID = 1023  # bytes; WebAuthn, 5.8.3
ANSWER_LENGTH = 50_000  # characters of what a browser sends: some authenticators prove their make at length


class LastSecondStep(Refusal):
    """A centre that requires two steps of somebody would be left with one."""

    def __init__(self) -> None:
        super().__init__(
            "Your centre requires two-step sign-in, and this is your only second step. Add another passkey or an"
            " authenticator app first."
        )


class TooManyPasskeys(Refusal):
    def __init__(self) -> None:
        super().__init__(f"You have {MOST_PASSKEYS} passkeys, which is the most. Remove one that you no longer use.")


class PasskeyTaken(Refusal):
    def __init__(self) -> None:
        super().__init__("This passkey is added already.")


@dataclass(frozen=True)
class Passkey:
    """As its owner sees it."""

    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class KnownPasskey:
    """What an answer is checked with, and whom it signs in."""

    id: int
    person_id: int
    public_key: str


@dataclass(frozen=True)
class Place:
    """The site as authenticators know it: a passkey made for one ``domain`` answers for no other."""

    domain: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    """What is kept of a new passkey: nothing of it is secret."""

    credential_id: str
    public_key: str
    count: int


def place_of(address: str) -> Place | None:
    """What an address is to authenticators; ``None`` where no browser would make a passkey.

    They are made for names, not numbers, and over TLS or on the same machine only (WebAuthn, 5.1.3 and 13.4.9).
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        return None
    if not host or _is_number(host) or not (parts.scheme == "https" or host == "localhost"):
        return None
    usual = port is None or port == {"https": 443, "http": 80}.get(parts.scheme)
    return Place(host, f"{parts.scheme}://{host}" + ("" if usual else f":{port}"))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def asks_for_new(
    place: Place, *, site: str, handle: bytes, email: str, name: str, challenge: bytes, known: Iterable[str]
) -> str:
    """What a browser is asked in JSON to make a passkey; ``known`` are those that are not to be made twice."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    return options_to_json(
        generate_registration_options(
            rp_id=place.domain,
            rp_name=site,
            user_id=handle,
            user_name=email,
            user_display_name=name,
            challenge=challenge,
            timeout=_milliseconds(),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=_described(known),
        )
    )


def asks_for_answer(place: Place, *, challenge: bytes, known: Iterable[str] = ()) -> str:
    """What a browser is asked in JSON to answer with a passkey; any of this site's, or one of ``known``."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    return options_to_json(
        generate_authentication_options(
            rp_id=place.domain,
            challenge=challenge,
            timeout=_milliseconds(),
            allow_credentials=_described(known),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def made(sent: str, *, place: Place, challenge: bytes) -> NewKey | None:
    """The new passkey that a browser sent; ``None`` if it is none, or not for this site and challenge."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    try:
        right = verify_registration_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=place.domain,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except Exception:  # what somebody sends may be malformed in any way, and the library raises whatever that leads to
        return None
    if len(right.credential_id) > _LONGEST_ID:
        return None
    return NewKey(
        bytes_to_base64url(right.credential_id), bytes_to_base64url(right.credential_public_key), right.sign_count
    )


def answering(sent: str) -> str | None:
    """Which passkey an answer says that it is of; ``None`` if it says nothing."""
    try:
        said = json.loads(sent)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return said if isinstance(said, str) and said.isascii() and said.isprintable() else None


def answered(sent: str, *, place: Place, challenge: bytes, public_key: str) -> int | None:
    """How often a passkey says that it was used, if its answer is right; ``None`` if it is not."""
    from webauthn import base64url_to_bytes, verify_authentication_response

    try:
        return verify_authentication_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=place.domain,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=0,  # ours, because it is said in words of its own: see ``is_later``
            require_user_verification=True,
        ).new_sign_count
    except Exception:  # as above
        return None


def is_later(count: int, last: int) -> bool:
    """Whether a passkey was used once more since. One that does not count says 0 always (WebAuthn, 6.1.1).

    Any other that does not count on may be a copy.
    """
    return count > last or count == last == 0


def _described(ids: Iterable[str]) -> list["PublicKeyCredentialDescriptor"]:
    from webauthn import base64url_to_bytes
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in ids]


def _milliseconds() -> int:
    return int(CHALLENGE_LASTS.total_seconds() * 1000)
