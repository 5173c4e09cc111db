"""Every field of every page into which somebody may type, as the pages themselves have them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "email", "url", "tel", "number", "date", "datetime-local", "hidden", "textarea", ""}


@dataclass
class Form:
    """A form as a browser without scripts would send it. ``typed`` are the fields that a text can be put
    into, ``words`` those of them that ask for one."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, name: str, kind: str, value: str, chosen: bool) -> None:
        given = self.values.setdefault(name, [])
        if kind in TYPED:
            given.append(value)
            if name != "csrf_token" and name not in self.typed:
                self.typed.append(name)
                self.words += [name] * (kind in ("text", "textarea"))
        elif kind in ("checkbox", "radio", "option"):
            if chosen:
                given[:] = [value] if kind != "checkbox" else [*given, value]
            elif not given and value:
                given.append(value)
        elif kind not in ("submit", "button", "password", "file"):
            raise AssertionError(f"{name} is of the kind {kind}, which this does not know")


class _Forms(HTMLParser):
    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path = path
        self.by_id: dict[str, Form] = {}
        self.found: list[Form] = []
        self.open: Form | None = None
        self.select: tuple[str, dict[str, str | None]] | None = None
        self.text: tuple[str, dict[str, str | None]] | None = None
        self.later: list[tuple[str, str, str, str, bool]] = []  # of forms that they only name
        self.feed(html)
        for form_id, *given in self.later:
            self.by_id[form_id].add(*given)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.open = Form(given.get("action") or self.path, (given.get("method") or "get").lower())
            self.found.append(self.open)
            if form_id := given.get("id"):
                self.by_id[form_id] = self.open
        elif tag == "input":
            self._add(given, given.get("type") or "", given.get("value") or "", "checked" in given)
        elif tag == "select":
            self.select = given.get("name") or "", given
        elif tag == "option" and self.select:
            value = given.get("value")
            self._add(self.select[1], "option", value or "", "selected" in given)
        elif tag == "textarea":
            self.text = "", given

    def handle_data(self, data: str) -> None:
        if self.text:
            self.text = self.text[0] + data, self.text[1]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text:
            self._add(self.text[1], "textarea", self.text[0], False)
            self.text = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.open = None

    def _add(self, given: dict[str, str | None], kind: str, value: str, chosen: bool) -> None:
        name = given.get("name")
        if not name:
            return
        if form_id := given.get("form"):
            self.later.append((form_id, name, kind, value, chosen))
        elif self.open:
            self.open.add(name, kind, value, chosen)


def forms_of(path: str, html: str) -> list[Form]:
    return _Forms(path, html).found
