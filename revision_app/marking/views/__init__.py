"""The pages of marking."""

from . import action_plan, comments, countersigning, releases, rules, second
from .marking import bp

__all__ = ["action_plan", "bp", "comments", "countersigning", "releases", "rules", "second"]
