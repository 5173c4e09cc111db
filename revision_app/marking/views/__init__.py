"""The pages of marking."""

from . import countersigning, releases, rules, second
from .marking import bp

__all__ = ["bp", "countersigning", "releases", "rules", "second"]
