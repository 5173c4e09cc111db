"""The pages of cohorts, and of everybody as administrators see them: an account and its cohorts."""

from . import cohorts, people
from .blueprint import bp

__all__ = ["bp", "cohorts", "people"]
