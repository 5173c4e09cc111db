"""Keeping the texts of what is sat."""

from collections.abc import Iterable

from ...db import db, insert_missing, part_of_action
from . import queries
from .core.paper import ItemVersion, Paper
from .models import ItemVersionRow, PaperVersionRow


@part_of_action
def keep_paper(paper: Paper) -> None:
    """Store the texts of this paper and its items, unless they are stored already."""
    kept = {"digest": paper.digest, "paper_id": paper.id, "text": paper.text}
    if db.session.scalar(insert_missing(PaperVersionRow, "digest"), kept):
        keep_items(paper.items)
    queries.remember([paper])


@part_of_action
def keep_items(versions: Iterable[ItemVersion]) -> None:
    """Store the texts of these items, unless they are stored already: most are, once somebody has sat them."""
    items = {version.digest: version for version in versions}
    missing = items.keys() - queries.stored_items(items)
    if missing:
        db.session.execute(
            insert_missing(ItemVersionRow),
            [
                {"digest": digest, "item_id": items[digest].item.id, "text": items[digest].text}
                for digest in sorted(missing)
            ],
        )
