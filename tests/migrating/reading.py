"""What a person reads on a page: the text of its main part, without scripts, tokens and layout."""

from html.parser import HTMLParser


class _Main(HTMLParser):
    """Collects text inside ``main``; elements of a block begin a new line."""

    INLINE = frozenset("a abbr b bdi br code em i kbd label mark small span strong sub sup time wbr".split())
    SILENT = frozenset(("script", "style", "template", "svg"))

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth = self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "main"
        self.silent += tag in self.SILENT
        if tag == "input":
            given = dict(attrs)
            if given.get("type", "text") == "text" or "checked" in given:
                self.found.append(f" {given.get('value', '')} " if self.depth else "")
        elif tag not in self.INLINE:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "main"
        self.silent -= tag in self.SILENT
        self.found.append("" if tag in self.INLINE else "\n")

    def handle_data(self, data: str) -> None:
        if self.depth and not self.silent:
            self.found.append(data)


def main_text(page: str) -> str:
    """The lines that are read in a page's main part; of a file that is no page, all of it."""
    if "<main" not in page:
        return page
    reader = _Main()
    reader.feed(page)
    lines = (" ".join(line.split()) for line in "".join(reader.found).splitlines())
    return "\n".join(line for line in lines if line)
