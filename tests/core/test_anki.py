"""Packages of Anki: made by hand as its schema says, damaged, hostile, and our own."""

import json
import sqlite3
import zipfile
from contextlib import closing
from hashlib import sha1
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revision_app.recall.anki import MOST_UNPACKED, Package, UnreadablePackage, exported, imported, is_package

NOTES = (
    "CREATE TABLE notes (id integer primary key, guid text, mid integer, mod integer, usn integer, tags text,"
    " flds text, sfld integer, csum integer, flags integer, data text)"
)


def database(*statements: str, notes: tuple[str, ...] = (), wal: bool = False) -> bytes:
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in statements or (NOTES,):
            made.execute(statement)
        for fields in notes:
            made.execute("INSERT INTO notes (guid, mid, flds) VALUES ('g', 1, ?)", (fields,))
        made.commit()
        written = made.serialize()
    return written[:18] + b"\2\2" + written[20:] if wal else written


def package(data: bytes, name: str = "collection.anki2", how: int = zipfile.ZIP_DEFLATED, **more: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", how) as made:
        made.writestr(name, data)
        made.writestr("media", "{}")
        for other, content in more.items():
            made.writestr(other.replace("_", "."), content)
    return file.getvalue()


def cards(*notes: str) -> tuple[tuple[str, str], ...]:
    return imported(package(database(notes=notes))).cards


def test_a_note_is_a_question_and_an_answer_in_plain_text() -> None:
    assert cards(
        "What is <b>collagen</b>?\x1fA protein.<br>Of the skin &amp; more<div>and bone</div>\x1fa third field"
    ) == (("What is collagen?", "A protein.\nOf the skin & more\nand bone"),)


def test_scripts_and_styles_come_in_as_nothing() -> None:
    assert cards("<script>alert(1)</script>Why?<style>p{}</style>\x1f<a href='javascript:x'>So</a>") == (
        ("Why?", "So"),
    )


def test_a_gap_in_a_sentence_is_asked_for_and_the_whole_sentence_is_the_answer() -> None:
    assert cards("Skin has {{c1::three::how many}} {{c2::layers}}\x1fSee unit 1") == (
        ("Skin has […] […]", "Skin has three layers\nSee unit 1"),
    )


def test_pictures_and_sounds_are_left_out_and_counted_and_so_is_what_has_no_words() -> None:
    found = imported(package(database(notes=("One <img src=x>\x1fTwo [sound:a.mp3]", "<img src=y>\x1fonly", "alone"))))
    assert found == Package((("One", "Two"),), 2, 2)


def test_the_later_of_two_databases_is_read_and_one_with_a_log_too() -> None:
    both = package(database(notes=("old\x1fold",)), collection_anki21=database(notes=("new\x1fnew",), wal=True))
    assert imported(both).cards == (("new", "new"),)


def test_the_newest_form_is_refused_with_the_words_that_help() -> None:
    newest = package(database(notes=("Please update\x1fx",)), collection_anki21b=b"(\xb5/\xfd")
    assert is_package(newest)
    with pytest.raises(UnreadablePackage, match="“Support older Anki versions” ticked"):
        imported(newest)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no database",
        database()[:700],
        database("CREATE TABLE other (id)"),
        database(
            "CREATE TABLE notes (id, flds AS (hex(zeroblob(1000000))))", *["INSERT INTO notes (id) VALUES (1)"] * 9
        ),
        database(
            "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
            " SELECT id, hex(zeroblob(1000000)) AS flds FROM n"
        ),
        database("CREATE TABLE secret (id, flds)", "CREATE VIEW notes AS SELECT id, flds FROM secret"),
        database("CREATE VIRTUAL TABLE notes USING fts5(id, flds)"),
    ],
    ids=["empty", "text", "cut short", "no notes", "made up texts", "an endless view", "a view", "a virtual table"],
)
def test_a_database_that_is_damaged_or_does_more_than_hold_notes_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePackage):
        imported(package(data))


def test_a_package_that_unpacks_to_very_much_or_in_another_way_is_refused() -> None:
    with pytest.raises(UnreadablePackage, match="one deck at a time"):
        imported(package(b"\0" * (MOST_UNPACKED + 1)))
    with pytest.raises(UnreadablePackage, match="damaged"):
        imported(package(database(), how=zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("text", ["{{c1::", "{{c1::a::", "<br", "< ", "[sound:", "&amp"])
def test_no_text_takes_long(text: str) -> None:
    assert imported(package(database(notes=(text * 20_000 + "\x1fx",) * 3))).empty <= 3


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"a,b\n"])
def test_what_is_no_package_is_not_taken_for_one(data: bytes) -> None:
    assert not is_package(data)


lines = st.lists(
    st.text("abc <>&\"'äß😀{}:", min_size=1, max_size=12).map(str.strip).filter(bool), min_size=1, max_size=3
)
sides = lines.map(lambda each: "\n".join(" ".join(line.split()) for line in each))


@settings(max_examples=40)
@given(st.lists(st.tuples(sides, sides), min_size=1, max_size=5))
def test_what_is_exported_comes_in_as_it_was(mine: list[tuple[str, str]]) -> None:
    assert list(imported(exported(mine, title="Deck", seconds=1_700_000_000)).cards) == mine


def test_our_package_is_as_the_schema_says_and_names_cards_alike_each_time() -> None:
    first, again = (exported([("Why?", "So.")], title="Deck", seconds=1_700_000_000 + n) for n in (0, 60))
    names = []
    for made in (first, again):
        with zipfile.ZipFile(BytesIO(made)) as packed, closing(sqlite3.connect(":memory:")) as opened:
            assert (packed.namelist(), packed.read("media")) == (["collection.anki2", "media"], b"{}")
            opened.deserialize(packed.read("collection.anki2"))
            version, models, decks = opened.execute("SELECT ver, models, decks FROM col").fetchone()
            [(name, mid, fields, number)] = opened.execute("SELECT guid, mid, flds, csum FROM notes")
            [(note, deck, queue)] = opened.execute("SELECT nid, did, queue FROM cards")
            names.append(name)
            assert (version, fields, queue) == (11, "Why?\x1fSo.", 0)
            assert json.loads(models)[str(mid)]["tmpls"][0]["qfmt"] == "{{Front}}"
            assert json.loads(decks)[str(deck)]["name"] == "Deck"
            assert number == int(sha1(b"Why?").hexdigest()[:8], 16)
            assert note == opened.execute("SELECT id FROM notes").fetchone()[0]
    assert names[0] == names[1]
