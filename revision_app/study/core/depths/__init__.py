"""The depth explorer: how thick skin is, where a needle would end, what was published, and where the limits are.

The one part of the application that knows its subject; there is none of it where ``content/depths.yml`` is missing.
"""

from .choice import Choice, choose
from .explanation import Explanation, explain
from .file import Depths, parse_depths
from .plate import Plate, draw

__all__ = ["Choice", "Depths", "Explanation", "Plate", "choose", "draw", "explain", "parse_depths"]
