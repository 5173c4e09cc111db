"""Texts of items and papers as somebody sat them."""

from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base


class ItemVersionRow(Base):
    """The text of an item as it stood when somebody first sat it. Added to, never changed."""

    __tablename__ = "item_versions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]


class PaperVersionRow(Base):
    """The text of a paper, which names its items by digest. Added to, never changed."""

    __tablename__ = "paper_versions"

    digest: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
