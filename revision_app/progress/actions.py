from datetime import datetime

from sqlalchemy import delete, update

from ..db import db, insert_missing, part_of_action, transaction
from .core.aim import Aim
from .models import AimRow


@transaction
def set_aim(aim: Aim, *, learner_id: int, at: datetime) -> None:
    """Keep the date that a learner aims for in the place of any other; of two at once the later one stands."""
    keep_aim(aim, learner_id=learner_id, at=at)


@part_of_action
def keep_aim(aim: Aim, *, learner_id: int, at: datetime) -> None:
    values = {"day": aim.day.isoformat(), "kind": aim.kind, "at": at}
    db.session.execute(insert_missing(AimRow), {"learner_id": learner_id, **values})
    db.session.execute(update(AimRow).where(AimRow.learner_id == learner_id).values(values))


@transaction
def remove_aim(*, learner_id: int) -> None:
    """Aim for no date any more; removed a second time nothing happens."""
    db.session.execute(delete(AimRow).where(AimRow.learner_id == learner_id))
