from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import current_app

from ..files import Folder
from ..shared.yaml_text import Place, validate
from .core.guide import Asking, Guide, Model

FILE = "journal.yml"
MODELS = "models"


@dataclass(frozen=True)
class Models:
    """How reflections are asked for: Gibbs' way, with what holds for all, and others by the names of their files."""

    guide: Guide
    others: Mapping[str, Model] = field(default_factory=dict)

    def of(self, name: str) -> Asking:
        """The stages of a model; Gibbs' where there is no such file (any more)."""
        return self.others.get(name, self.guide)


def load(folder: Folder) -> Models | None:
    """How a reflection is asked for; ``None`` where the guide cannot be read or is not as it should be."""
    document = folder.document(FILE)
    guide = validate(Guide, document, folder.problems) if document else None
    folder.expect(MODELS, ".yml")
    others = {Path(name).stem: _model(folder, name) for name in folder.names(f"{MODELS}/*.yml")}
    return Models(guide, {name: model for name, model in others.items() if model}) if guide else None


def _model(folder: Folder, name: str) -> Model | None:
    document = folder.document(name)
    return validate(Model, document, folder.problems) if document else None


def link(folder: Folder, models: Models, references: Collection[str], criteria: Collection[str]) -> None:
    """Report what names a reference or a criterion that there is not."""
    folder.report_at(FILE, _unknown_names(models.guide, references, criteria))
    for name, model in models.others.items():
        folder.report_at(f"{MODELS}/{name}.yml", _unknown_reference(model.citation, references))


def _unknown_reference(citation: str, references: Collection[str]) -> Iterator[tuple[Place, str]]:
    if citation not in references:
        yield ("citation",), f"there is no reference {citation}; add it to references.yml or mend the name"


def _unknown_names(guide: Guide, references: Collection[str], criteria: Collection[str]) -> Iterator[tuple[Place, str]]:
    yield from _unknown_reference(guide.citation, references)
    for n, prompt in enumerate(guide.prompts):
        if prompt.criterion not in criteria:
            message = f"there is no criterion {prompt.criterion}; write one of {', '.join(criteria)}"
            yield ("prompts", n, "criterion"), message


def models() -> Models:
    return cast(Models, current_app.extensions["journal"])


def guide() -> Guide:
    return models().guide
