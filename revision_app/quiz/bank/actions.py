"""Keeping the texts of what is sat."""

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite

from ...db import Base, db, part_of_action
from . import queries
from .core.paper import ItemVersion, Paper
from .models import ItemVersionRow, PaperVersionRow


@part_of_action
def keep_paper(paper: Paper) -> None:
    """Store the texts of this paper and its items, unless they are stored already."""
    if queries.paper_is_kept(paper.digest):
        return
    keep_items(paper.items)
    queries.remember([paper])
    _insert_missing(PaperVersionRow, [{"digest": paper.digest, "paper_id": paper.id, "text": paper.text}])


@part_of_action
def keep_items(versions: Iterable[ItemVersion]) -> None:
    """Store the texts of these items, unless they are stored already."""
    items = {version.digest: version for version in versions}
    _insert_missing(
        ItemVersionRow,
        [{"digest": digest, "item_id": items[digest].item.id, "text": items[digest].text} for digest in sorted(items)],
    )


def _insert_missing(table: type[Base], rows: list[dict[str, str]]) -> None:
    postgres = db.session.get_bind().dialect.name == "postgresql"
    insert_into = postgresql.insert if postgres else sqlite.insert
    db.session.execute(insert_into(table).on_conflict_do_nothing(), rows)
