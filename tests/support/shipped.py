"""The shipped files, read once by each process of the tests: what is made of them is frozen, whoever shows it."""

from functools import cache

import pytest
from flask import Flask

from revision_app import create_app, loading
from revision_app.settings import ROOT, Settings

CONTENT, QUIZZES = ROOT / "content", ROOT / "quizzes"


@cache
def shipped() -> loading.Loaded:
    return loading.load(CONTENT, QUIZZES)


def a_site(settings: Settings) -> Flask:
    """A site of its own over the shipped files."""
    loaded = shipped()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load", lambda content, quizzes: loaded)
        return create_app(settings)
