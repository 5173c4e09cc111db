from collections.abc import Iterable
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from ..shared.portfolio import Offer, Part


def register(app: Flask, offers: Iterable[Offer]) -> None:
    """``offers`` are those of the features that have something for a portfolio, in the order in which it is read."""
    app.extensions["portfolio"] = tuple(offers)


def parts(learner_id: int, *, at: datetime) -> list[Part]:
    """What all features offer of a learner."""
    offers = cast(tuple[Offer, ...], current_app.extensions["portfolio"])
    return [part for offer in offers for part in offer(learner_id, at=at)]
