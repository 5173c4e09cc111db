from collections.abc import Collection, Iterator
from typing import cast

from flask import current_app

from ..files import Folder
from ..shared.yaml_text import Place, validate
from .core.guide import Guide

FILE = "journal.yml"


def load(folder: Folder) -> Guide | None:
    """How a reflection is asked for; ``None`` where the file cannot be read or is not as it should be."""
    document = folder.document(FILE)
    return validate(Guide, document, folder.problems) if document else None


def link(folder: Folder, guide: Guide, references: Collection[str], criteria: Collection[str]) -> None:
    """Report what names a reference or a criterion that there is not."""
    folder.report_at(FILE, _unknown_names(guide, references, criteria))


def _unknown_names(guide: Guide, references: Collection[str], criteria: Collection[str]) -> Iterator[tuple[Place, str]]:
    if guide.citation not in references:
        yield ("citation",), f"there is no reference {guide.citation}; add it to references.yml or mend the name"
    for n, prompt in enumerate(guide.prompts):
        if prompt.criterion not in criteria:
            message = f"there is no criterion {prompt.criterion}; write one of {', '.join(criteria)}"
            yield ("prompts", n, "criterion"), message


def guide() -> Guide:
    return cast(Guide, current_app.extensions["journal"])
