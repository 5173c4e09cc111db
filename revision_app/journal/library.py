from pathlib import Path
from typing import cast

from flask import current_app

from ..files import text_of
from ..shared import yaml_text
from ..shared.problem import Problem
from .core import Guide


def load(folder: Path) -> tuple[Guide | None, list[Problem]]:
    """How ``journal.yml`` in the folder asks for a reflection, and what is wrong with that file."""
    file = folder / "journal.yml"
    try:
        document = yaml_text.read(text_of(file, folder), f"{folder.name}/{file.name}")
    except yaml_text.Unreadable as error:
        return None, [error.problem]
    found = yaml_text.check(Guide, document)
    return (None, found) if isinstance(found, list) else (found, [])


def guide() -> Guide:
    return cast(Guide, current_app.extensions["journal"])
