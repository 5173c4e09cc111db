"""What a file says, on its way from the preview to the confirmation: with the browser, signed, and nowhere else.

Nothing of a file is kept on the site before somebody confirms it, and what the browser brings back is what was sent.
"""

from dataclasses import asdict
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from ...shared.refusal import Refusal
from ..core.people_file import PeopleFile, PersonLine, RowProblem

LASTS = timedelta(hours=4)
_MOST_LETTERS = 450_000  # Werkzeug takes fields of forms up to 500,000 bytes


class TooMuchText(Refusal):
    status = 422

    def __init__(self) -> None:
        super().__init__("There is too much text in this file. Split it into two.")


class TooLateToConfirm(Refusal):
    status = 422

    def __init__(self) -> None:
        super().__init__("This preview is too old, or was not made for you. Choose the file again.")


def carried(file: PeopleFile, *, by: int, at: datetime) -> str:
    """The file as text for a hidden field, good for whoever looks at it; raises ``TooMuchText``."""
    text = _signer().dumps([by, at.isoformat(), asdict(file)])
    if len(text) > _MOST_LETTERS:
        raise TooMuchText
    return str(text)


def brought_back(text: str, *, by: int, at: datetime) -> PeopleFile:
    """The file again; raises ``TooLateToConfirm`` for anything else than what ``carried`` gave this person lately."""
    try:
        person_id, made_at, file = _signer().loads(text)
    except BadData as error:
        raise TooLateToConfirm from error
    if person_id != by or at - datetime.fromisoformat(made_at) > LASTS:
        raise TooLateToConfirm
    lines = (PersonLine(**line | {"tutors": tuple(line["tutors"])}) for line in file["lines"])
    problems = (RowProblem(**problem) for problem in file["problems"])
    return PeopleFile(tuple(lines), tuple(problems), tuple(file["ignored"]))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="people of a file")
