"""The pages of accounts: signing in, one's own account, what administrators do to one, and the audit."""

from . import account, administration, audit, forgotten, outbox, passkeys, sign_in, two_step
from .blueprint import bp

__all__ = ["account", "administration", "audit", "bp", "forgotten", "outbox", "passkeys", "sign_in", "two_step"]
