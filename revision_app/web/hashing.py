"""Passwords as argon2id keeps them, a few at a time."""

from base64 import b64encode
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

HASHERS = {
    "full": PasswordHasher(
        time_cost=3, memory_cost=64 * 1024, parallelism=4
    ),  # the second choice of RFC 9106, section 4
    "low": PasswordHasher(time_cost=1, memory_cost=64, parallelism=1),  # for tests, which hash all the time
}
AT_ONCE = BoundedSemaphore(2)  # each takes 64 MiB: a crowd at the door must not fill the memory


def hash_of(password: str) -> str:
    """What is kept of a password. Takes some 0.1 s: call it before the transaction, never inside."""
    with AT_ONCE:
        return _hasher().hash(_typed(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; without a hash, no, after as long a time."""
    hasher = _hasher()
    with AT_ONCE:
        try:
            return hasher.verify(password_hash or _nobodys(hasher), _typed(password))
        except (VerificationError, InvalidHashError):
            return False


def is_stale(password_hash: str) -> bool:
    """Whether the hash was made at another cost than today's."""
    return _hasher().check_needs_rehash(password_hash)


def _typed(password: str) -> str:
    """The same letters typed on another keyboard are the same password."""
    return normalize("NFKC", password)


def _hasher() -> PasswordHasher:
    return HASHERS[current_app.config.get("PASSWORD_COST", "full")]


def _nobodys(hasher: PasswordHasher) -> str:
    """A hash of today's cost that no password belongs to."""
    salt, body = (b64encode(bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${body}"
