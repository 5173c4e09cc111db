"""Files that mean harm, or do harm by accident: each is refused with file and line, or harmless on the page."""

import re
import shutil
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import pytest

from revision_app import loading
from tests.core.test_unit import HEAD, SECTION

ROOT = Path(__file__).resolve().parents[2]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>T</title><desc>D</desc>{}</svg>'
LAUGHS = "a: &a [x, x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in pairwise("abcdefghi"))
MEGABYTE = 1_000_000
Write = Callable[[str, str | bytes], None]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The shipped content, with one unit and nothing beside it, so that it is read quickly."""
    folder = tmp_path / "content"
    beside = "glossary", "faq", "mistakes", "depths", "demonstration", "changes", "law", "checklist", "drills", "viva"
    left_out = "units", "figures", "forms", *(f"{name}.yml" for name in beside)
    shutil.copytree(ROOT / "content", folder, ignore=shutil.ignore_patterns(*left_out))
    qualification = folder / "qualification.yml"
    text = qualification.read_text(encoding="utf-8")
    qualification.write_text(
        re.sub(r"(?m)^units:(\n  - .*|\n?.*\])+$", "units: [one]", text, count=1), encoding="utf-8"
    )
    for name in ("units", "figures"):
        (folder / name).mkdir()
    (folder / "units" / "one.md").write_text(HEAD + SECTION + "Words.\n", encoding="utf-8")
    return folder


@pytest.fixture
def write(content: Path) -> Write:
    def put(name: str, body: str | bytes) -> None:
        (content / name).write_bytes(body.encode() if isinstance(body, str) else body)

    return put


def problems(content: Path) -> list[str]:
    """What the authors are told, but for the sections that questions and short answers miss with the units gone."""
    found = loading.load(content, content.parent / "quizzes").problems
    ours = [problem for problem in found if problem.file.startswith("content/")]
    return [str(problem) for problem in ours if "there is no section" not in problem.message]


def page(content: Path) -> str:
    loaded = loading.load(content, content.parent / "quizzes")
    assert "one" in loaded.shelf.units, loaded.problems[:3]
    return loaded.shelf.units["one"].html


def test_the_ground_is_sound(content: Path) -> None:
    assert problems(content) == []


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<scr<script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x /></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<p onclick='alert(1)' style='position:fixed'>x</p>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](java&#9;script:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](https://example.org/spy.png)",
        "x{: onclick='alert(1)' }\n{: onmouseover='alert(1)' style='x' }",
        "/// stop\n    attrs: {onclick: 'alert(1)', style: 'x'}\n\nx\n///",
        "<form action='https://example.org'><input name=password></form>",
        "<base href='https://example.org'><meta http-equiv=refresh content=0>",
        "<link rel=stylesheet href=x><style>*{}</style>",
        "<!--personal parts/who.html-->",
        "<a href='javascript:alert(1)'>x</a>",
        "x ``` <script>alert(1)</script>",
        '*[x]: "onclick=alert(1)\n\nx',
    ],
)
def test_nothing_that_runs_or_fetches_reaches_the_page(content: Path, write: Write, body: str) -> None:
    write("units/one.md", HEAD + SECTION + body + "\n")
    html = page(content)
    for tag in re.findall(r"<[^>]*>", html):
        assert not re.match(r"</?(script|img|svg|iframe|form|input|base|meta|link|style|math|animate|!)", tag), tag
        assert not re.search(r"\s(on\w+|style|src|srcdoc|action)\s*=", re.sub(r'"[^"]*"', '""', tag)), tag
        for address in re.findall(r'href="([^"]*)"', tag):
            scheme = re.match(
                r"[a-z][a-z0-9+.-]*:", re.sub(r"^[\x00- ]+|[\t\r\n]", "", unescape(address)), re.IGNORECASE
            )
            assert scheme is None or scheme[0] in ("http:", "https:", "mailto:"), tag


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("/// figure | ../../etc/passwd\nX\n///", "there is no figure ../../etc/passwd"),
        ("/// figure | ..%2f..%2fpasswd\nX\n///", "there is no figure"),
        ("[x](unit:../account)", "there is no unit ../account"),
        ("[x](unit:one#nowhere)", "unit one has no place #nowhere"),
        ("[x](#nowhere)", "unit one has no place #nowhere"),
        ("One [@chopra2015;\n@nobody].", "there is no reference nobody"),
        ("\\`[@nobody]\\`", "there is no reference nobody"),
        ("```\n[@nobody]\n\n/// nothing\n", "this code is never closed"),
        ("```\n~~~\n[@nobody]", "this code is never closed"),
        ("[" * 5000, "too many brackets"),
        ("<a " * 5000, "too many brackets"),
        ("word " * 5000, "this is too long"),
        ("word\n\n" * 20_000, "at most 100,000 characters"),
    ],
)
def test_what_leads_nowhere_or_takes_for_ever_is_told(content: Path, write: Write, body: str, said: str) -> None:
    write("units/one.md", HEAD + SECTION + body + "\n")
    begun = perf_counter()
    told = problems(content)
    assert perf_counter() - begun < 5
    assert any(said in one and one.startswith("content/units/one.md:") for one in told), told


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "<script> may not stand"),
        ('<rect onclick="alert(1)"/>', "onclick may not stand"),
        ('<a href="javascript:alert(1)"><text>x</text></a>', "<a> may not stand"),
        ('<image href="https://example.org/spy.png"/>', "<image> may not stand"),
        ('<use href="https://example.org/x.svg#y"/>', "<use> may not stand"),
        ("<foreignObject><p>x</p></foreignObject>", "<foreignObject> may not stand"),
        ('<animate attributeName="href" values="javascript:alert(1)"/>', "<animate> may not stand"),
        ('<rect fill="url(https://example.org/x)"/>', "points outside the figure"),
        ('<rect style="fill:url(x)"/>', "style may not stand"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>', "may not stand"),
    ],
)
def test_a_drawing_with_anything_but_shapes_is_refused(content: Path, write: Write, inside: str, said: str) -> None:
    write("figures/drawn.svg", SVG.format(inside))
    told = problems(content)
    assert any(said in one and one.startswith("content/figures/drawn.svg:") for one in told), told


def test_a_drawing_that_declares_entities_is_refused(content: Path, write: Write) -> None:
    write("figures/drawn.svg", '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("&a;"))
    assert "has no DOCTYPE" in problems(content)[0]


@pytest.mark.parametrize("name", ["glossary.yml", "references.yml", "qualification.yml", "journal.yml"])
def test_billion_laughs_are_refused(content: Path, write: Write, name: str) -> None:
    write(name, LAUGHS)
    assert any(
        "aliases (*name) are not read" in one and one.startswith(f"content/{name}:2:") for one in problems(content)
    )


def test_billion_laughs_in_front_matter_are_refused(content: Path, write: Write) -> None:
    write("units/one.md", f"---\n{LAUGHS}---\n{SECTION}")
    assert "content/units/one.md:3: aliases (*name) are not read" in problems(content)[0]


def test_front_matter_makes_no_objects_and_no_markup(content: Path, write: Write) -> None:
    write("units/one.md", HEAD.replace("title: One", "title: !!python/object/apply:os.system [id]") + SECTION)
    assert problems(content)[0].startswith("content/units/one.md:3: `title` must be text")
    write("units/one.md", HEAD.replace("title: One", "title: One\nhtml: <script>") + SECTION)
    assert "`html` is not a field here" in problems(content)[0]


@pytest.mark.parametrize("name", ["units/one.md", "figures/drawn.svg", "glossary.yml", "references.yml"])
def test_fifty_megabytes_are_not_even_read(content: Path, name: str) -> None:
    with (content / name).open("wb") as file:
        file.truncate(50 * MEGABYTE)
    begun = perf_counter()
    told = problems(content)
    assert perf_counter() - begun < 5
    assert f"content/{name}:1: the file is too large; split it into several files" in told


@pytest.mark.parametrize("name", ["units/one.md", "figures/drawn.svg", "glossary.yml", "references.yml"])
def test_what_is_not_utf_8_is_refused_with_its_line(content: Path, write: Write, name: str) -> None:
    write(name, b"one\ntwo \xff\xfe three\n")
    assert f"content/{name}:2: this is not UTF-8 text; save the file as UTF-8" in problems(content)


def test_a_link_out_of_the_folder_is_not_followed(content: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(HEAD + SECTION, encoding="utf-8")
    (content / "units" / "one.md").unlink()
    (content / "units" / "one.md").symlink_to(tmp_path / "secret.md")
    assert "this is a link to a file outside the folder" in problems(content)[0]
