import re
from textwrap import shorten

from pydantic import BaseModel, ConfigDict

_PERSON = re.compile(r"(?P<family>[^\W\d_][^\d_,.]*?) (?P<initials>[A-Z]{1,4})")
_BY_PEOPLE = ("journal", "book")
_ET_AL = re.compile(r",?\s*et al\.?$")


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
    def people(self) -> tuple[tuple[str, str], ...] | None:
        """The authors as family names with their initials; ``None`` if a body or something else is named."""
        if self.type not in _BY_PEOPLE:
            return None
        names = [name.strip() for name in _ET_AL.sub("", self.authors).split(",")]
        people = [_PERSON.fullmatch(name) for name in names]
        return tuple((person["family"], person["initials"]) for person in people if person) if all(people) else None

    @property
    def and_others(self) -> bool:
        return self.people is not None and bool(_ET_AL.search(self.authors))

    @property
    def short(self) -> str:
        """``Chopra et al. (2015)``, or its title: enough to tell it from its neighbours."""
        people = self.people
        if people is None:
            name = shorten(self.title, 60, placeholder=" …")
        elif len(people) == 2 and not self.and_others:
            name = f"{people[0][0]} and {people[1][0]}"
        else:
            name = people[0][0] + (" et al." if len(people) > 1 or self.and_others else "")
        return f"{name} ({self.year})" if self.year else name

    @property
    def where(self) -> str:
        """``Journal 35(8): 1007-1013``, as far as it is known."""
        place = " ".join(part for part in (self.container, self.volume) if part)
        return f"{place}: {self.pages}" if place and self.pages else place or self.pages or ""


class References(BaseModel):
    model_config = ConfigDict(frozen=True)

    references: tuple[Reference, ...]
