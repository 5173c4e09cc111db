"""The pages of accounts: the door, one's own account, and what administrators keep in order."""

from . import account, audit, cohorts, door, people
from .blueprint import bp

__all__ = ["account", "audit", "bp", "cohorts", "door", "people"]
