"""How a source is named in a text: ``[@a, table 2; @b]``."""

import re

CITATION = re.compile(r"\[(@[a-z0-9][^\[\]]*)\]")


def cited(group: str) -> list[tuple[str, str]]:
    """The inside of ``[@a, table 2; @b]`` as ids with their locators."""
    sources = []
    for part in group.split(";"):
        name, _, locator = part.strip().removeprefix("@").partition(",")
        sources.append((name.strip(), locator.strip()))
    return sources
