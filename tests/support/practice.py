"""The questions that units ask, by the addresses of their pages."""

from flask import Flask

from revision_app.web.opaque import check_name


def checked_as(app: Flask, item_id: str) -> str:
    """What addresses call the question."""
    with app.app_context():
        return check_name(item_id)


def check_of(app: Flask, item_id: str) -> str:
    """The address of the question's page."""
    return f"/practice/{checked_as(app, item_id)}"
