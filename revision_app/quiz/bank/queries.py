from collections.abc import Collection, Iterable

from sqlalchemy import select

from ...db import db
from . import library
from .core.paper import ItemVersion, Paper, digests_in, thaw_item, thaw_paper
from .models import ItemVersionRow, PaperVersionRow

_thawed: dict[str, Paper] = {}  # by digest: what a digest names never changes

_MOST_THAWED = 2000


def paper_versions(digests: Iterable[str]) -> dict[str, Paper]:
    """Papers as frozen, by digest; no statement for those that are offered now or were asked for before."""
    live = library.bank().papers_by_digest
    papers = {digest: live.get(digest) or _thawed.get(digest) for digest in set(digests)}
    missing = [digest for digest, paper in papers.items() if paper is None]
    if missing:
        rows = select(PaperVersionRow.text).where(PaperVersionRow.digest.in_(missing))
        texts = db.session.scalars(rows).all()
        versions = live_versions({digest for text in texts for digest in digests_in(text)})
        thawed = [thaw_paper(text, versions) for text in texts]
        remember(thawed)
        papers |= {paper.digest: paper for paper in thawed}
    return {digest: paper for digest, paper in papers.items() if paper}


def remember(papers: Collection[Paper]) -> None:
    """Keep papers as thawed, so that the next request need not ask for their texts."""
    if len(_thawed) + len(papers) > _MOST_THAWED:
        _thawed.clear()
    _thawed.update((paper.digest, paper) for paper in papers)


def live_versions(digests: Collection[str]) -> dict[str, ItemVersion]:
    """Items by digest; no statement for those that are in the bank as they were."""
    live = library.bank().items_by_digest
    versions = {digest: live[digest] for digest in digests if digest in live}
    return versions if len(versions) == len(digests) else versions | item_versions(set(digests) - set(versions))


def item_versions(digests: Collection[str]) -> dict[str, ItemVersion]:
    """Items as frozen, by digest."""
    texts = db.session.scalars(select(ItemVersionRow.text).where(ItemVersionRow.digest.in_(digests)))
    return {version.digest: version for version in map(thaw_item, texts)}


def versions_of(item_id: str) -> dict[str, ItemVersion]:
    """Every version of an item that was ever sat, by digest."""
    texts = db.session.scalars(select(ItemVersionRow.text).where(ItemVersionRow.item_id == item_id))
    return {version.digest: version for version in map(thaw_item, texts)}


def stored_items(digests: Collection[str]) -> set[str]:
    """Which of these digests have their text stored."""
    return set(db.session.scalars(select(ItemVersionRow.digest).where(ItemVersionRow.digest.in_(digests))))
