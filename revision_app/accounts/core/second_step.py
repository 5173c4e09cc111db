"""The second step of signing in: a code of an authenticator app, or one that was kept for when there is no app.

Codes of an app are those of RFC 6238 with its usual values: six figures, a new one every 30 seconds.
"""

from base64 import b32encode
from datetime import datetime, timedelta

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

from . import Role

SECOND_STEP_WAITS = timedelta(minutes=10)
"""*Ours:* for so long after the password the code may come."""
RECOVERY_CODES = 10  # *ours:* that are made together, each for one use
SECRET_BYTES = 20  # RFC 4226 recommends 160 bits
_RECOVERY_BYTES = 10  # 80 bits: sixteen letters and figures
_AROUND = 1  # step by which a phone's clock may be wrong; RFC 6238, 5.2, recommends one
NEEDED_BY = frozenset({Role.TUTOR, Role.ADMINISTRATOR})
"""Whose second step a centre may require: they see others' work."""


def secret_of(random: bytes) -> str:
    """A secret as apps take it."""
    return b32encode(random).decode()


def uri(secret: str, *, email: str, issuer: str) -> str:
    """What a QR code tells an app."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def step_of(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """Which step of time a code is of, if it is right and its step is later than ``after``: none works twice."""
    try:
        step = TOTP(secret).verify_and_get_timecode(code, for_time=at, valid_window=_AROUND)
    except OTPVerificationError:
        return None
    return step if step > after else None


def recovery_code(random: bytes) -> str:
    """``abcd-efgh-ijkl-mnop``."""
    letters = b32encode(random[:_RECOVERY_BYTES]).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def plain(typed: str) -> str:
    """A code as it is compared: without blanks and dashes, in small letters, in plain figures."""
    return "".join(_figure(sign) for sign in typed.casefold() if sign.isalnum())


def _figure(sign: str) -> str:
    return str(int(sign)) if sign.isdecimal() else sign


def is_of_app(code: str) -> bool:
    return len(code) == 6 and code.isdecimal()
