"""The pages of marking."""

from . import releases
from .marking import bp

__all__ = ["bp", "releases"]
