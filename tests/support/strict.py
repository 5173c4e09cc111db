"""What every page must be, whoever asks for it."""

import re
from collections import Counter
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
LEFTOVERS = re.compile(r"\bNone\b(?! of\b|, as\b)|\{\{|\}\}|&amp;(lt|gt|quot|#\d+);|<built-in|object at 0x")


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.count: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.title = ""
        self.templates = 0  # each is a document of its own until a script takes it out
        self.labels: set[str] = set()
        self.fields: list[tuple[str, dict[str, str]]] = []
        self.targets: list[str] = []
        self.described: list[str] = []
        self.focused = 0  # elements that take the focus when the page opens
        self.refused = 0  # summaries of what was refused
        self.unnamed_faults = 0
        self.named_faults: list[str] = []
        self.headings: list[int] = []
        self.stack: list[str] = []
        self.folded: list[bool] = []  # of each in the stack: whether it keeps what is in it out of sight until opened
        self.words: list[list[str]] = []
        self.forms: list[dict[str, bool]] = []
        self.feed(html)
        self.close()

    def _own(self, name: str) -> str:
        """An id as it is told apart from the same one in another template."""
        return f"{name} of template {self.templates}" if "template" in self.stack else name

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.count[tag] += "svg" not in self.stack  # a drawing has a title of its own
        self.templates += tag == "template"
        if "id" in given:
            self.ids[self._own(given["id"])] += 1
        self._look_at_attributes(tag, given)
        self._look_at_element(tag, given)
        self._look_at_refusals(given)
        if tag not in VOID:
            self.stack.append(tag)
            self.folded.append(tag == "details" and "open" not in given)
            self.words.append([given["aria-label"]] if given.get("aria-label") else [])

    def _look_at_attributes(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}> is inline code")
            if name in ("href", "src", "action") and re.match(r"\s*(javascript|data):", value):
                self.found.append(f"<{tag} {name}={value[:20]}>")
            if name in ("aria-describedby", "aria-labelledby"):
                self.described += map(self._own, value.split())

    def _look_at_refusals(self, given: dict[str, str]) -> None:
        classes = given.get("class", "").split()
        self.focused += "autofocus" in given
        self.refused += "faults" in classes
        if "fault" in classes and "id" in given:
            self.named_faults.append(self._own(given["id"]))
        elif "fault" in classes:
            self.unnamed_faults += 1

    def _look_at_element(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html" and not given.get("lang"):
            self.found.append("no language")
        if tag == "img" and "alt" not in given:
            self.found.append("an image without alt")
        if tag == "label" and "for" in given:
            self.labels.add(self._own(given["for"]))
        if tag == "a" and given.get("href", "").startswith("#") and given["href"] != "#":
            self.targets.append(self._own(given["href"][1:]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "form":
            self.forms.append({"post": given.get("method", "").lower() == "post", "token": False})
        if tag in ("input", "select", "textarea"):
            if given.get("name") == "csrf_token" and self.forms:
                self.forms[-1]["token"] = True
            elif given.get("type") not in ("hidden", "submit", "button"):
                own = {"id": self._own(given["id"])} if "id" in given else {}
                self.fields.append((tag, given | own | {"_inside": "label" if "label" in self.stack else ""}))
        if "required" in given and "form" in self.stack and any(self.folded[self.stack.index("form") :]):
            self.found.append(f"<{tag} name={given.get('name')}> is required and folded away, so that nothing is sent")
        if tag in ("script", "style") and not given.get("src") and given.get("type") != "application/json":
            self.found.append(f"an inline <{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.stack:
            self.found.append(f"</{tag}> closes nothing")
            return
        while self.stack:
            open_tag, words, _ = self.stack.pop(), self.words.pop(), self.folded.pop()
            if self.words:
                self.words[-1] += words
            if open_tag in ("a", "button", "h1", "h2", "h3", "title", "legend", "label") and not "".join(words).strip():
                self.found.append(f"an empty <{open_tag}>")
            if open_tag == tag:
                break
            self.found.append(f"<{open_tag}> is not closed before </{tag}>")

    def handle_data(self, data: str) -> None:
        if self.words:
            self.words[-1].append(data)
        if self.stack[-1:] == ["title"] and "svg" not in self.stack:
            self.title += data
        if LEFTOVERS.search(data) and self.stack[-1:] not in (["textarea"], ["script"]):
            self.found.append(f"leftovers in the text: {data.strip()[:60]!r}")


def faults(html: str, *, is_copy: bool = False) -> list[str]:
    """Everything about a page that no page of ours may have; a copy for offline has no secret for its forms."""
    page = _Page(html)
    found = page.found
    if not html.lstrip().lower().startswith("<!doctype html>"):
        found.append("no doctype")
    for tag in ("h1", "title", "main"):
        if page.count[tag] != 1:
            found.append(f"{page.count[tag]} <{tag}>")
    found += [f"id {name} stands {times} times" for name, times in page.ids.items() if times > 1]
    found += [f"#{name} leads nowhere" for name in page.targets if name not in page.ids]
    found += [f"aria refers to missing #{name}" for name in page.described if name not in page.ids]
    for tag, given in page.fields:
        if not (
            given["_inside"]
            or given.get("aria-label")
            or given.get("aria-labelledby")
            or given.get("id") in page.labels
        ):
            found.append(f"<{tag} name={given.get('name')}> has no label")
    if not is_copy and any(form["post"] and not form["token"] for form in page.forms):
        found.append("a form that changes things without a CSRF token")
    if page.refused and page.focused != 1:
        found.append("what was refused does not take the focus")
    if page.title.startswith("Error: ") != bool(page.focused):
        found.append("the title does not say whether something was refused")
    if page.unnamed_faults or set(page.named_faults) - set(page.described):
        found.append("a fault is tied to no field or group")
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        if after > before + 1:
            found.append(f"h{after} follows h{before}")
    return found
