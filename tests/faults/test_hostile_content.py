"""Files that mean harm, or do harm by accident: each is refused with file and line, or harmless on the page."""

import re
import shutil
from collections.abc import Callable
from html import unescape
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest

from revision_app import loading
from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.bank import Known
from revision_app.study.core.figure import colours_of_their_own, parse_figure
from revision_app.study.core.glossary import Glossary
from revision_app.study.core.prose import Prose
from tests.core.test_quiz_parsing import ITEMS, PAPER
from tests.core.test_unit import HEAD, SECTION
from tests.support.collected import collected, of_folder
from tests.support.processor import slowness

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
    text = re.sub(r"(?m)^diagnostic: .*\n", "", text)  # a paper, of which there is none here
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


HARM = pytest.mark.parametrize(
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


@HARM
def test_nothing_that_runs_or_fetches_reaches_the_page(body: str) -> None:
    html = Prose({}, Glossary()).render(SECTION + body + "\n").html
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
        ("![x](photo.jpg)", "a picture is not shown here; draw it as a figure"),
        ("![x][1]\n\n[1]: photo.jpg", "a picture is not shown here"),
        ('<img src="photo.jpg" alt="x">', "a picture is not shown here"),
        ('<iframe src="https://example.org"></iframe>', "<iframe> is not shown here"),
        ("<video src=x></video>", "<video> is not shown here"),
        ("<details>x</details>", "<details> is not shown here"),
        ("<mark>x</mark>", "<mark> is not shown here"),
        ("##### Five", "a heading of 5 signs is not shown here"),
        ("###### Six", "a heading of 6 signs is not shown here"),
        ("[999](tel:999)", "a link that begins with tel: is not shown here; write it as text"),
        ("call <tel:999> now", "<tel:999> is not shown here"),
        ("see <doi:10.1000/x>", "<doi:10.1000> is not shown here"),
        ("<x:y z=1>q", "<x:y> is not shown here"),
        ("<a*b>q", "<a*b> is not shown here"),
        ("x <?php y ?> z", "what begins with <? is not shown here"),
        ("<![CDATA[ words ]]> y", "what begins with <![ is not shown here"),
        ("no such note[^9] here", "[^9] names a note that is not there"),
        ("[x](//example.org)", "a link that begins with // leads to another site; begin it with https://"),
        ("[x]( )", "a link leads nowhere"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 | 5 |", "this row has more cells than the head of its table"),
        ("[x](sms:999)", "a link that begins with sms: is not shown here"),
        ("[x](javascript:alert(1))", "a link that begins with javascript: is not shown here"),
        ("<p style='color:red'>x</p>", "style is not kept on a page"),
        ("x\n{: onclick='alert(1)' }", "onclick is not kept on a page"),
        ("Bring these:\n- one\n- two", "a list begins after an empty line"),
        ("Bring these:\n* one\n* two", "a list begins after an empty line"),
        ("Bring these:\n1. one\n2. two", "a list begins after an empty line"),
        ("A long line\nthat goes on:\n+ one", "a list begins after an empty line"),
        ("1. " * 2_500 + "x", "stand too deep in each other"),
        ("> " * 2_500 + "x", "stand too deep in each other"),
    ],
)
def test_what_would_vanish_without_a_word_is_told_at_its_line(
    content: Path, write: Write, body: str, said: str
) -> None:
    write("units/one.md", HEAD + SECTION + "Words.\n\n" + body + "\n")
    line = (HEAD + SECTION).count("\n") + 3
    told = problems(content)
    assert len(told) == 1, told
    assert said in told[0]
    assert int(told[0].split(":")[1]) in range(line, line + body.count("\n") + 1), told


@pytest.mark.parametrize(
    "body",
    [
        *(
            "- one\n- two\n\n1. x\n2. y",
            "Words:\n\n- one\n  more\n- two",
            "- one\nlazy\n- two",
            '## More {: #m criteria="1.1" }\n- one',
        ),
        *(
            "/// stop\n- one\n///",
            "A sum of 5\n- 3 is 2?"[:10],
            "#### Four",
            "[x](mailto:a@example.org)",
            "[x](https://example.org)",
        ),
        *("Term\n:   said\n- said", "| a | b |\n|---|---|\n| - | 1 |", "- a\n    - b\n        - c", "> said\n> so"),
    ],
)
def test_what_is_shown_is_not_told(content: Path, write: Write, body: str) -> None:
    write("units/one.md", HEAD + SECTION + body + "\n")
    assert problems(content) == []


@pytest.mark.parametrize(
    "name",
    [
        *("figures/photo.jpg", "figures/photo.PNG", "figures/drawn.svgz", "figures/drawn.SVG", "figures/notes.txt"),
        *("units/two.markdown", "units/two.MD", "units/one.md.orig", "units/two.docx", "units/two"),
        *("glossary.yaml", "faq.yaml"),
    ],
)
def test_a_file_that_would_be_passed_over_is_told(content: Path, write: Write, name: str) -> None:
    write(name, b"x")
    write(name.rpartition("/")[0] + "/.DS_Store" if "/" in name else ".DS_Store", b"x")
    [told] = problems(content)
    assert told.startswith(f"content/{name}:1: this is not read: ")


@pytest.mark.parametrize(
    ("inside", "colours"),
    [
        ('<text fill="#333">x</text><rect fill="var(--card)"/>', "#333"),
        (
            '<text fill="rgb(1,2,3)"><tspan fill="#ABCDEF">x</tspan></text><rect fill="var(--card)"/>',
            "#abcdef, rgb(1,2,3)",
        ),
        ('<rect fill="#fafafa" stroke="#000000"/>', "#000000, #fafafa"),
        ('<rect fill="#eee"/><text>x</text>', "#eee"),
        ('<rect fill="#d8a777"/><text fill="#12262b">x</text><text fill="var(--ink)">x</text>', ""),
        ('<rect fill="none"/><text fill="var(--ink)">x</text>', ""),
    ],
)
def test_colours_that_would_stay_as_they_are_in_the_dark_are_found(inside: str, colours: str) -> None:
    figure, _ = collected(parse_figure, "drawn", SVG.format(inside), "content/figures/drawn.svg")
    assert colours_of_their_own(figure) == colours


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
    begun = process_time()
    told = problems(content)
    assert process_time() - begun < 5 * slowness()
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
        ('<rect fill="u\\72l(//example.org/x)"/>', "may not stand in a figure"),
        ('<rect fill="\\75 rl(//example.org/x)"/>', "may not stand in a figure"),
        ("<rect fill=\"image-set('//example.org/x' 1x)\"/>", "may not stand in a figure"),
        ("<rect fill=\"-webkit-image-set('x' 1x)\"/>", "may not stand in a figure"),
        ("<rect fill=\"image('x')\"/>", "may not stand in a figure"),
        ("<rect fill=\"src('x')\"/>", "may not stand in a figure"),
        ('<rect fill="cross-fade(red, blue)"/>', "may not stand in a figure"),
        ('<rect fill="element(#main)"/>', "may not stand in a figure"),
        ("<rect clip-path=\"path('M0 0')\"/>", "may not stand in a figure"),
        ('<rect fill="attr(data-x)"/>', "may not stand in a figure"),
        ('<rect fill="URL(//example.org/x)"/>', "points outside the figure"),
        ('<rect fill="url( &quot;//example.org/x&quot;)"/>', "points outside the figure"),
        ('<rect fill="u\n rl (//example.org/x)"/>', "may not stand in a figure"),
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
    assert problems(content)[0].startswith("content/units/one.md:3: a word after & or ! is not read here")
    write("units/one.md", HEAD.replace("title: One", "title: One\nhtml: <script>") + SECTION)
    assert "`html` is not a field here" in problems(content)[0]


@pytest.mark.parametrize("name", ["units/one.md", "figures/drawn.svg", "glossary.yml", "references.yml"])
def test_fifty_megabytes_are_not_even_read(content: Path, name: str) -> None:
    with (content / name).open("wb") as file:
        file.truncate(50 * MEGABYTE)
    begun = process_time()
    told = problems(content)
    assert process_time() - begun < 5 * slowness()
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


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *(
            ("items/some.yml", "\n  bad: 'it's'"),
            ("items/some.yml", "\n\t- x"),
            ("papers/first-paper.yml", "\n: x: y: z"),
        ),
        *(("items/some.yml", "\n\x07"), ("papers/first-paper.yml", "\nmore: [")),
    ],
)
def test_one_file_that_cannot_be_read_is_one_problem(tmp_path: Path, name: str, fault: str) -> None:
    for file, text in (("items/some.yml", ITEMS), ("papers/first-paper.yml", PAPER)):
        (tmp_path / "quizzes" / file).parent.mkdir(parents=True)
        (tmp_path / "quizzes" / file).write_text(text + (fault if file == name else ""), encoding="utf-8")
    _, found = of_folder(library.load, tmp_path / "quizzes", Known(("1.1",), None, None))
    assert [problem.file for problem in found] == [f"quizzes/{name}"]


def test_a_figure_with_a_fault_is_not_also_said_to_be_missing(content: Path, write: Write) -> None:
    write("figures/drawn.svg", SVG.format("<script/>"))
    write("units/one.md", HEAD + SECTION + "/// figure | drawn\nX\n///\n")
    assert problems(content) == ["content/figures/drawn.svg:1: <script> may not stand in a figure; remove it"]
