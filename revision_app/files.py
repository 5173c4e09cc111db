"""Reading the authors' files, whatever is in them."""

from pathlib import Path

from .shared.problem import Problem
from .shared.yaml_text import MAX_CHARACTERS, Unreadable


def text_of(file: Path, folder: Path) -> str:
    """The text of a file inside ``folder``; ``Unreadable`` says why where there is none to be had."""
    name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
    if not file.is_file():
        raise Unreadable(Problem(name, 1, "this file is missing; write it"))
    if not file.resolve().is_relative_to(folder.resolve()):
        raise Unreadable(Problem(name, 1, "this is a link to a file outside the folder; put the file itself here"))
    if file.stat().st_size > 2 * MAX_CHARACTERS:
        raise Unreadable(Problem(name, 1, "the file is too large; split it into several files"))
    body = file.read_bytes()
    try:
        return body.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise Unreadable(Problem(name, line, "this is not UTF-8 text; save the file as UTF-8")) from error
