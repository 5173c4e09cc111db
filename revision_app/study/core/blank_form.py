"""Forms to print and to fill in: parts of words and fields. What is filled in stays with whoever fills it in."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

import nh3
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ...shared.markup import read
from ...shared.problem import Problems
from ...shared.yaml_text import Document, Place, validate
from .cited_text import CitedText, Known, Sentences, citation_faults, parse_cited_text, plain, whole

FieldKind = Literal["line", "date", "text", "tick", "one", "several", "yes_no", "grid", "sign"]
KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
NEEDED = {"one": "options", "several": "options", "yes_no": "rows", "grid": "columns"}
ELEMENTS = {"p", "ul", "ol", "li", "em", "strong"}
HIGHEST = 6
NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class FieldFile(BaseModel):
    """One field, as an author writes it.

    ``lines`` is how high an empty text is, in lines of handwriting (at most ``HIGHEST``), or how many empty rows a grid
    without ``rows`` has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=NAME)
    kind: FieldKind
    label: str = Field(min_length=1)
    help: str = ""
    options: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    lines: int = Field(default=3, ge=1, le=30)

    @model_validator(mode="after")
    def _complete(self) -> "FieldFile":
        needed = NEEDED.get(self.kind)
        if needed and not getattr(self, needed):
            raise ValueError(f"a field of the kind {self.kind} has `{needed}`; list them")
        if self.kind == "text" and self.lines > HIGHEST:
            raise ValueError(f"a text has at most {HIGHEST} lines; it grows with what is typed")
        for name in ("options", "rows", "columns"):
            if getattr(self, name) and name != needed and not (name == "rows" and self.kind == "grid"):
                raise ValueError(f"a field of the kind {self.kind} has no `{name}`; remove them")
        return self


class PartFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    words: Annotated[str, whole(ELEMENTS)] = ""
    fields: tuple[FieldFile, ...] = ()


class FormFile(BaseModel):
    """One file of ``forms/``, as an author writes it. ``reader`` is who keeps the printed page.

    Forms are listed by their ``order``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    order: int
    lede: str = Field(min_length=1)
    reader: Literal["practitioner", "client"]
    about: Sentences = Field(min_length=1)
    criteria: tuple[str, ...] = Field(min_length=1)
    sections: tuple[str, ...] = Field(min_length=1)
    parts: tuple[PartFile, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Part:
    """A heading with words (``html`` has been sanitised) and fields under it."""

    title: str
    html: str
    fields: tuple[FieldFile, ...]


@dataclass(frozen=True)
class BlankForm:
    """A form; ``about`` says on the screen, and not in print, what it is for and what it rests on.

    ``plain`` is everything in it that is to be read, a line for each sentence without a full stop.
    """

    id: str
    title: str
    order: int
    lede: str
    reader: str
    about: CitedText
    criteria: tuple[str, ...]
    sections: tuple[str, ...]
    parts: tuple[Part, ...]
    plain: str


def parse_blank_form(document: Document, form_id: str, known: Known, problems: Problems) -> BlankForm | None:
    """The form of a file; ``None`` where it is not as it should be."""
    written = validate(FormFile, document, problems)
    if written is None:
        return None
    problems.update(document.problem(place, message) for place, message in _faults(written, known))
    return BlankForm(
        form_id,
        written.title,
        written.order,
        written.lede,
        written.reader,
        parse_cited_text(written.about, "about"),
        written.criteria,
        written.sections,
        tuple(Part(part.title, _html(part.words), part.fields) for part in written.parts),
        "\n".join(_read(written)),
    )


def _html(words: str) -> str:
    return nh3.clean(read(words)[0], tags=ELEMENTS, attributes={}).strip()


def _read(written: FormFile) -> Iterator[str]:
    yield written.title
    for part in written.parts:
        yield part.title
        yield from (text for line in _html(part.words).splitlines() if (text := plain(line)))
        for field in part.fields:
            yield from (field.label, *filter(None, [field.help]), *field.options, *field.rows, *field.columns)


def _faults(written: FormFile, known: Known) -> Iterator[tuple[Place, str]]:
    yield from citation_faults(("about",), written.about, known)
    yield from _unknown("criteria", written.criteria, known.criteria, "criterion")
    yield from _unknown("sections", written.sections, known.sections, "section")
    names = Counter(field.id for part in written.parts for field in part.fields)
    for p, part in enumerate(written.parts):
        for n, field in enumerate(part.fields):
            if names[field.id] > 1:
                yield ("parts", p, "fields", n, "id"), f"two fields are called {field.id}; give one another id"


def _unknown(field: str, names: Collection[str], known: Collection[str], what: str) -> Iterator[tuple[Place, str]]:
    for n, name in enumerate(names):
        if name not in known:
            yield (field, n), f"there is no {what} {name}; mend the name"
