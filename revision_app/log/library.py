from collections.abc import Collection
from typing import cast

from flask import current_app

from ..files import Folder
from ..shared.yaml_text import validate
from .core.guide import Guide

FILE = "log.yml"


def load(folder: Folder) -> Guide | None:
    """How the log asks for records; ``None`` where a centre has none, or its file is not as it should be."""
    document = folder.document(FILE) if folder.has(FILE) else None
    return validate(Guide, document, folder.problems) if document else None


def link(folder: Folder, guide: Guide, references: Collection[str]) -> None:
    """Report what names a field, an option or a reference that there is not."""
    folder.report_at(FILE, guide.faults)
    unknown = ((place, name) for place, name in guide.citations if name not in references)
    message = "there is no reference {}; add it to references.yml or mend the name"
    folder.report_at(FILE, ((place, message.format(name)) for place, name in unknown))


def guide() -> Guide | None:
    """``None`` where the site has no log."""
    return cast(Guide | None, current_app.extensions["log"])
