"""Samples of decisions for tests."""

from flask import Flask

from revision_app.quality import actions, queries
from revision_app.quality.core import Wanted
from revision_app.web.clock import now


def a_sample(app: Flask, assurer_id: int, size: int = 50, **wanted: object) -> tuple[int, list[int]]:
    """A sample as a quality assurer draws it: its id, and the ids of what is in it."""
    with app.app_context():
        sample = actions.draw(Wanted(size, "seed", **wanted), actor_id=assurer_id, at=now())  # type: ignore[arg-type]
        return sample, [each.id for each in queries.sampled(assurer_id, at=now(), sample_id=sample)]
