"""Style sheets and scripts as they are served: without what only a reader of the code needs."""

from revision_app.web.assets import FOLDER, packed_script, packed_style


def test_a_packed_sheet_says_the_same_on_one_line() -> None:
    sheet = """
/* What it is. */
@layer components {
  .two > .table :is(th, td) {
    padding: 0 calc(1px + 2px);
    content: "✓ " / "";
    box-shadow:
      0 0 var(--line),
      1px 0 var(--line);
  }

  /* A selector too long for a line. */
  .answered-item
    .case {
    margin: 0;
  }
}
"""
    assert packed_style(sheet) == (
        '@layer components{.two > .table :is(th, td){padding:0 calc(1px + 2px);content:"✓ " / "";'
        "box-shadow:0 0 var(--line),1px 0 var(--line)}.answered-item .case{margin:0}}"
    )


def test_a_packed_script_keeps_its_lines_and_loses_its_comments() -> None:
    script = """// What it is.

const ADDRESS = "https://example.org"; // not a comment before this
const PATIENCE = 10; // ms; the reader's
if (ADDRESS) {
  // Why.
  show(`${ADDRESS} // said`);
}
"""
    assert packed_script(script) == (
        'const ADDRESS = "https://example.org";\n'
        "const PATIENCE = 10; // ms; the reader's\n"
        "if (ADDRESS) {\nshow(`${ADDRESS} // said`);\n}\n"
    )


def test_what_is_packed_is_smaller_in_every_file_of_ours() -> None:
    for kind, packed in (("css", packed_style), ("js", packed_script)):
        for file in FOLDER.rglob(f"*.{kind}"):
            text = file.read_text(encoding="utf-8")
            assert len(packed(text)) < len(text), file.name
