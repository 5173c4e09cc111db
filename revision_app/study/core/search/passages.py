"""Plain text from the HTML that units are rendered to, passage by passage, each with the id that leads to it."""

import re
from collections.abc import Collection, Iterator
from html import unescape

from ....shared.findable import Passage

# The HTML is our own and sanitised: tags are closed, and attributes stand in double quotes.
_UNREAD = re.compile(
    r'<(svg|button|dialog)\b.*?</\1>|<sup class="cites">.*?</sup>|<h2\b.*?</h2>'
    r'|<div[^>]* class="check-yourself".*?</ol>\s*</div>',
    re.DOTALL,
)
_REST = r'[^>"]*(?:"[^"]*"[^>"]*)*>'
_NAMES = r"(?:p|li|tr|dt|dd|ul|ol|dl|table|div|figure|figcaption|aside|section|blockquote|pre|h[34])\b"
_BLOCK = re.compile(rf"<(?P<end>/?)(?P<name>{_NAMES})(?P<attributes>{_REST})")
_WITHIN_A_LINE = re.compile(rf"<(?!/?{_NAMES}){_REST}")
_BETWEEN_CELLS = re.compile(r"</t[hd]>\s*(?=<t[hd]\b)")
_ID = re.compile(r'\bid="([^"]*)"')
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


def by_section(html: str, sections: Collection[str]) -> dict[str, tuple[Passage, ...]]:
    """The passages of each section. A passage leads to the nearest element around it that has an id."""
    passages_of: dict[str, list[Passage]] = {name: [] for name in sections}
    titles: list[Passage] = []
    for around, text, is_title in _runs(_WITHIN_A_LINE.sub("", _BETWEEN_CELLS.sub(" · ", _UNREAD.sub("", html)))):
        section = next((name for name in around if name in passages_of), None)
        if not section:
            continue
        if is_title:  # too short to be shown by itself
            titles.append(Passage(around[-1], text))
            continue
        anchor = titles[0].anchor if titles else around[-1]
        lead = [title.text + ("" if title.text[-1] in ".?!:" else ":") for title in titles]
        passages_of[section].append(Passage(anchor, " ".join([*lead, text])))
        titles.clear()
    return {name: tuple(passages) for name, passages in passages_of.items()}


def _runs(html: str) -> Iterator[tuple[list[str], str, bool]]:
    """Each run of words between the tags of blocks, with the ids around it from the outermost in.

    The last says whether it is the title of what follows.
    """
    ids: list[str | None] = []
    tags = list(_BLOCK.finditer(html))
    ends = [tag.start() for tag in tags[1:]] + [len(html)]
    for tag, end in zip(tags, ends, strict=True):
        if tag["end"]:
            del ids[-1:]
        else:
            own = _ID.search(tag["attributes"])
            ids.append(own[1] if own else None)
        if text := _on_one_line(html[tag.end() : end]):
            title = not tag["end"] and (tag["name"] in ("h3", "h4") or 'class="block-title"' in tag["attributes"])
            yield [name for name in ids if name], text, title


def _on_one_line(html: str) -> str:
    words = " ".join(unescape(html).split())
    return words if words.isprintable() else _SPACE.sub(" ", words).strip()
