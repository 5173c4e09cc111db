"""The pages of marking."""

from . import releases, rules, second
from .marking import bp

__all__ = ["bp", "releases", "rules", "second"]
