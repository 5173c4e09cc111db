from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The one place that reads the clock; tests set ``frozen_now`` to travel."""
    return cast(datetime | None, current_app.extensions.get("frozen_now")) or datetime.now(UTC)  # noqa: TID251 - the one place
