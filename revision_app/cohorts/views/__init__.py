"""The pages of cohorts, and of everybody as administrators see them: an account and its cohorts."""

from . import cohorts, invitations, people, people_import
from .blueprint import bp

__all__ = ["bp", "cohorts", "invitations", "people", "people_import"]
