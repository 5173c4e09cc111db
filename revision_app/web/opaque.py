"""Names and words that say nothing to whoever reads them in a page or a cookie: only the site's own key tells more."""

import hmac
import secrets
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode

from flask import current_app

_SIZE = 10  # bytes of a name: 80 bits, which nobody guesses and which make sixteen letters and figures
_NONCE = 16


def opaque(*parts: object) -> str:
    """A name for something that is always the same for these parts, and from which nobody comes back to them."""
    return b32encode(_digest("name", *parts)[:_SIZE]).decode().lower()


def sealed(text: str) -> str:
    """A text of at most 64 bytes that only this site reads again, with ``unsealed``. It may still be altered.

    A one-time pad: the HMAC under the site's key of a number that is used once.
    """
    nonce = secrets.token_bytes(_NONCE)
    return urlsafe_b64encode(nonce + _padded(text.encode(), nonce)).decode()


def unsealed(text: str) -> str:
    data = urlsafe_b64decode(text)
    return _padded(data[_NONCE:], data[:_NONCE]).decode()


def _padded(data: bytes, nonce: bytes) -> bytes:
    pad = _digest("seal", nonce.hex())
    if len(data) > len(pad):
        raise ValueError("too long to be sealed")
    return bytes(one ^ other for one, other in zip(data, pad, strict=False))


def _digest(*parts: object) -> bytes:
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, "\n".join(map(str, parts)).encode(), "sha512")
