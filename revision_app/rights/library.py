"""What the centre's file says of privacy."""

from typing import cast

from flask import current_app

from ..files import Folder
from ..shared.yaml_text import validate
from .core.privacy import Privacy

FILE = "privacy.yml"


def load(folder: Folder) -> Privacy | None:
    """What a centre says; ``None`` where it has no such file, or the file is not as it should be."""
    document = folder.document(FILE) if folder.has(FILE) else None
    return validate(Privacy, document, folder.problems) if document else None


def privacy() -> Privacy | None:
    return cast(Privacy | None, current_app.extensions["privacy"])
