from pydantic import BaseModel, ConfigDict


class Reference(BaseModel):
    """One entry of ``references.yml``. ``unconfirmed`` says that its details are still to be checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    type: str
    authors: str
    title: str
    year: int | None = None
    container: str | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmcid: str | None = None
    url: str | None = None
    note: str | None = None
    unconfirmed: bool = False

    @property
    def link(self) -> str | None:
        """Where the source can be read: its DOI, its PubMed Central copy or its address, in that order."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"
        return self.url

    @property
    def where(self) -> str:
        """``Journal 35(8): 1007-1013``, as far as it is known."""
        place = " ".join(part for part in (self.container, self.volume) if part)
        return f"{place}: {self.pages}" if place and self.pages else place or self.pages or ""


class References(BaseModel):
    model_config = ConfigDict(frozen=True)

    references: tuple[Reference, ...]
