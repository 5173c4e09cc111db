"""Authors' short Markdown, and what it may not hold: a page would leave it out without a word, or cannot be made."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from markdown import Markdown

DEEPEST = 8
"""*Ours:* how many lists and quotations may stand in each other; a reader is lost long before."""
_MARK = r"(?:[-*+>]|\d{1,9}[.)])"
_NESTED = re.compile(
    rf"^(?:[ \t]*{_MARK}[ \t]*(?=\S)){{{DEEPEST},}}|^[ \t]{{{4 * DEEPEST},}}{_MARK}[ \t]", re.MULTILINE
)
_RULE = re.compile(r"^[ \t]*([-*_])[ \t]*(?:\1[ \t]*){2,}$", re.MULTILINE)
_TAG = re.compile(r"<([a-zA-Z][^\s<>/]*)")
_NO_ELEMENT = re.compile(r"<(\?|!\[)")
_NO_NOTE = re.compile(r"(\[\^[^\]\s]+\])")
_NOWHERE = re.compile(r"""\bhref=(?:""|'')""")
_ELSEWHERE = re.compile(r"""\bhref=["']?(//)""")
_ATTRIBUTE = re.compile(r"<[^<>]*\s(on\w+|style)\s*=", re.IGNORECASE)
_SCHEME = re.compile(r"""\bhref=["']?([a-zA-Z][a-zA-Z0-9+.-]*):""")
_INSTEAD = {
    "img": "a picture is not shown here; draw it as a figure",
    "a": "a link is not shown here; name the source instead",
    **{f"h{level}": f"a heading of {level} signs is not shown here; use fewer or bold words" for level in range(1, 7)},
    **dict.fromkeys(("pre", "code"), "code is not shown as such here; use words, and no indentation of four"),
    "blockquote": "a quotation is not shown as such here; use quotation marks, and no line that begins with >",
    "hr": "a line across is not shown here; leave it out",
}
WRITTEN_AS = {
    "img": re.compile(r"!\[|<img", re.IGNORECASE),
    "a": re.compile(r"\]\(|\]\[|<a\s|<https?:|<[^\s@>]+@", re.IGNORECASE),
    "hr": re.compile(r"^\s*([-*_])\s*(?:\1\s*){2,}$|<hr", re.IGNORECASE),
    "blockquote": re.compile(r"^\s*>|<blockquote", re.IGNORECASE),
    **{f"h{level}": re.compile(rf"^\s*#{{{level}}}(?!#)|<h{level}", re.IGNORECASE) for level in range(1, 7)},
}
"""How an element that a page leaves out may have been written, where it was not as HTML."""

_IDLE: list[Markdown] = []  # readers, as many as threads ever read at once: making one takes longer than a text


@lru_cache(maxsize=4096)
def read(source: str) -> tuple[str, tuple[str, ...]]:
    """What Markdown without extensions makes of a text, before it is sanitised.

    With it come the names that Markdown took for addresses of links, see ``read_as_address``. A text is read once,
    though it is looked through for faults before it is shown.
    """
    try:
        reader = _IDLE.pop()
    except IndexError:
        reader = Markdown()
    html = reader.reset().convert(source)
    names = tuple(reader.references)
    _IDLE.append(reader)  # one that failed stays away: it would go on in the middle of that text
    return html, names


def too_deep(text: str) -> bool:
    """Whether lists or quotations are nested more deeply than Markdown can be read: ``1. 1. 1. …``, ``> > > …``."""
    return bool(_NESTED.search(_RULE.sub("", text)))


def read_as_address(name: str) -> str:
    """What is said of ``[Note]: rest`` on a page without links: Markdown takes it for the address of one."""
    return f"[{name}]: is read as an address and not shown; write it without the brackets"


def left_out(html: str, elements: Collection[str], schemes: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """The elements and kinds of links in a page that it would leave out, each with what to write instead.

    ``html`` is what Markdown makes of a text, before it is sanitised.
    """
    for tag in sorted({tag.lower() for tag in _TAG.findall(html)} - set(elements)):
        yield tag, _INSTEAD.get(tag, f"<{tag}> is not shown here; remove it")
    for sign in sorted(set(_NO_ELEMENT.findall(html))):
        yield f"<{sign}", f"what begins with <{sign} is not shown here; remove it"
    for note in sorted(set(_NO_NOTE.findall(html))):
        yield note, f"{note} names a note that is not there; write the note, or remove the sign"
    if "a" in elements and _NOWHERE.search(html):
        yield "]( )", "a link leads nowhere; write its address, or the words alone"
    if "a" in elements and _ELSEWHERE.search(html):
        yield "//", "a link that begins with // leads to another site; begin it with https://"
    for name in sorted({name.lower() for name in _ATTRIBUTE.findall(html)}):
        yield name, f"{name} is not kept on a page; remove it"
    for scheme in sorted({scheme.lower() for scheme in _SCHEME.findall(html)} - set(schemes)):
        if "a" in elements:
            yield f"{scheme}:", f"a link that begins with {scheme}: is not shown here; write it as text"
