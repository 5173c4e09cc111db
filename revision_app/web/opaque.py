"""Names and words that say nothing to whoever reads them in a page or a cookie: only the site's own key tells more."""

import hmac
import secrets
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha512

from flask import current_app

_SIZE = 10  # bytes of a name: 80 bits, which nobody guesses and which make sixteen letters and figures
_NONCE = 16
_SHORT = 8  # bytes of a number that follows from what it stands before
_MARK = bytes(6)  # before a name, so that it is known again
_BLOCK = 24  # names are veiled in steps of so many bytes
_LONGEST = 400  # characters of a veil: the longest name is a decision of a case, of three names


def opaque(*parts: object) -> str:
    """A name for something that is always the same for these parts, and from which nobody comes back to them."""
    return b32encode(_digest("name", *parts)[:_SIZE]).decode().lower()


def check_name(item_id: str) -> str:
    """What addresses call a question that a unit asks in its text: units link to it, and the quizzes find it."""
    return opaque("check", item_id)


def sealed(text: str) -> str:
    """A text that only this site reads again, with ``unsealed``, and that is another each time. It may be altered.

    A one-time pad: the HMAC under the site's key of a number that is used once.
    """
    nonce = secrets.token_bytes(_NONCE)
    return urlsafe_b64encode(nonce + _padded(text.encode(), nonce)).decode()


def unsealed(text: str) -> str:
    data = urlsafe_b64decode(text)
    return _padded(data[_NONCE:], data[:_NONCE]).decode()


def veiled(name: str, scope: object, salt: str = "") -> str:
    """A name that a form carries: always the same within a scope, with nothing to be read in it, not even its length.

    ``salt`` tells apart what has the same name there. ``unveiled`` leads back, and needs no more than the scope.
    """
    data = _MARK + name.encode()
    data += bytes(-len(data) % _BLOCK)
    nonce = _digest("veil", scope, salt, name)[:_SHORT]
    return urlsafe_b64encode(nonce + _padded(data, nonce, scope)).decode().rstrip("=")


def unveiled(sent: str, scope: object) -> str | None:
    """The name behind a veil of this scope; ``None`` for anything else."""
    try:
        data = urlsafe_b64decode(sent + "=" * (-len(sent) % 4)) if len(sent) <= _LONGEST else b""
        plain = _padded(data[_SHORT:], data[:_SHORT], scope)
        return plain[len(_MARK) :].rstrip(b"\0").decode() if plain.startswith(_MARK) else None
    except ValueError:
        return None


def _padded(data: bytes, nonce: bytes, scope: object = "") -> bytes:
    size = len(data)
    blocks = (_digest("seal", nonce.hex(), scope, n) for n in range(-(-size // sha512().digest_size)))
    pad = b"".join(blocks)[:size]
    return (int.from_bytes(data) ^ int.from_bytes(pad)).to_bytes(size)


def _digest(*parts: object) -> bytes:
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, "\n".join(map(str, parts)).encode(), "sha512")
