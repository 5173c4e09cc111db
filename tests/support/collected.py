"""A step of reading, with a collector of problems of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from revision_app.files import Folder
from revision_app.shared.problem import Problem, Problems
from revision_app.shared.yaml_text import Document, parse


def collected(step: Callable[..., Any], *given: Any) -> tuple[Any, list[Problem]]:
    """What the step makes of what it is given, and the problems that it reports."""
    problems = Problems()
    made = step(*given, problems)
    return made, list(problems)


def of_folder(step: Callable[..., Any], folder: Path, *given: Any) -> tuple[Any, list[Problem]]:
    """The same of a step that reads a folder."""
    problems = Problems()
    made = step(Folder(folder, problems), *given)
    return made, list(problems)


def document(text: str, file: str) -> Document:
    """YAML that can be read."""
    parsed, problems = collected(parse, text, file)
    assert not problems, problems
    assert isinstance(parsed, Document)
    return parsed
