"""A study of many units: the shipped ones over and over, each copy under a name of its own."""

import re
from pathlib import Path

WORDS = 1700  # the middle of what a unit is written in: 1,200 to 2,200
_SIGNS = re.compile(r"(?m)\[@[^\]]*\]|\]\([^)]*\)|^/{3,}.*$|\{[^}\n]*\}|^[|:\s-]+$|[|*#>]")


def multiply(content: Path, count: int, *, words: int = WORDS) -> None:
    """Let a copy of the shipped content have so many units; the new ones are no longer than ``words``."""
    shipped = sorted((content / "units").glob("*.md"))
    names = [file.stem for file in shipped]
    for n in range(count - len(shipped)):
        file = shipped[n % len(shipped)]
        name = f"{file.stem}-{n}"
        text = file.read_text(encoding="utf-8").replace(f"id: {file.stem}\n", f"id: {name}\n", 1)
        text = re.sub(r"(?ms)^/// check \|.*?^///\n", "", text)  # a question of the bank belongs to one unit
        (content / "units" / f"{name}.md").write_text(_shortened(text, words), encoding="utf-8")
        names.append(name)
    qualification = content / "qualification.yml"
    listed = "units:\n" + "".join(f"  - {name}\n" for name in names)
    text = re.sub(r"(?m)^units:\n(?:  - .*\n)+", listed, qualification.read_text(encoding="utf-8"))
    qualification.write_text(text, encoding="utf-8")


def _shortened(text: str, words: int) -> str:
    """Without some of its plain paragraphs, which nothing can lead to."""
    head, line, body = text.partition("\n---\n")
    parts = body.split("\n\n")
    plain = [part for part in parts if re.match(r"[A-Z]", part) and "{" not in part and "///" not in part]
    over = _words(body) - words
    for part in plain:
        if over > 0:
            parts.remove(part)
            over -= _words(part)
    return head + line + "\n\n".join(parts)


def _words(text: str) -> int:
    """How many there are to read, without what is written for the page alone."""
    return len(_SIGNS.sub(" ", text).split())
