"""The downloads, read back by readers that know only the formats."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.study.core.bibliography import bibtex, ris
from revision_app.study.core.reference import Reference, References
from tests.support.collected import document

CONTENT = Path(__file__).resolve().parents[2] / "content"
SET = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}
SET |= {f"\\{sign}": sign for sign in "{}$&#_%"}
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)


def a_reference(**changed: Any) -> Reference:
    given = {
        "id": "one2020",
        "type": "journal",
        "authors": "Lee Y, El-Amin KS, et al.",
        "title": "A title",
        "year": 2020,
    }
    return Reference(**(given | changed))


def bibtex_entries(text: str) -> list[dict[str, str]]:
    """Entries with their raw fields: braces must balance, and each field ends where its braces do."""
    entries = []
    at = 0
    while found := re.compile(r"\s*@(\w+)\{([^,\s]+),\n").match(text, at):
        entry, at = {"type": found[1], "id": found[2]}, found.end()
        while name := re.compile(r"  (\w+) = \{").match(text, at):
            start = at = name.end()
            depth = 1
            while depth:
                at += 2 if text[at] == "\\" else 1
                sign = text[at - 1] if text[at - 2] != "\\" else ""
                depth += (sign == "{") - (sign == "}")
            entry[name[1]] = text[start : at - 1]
            at = re.compile(r",?\n").match(text, at).end()
        at = re.compile(r"\}\n?").match(text, at).end()
        entries.append(entry)
    assert text[at:].strip() == ""
    return entries


def as_set(field: str) -> str:
    """What LaTeX prints for a field."""
    pattern = "|".join(map(re.escape, SET))
    return re.sub(rf"({pattern})|[{{}}]", lambda found: SET.get(found[0], ""), field)


def ris_records(text: str) -> list[dict[str, list[str]]]:
    records: list[dict[str, list[str]]] = []
    for line in text.split("\r\n"):
        if not line:
            continue
        tag, value = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups()
        if tag == "TY":
            records.append({})
        records[-1].setdefault(tag, []).append(value)
    assert all(record["ER"] == [""] for record in records)
    return records


def test_an_article_in_bibtex() -> None:
    entry = a_reference(container="J & Co", volume="35(8)", pages="1007-1013", doi="10.1/x_y", unconfirmed=True)
    assert bibtex([entry]) == (
        "@article{one2020,\n"
        "  author = {Lee, Y. and El-Amin, K. S. and others},\n"
        "  title = {{A title}},\n"
        "  journal = {J \\& Co},\n"
        "  year = {2020},\n"
        "  volume = {35},\n"
        "  number = {8},\n"
        "  pages = {1007--1013},\n"
        "  doi = {10.1/x_y},\n"
        "  url = {https://doi.org/10.1/x_y},\n"
        "  note = {Details to be confirmed.}\n"
        "}\n"
    )


def test_an_article_in_ris() -> None:
    entry = a_reference(container="J & Co", volume="35(8)", pages="1007-1013", doi="10.1/x_y", note="Ten heads.")
    assert ris([entry]).split("\r\n") == [
        "TY  - JOUR",
        "ID  - one2020",
        "AU  - Lee, Y.",
        "AU  - El-Amin, K. S.",
        "AU  - et al.",
        "TI  - A title",
        "T2  - J & Co",
        "PY  - 2020",
        "VL  - 35",
        "IS  - 8",
        "SP  - 1007",
        "EP  - 1013",
        "DO  - 10.1/x_y",
        "UR  - https://doi.org/10.1/x_y",
        "N1  - Ten heads.",
        "ER  - ",
        "",
        "",
    ]


def test_a_body_is_one_author_whatever_words_are_in_its_name() -> None:
    entry = a_reference(type="web", authors="Health and Safety, Board UK")
    assert bibtex_entries(bibtex([entry]))[0]["author"] == "{Health and Safety, Board UK}"
    assert ris_records(ris([entry]))[0]["AU"] == ["Health and Safety, Board UK"]
    assert entry.people is None


@pytest.mark.parametrize(
    ("authors", "short"),
    [
        ("Lee Y", "Lee (2020)"),
        ("Lee Y, Hwang K", "Lee and Hwang (2020)"),
        ("Lee Y, Hwang K, Park J", "Lee et al. (2020)"),
        ("Lee Y, et al.", "Lee et al. (2020)"),
        ("Authors unknown", "A title (2020)"),
    ],
)
def test_a_reference_is_told_from_its_neighbours_in_a_few_words(authors: str, short: str) -> None:
    assert a_reference(authors=authors).short == short


@given(TEXT, TEXT, TEXT)
def test_whatever_is_written_is_set_as_it_stands(authors: str, title: str, note: str) -> None:
    entry = a_reference(type="web", authors=authors, title=title, note=note, url="https://example.org/{a} b\\c")
    [back] = bibtex_entries(bibtex([entry]))
    plain = {name: " ".join(value.split()) for name, value in (("author", authors), ("title", title), ("note", note))}
    assert {name: as_set(back[name]) for name in plain} == plain
    assert back["url"] == "https://example.org/%7Ba%7D%20b%5Cc"
    [record] = ris_records(ris([entry]))
    assert (record["AU"], record["TI"], record["N1"]) == ([plain["author"]], [plain["title"]], [plain["note"]])


def test_the_shipped_list_is_read_back_whole() -> None:
    written = document((CONTENT / "references.yml").read_text(encoding="utf-8"), "references.yml")
    references = References.model_validate({"references": written.value}, strict=True).references
    assert [entry["id"] for entry in bibtex_entries(bibtex(references))] == [one.id for one in references]
    assert [record["ID"] for record in ris_records(ris(references))] == [[one.id] for one in references]
