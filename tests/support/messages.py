"""Messages that people wrote to each other."""

from secrets import token_hex

from flask import Flask

from revision_app.accounts.core import Role
from revision_app.accounts.queries import account
from revision_app.messages import actions
from revision_app.messages.core import WRITERS, Draft
from revision_app.web.clock import now


def a_message(
    app: Flask,
    writer: int,
    recipient: int,
    *,
    title: str = "A question",
    text: str = "When is it?",
    more: tuple[int, ...] = (),
    announced_in: int | None = None,
) -> dict[str, int]:
    """Write it, in whatever role its writer may; the ids of the message and of the thread with the recipient."""
    with app.app_context():
        role = next(role for role in (Role.ADMINISTRATOR, *WRITERS) if role in account(writer).roles)
        sent = {"writer_id": writer, "role": role, "key": token_hex(8), "at": now()}
        if announced_in is None:
            made = actions.send(Draft(title, text), (recipient, *more), **sent)
        else:
            made = actions.announce(Draft(title, text), announced_in, **sent)
        place = sorted({recipient, *more}).index(recipient) if announced_in is None else 0
        return {"message_id": made.message_id, "thread_id": made.threads[place]}
