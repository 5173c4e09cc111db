"""Cards as a package of Anki (``.apkg``), in and out: the one door through which such packages come and go.

A package is a ZIP file with a database of SQLite in it, ``collection.anki2`` or ``collection.anki21`` (schema 11), and
``media``, which names pictures and sounds. The tables are those of Anki's manual for add-ons and of AnkiDroid's
"Database Structure". The newest form, ``collection.anki21b``, is compressed otherwise, and is refused with the words
that help. What comes in is somebody else's database: it is opened in memory, may only be read, in two columns of one
table, for a bounded number of steps.
"""

import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha1
from html import escape, unescape
from io import BytesIO

import nh3

from ..shared.refusal import Refusal
from ..shared.text import trimmed

MOST_UNPACKED = 8 * 1024 * 1024
"""Bytes of a database; *ours:* a thousand cards take about one million."""
MOST_NOTES = 5_000
_MOST_PARTS = 5_000
_STEPS, _MOST_STEPS = 10_000, 2_000  # so many instructions of SQLite between two looks, and so many looks
_OLDER, _OLDEST, _NEWEST = "collection.anki21", "collection.anki2", "collection.anki21b"
_BETWEEN = "\x1f"  # the fields of a note
_MOST_SIGNS = 20_000  # of a note that are looked at; a card has fewer
# None of these looks further than to the next sign that could begin it again, so that no text takes long.
_GAP = re.compile(r"\{\{c\d+::([^{}]*)\}\}")
_ENDS = re.compile(r"<\s*/?(?:br|p|div|li|tr|h\d)\b[^>]*>", re.IGNORECASE)
_MEDIA = re.compile(r"<\s*(?:img|audio|video|object)\b|\[sound:[^\[\]]*\]", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:[^\[\]]*\]", re.IGNORECASE)


class UnreadablePackage(Refusal):
    status = 422


@dataclass(frozen=True)
class Package:
    """The cards in a package: question and answer as plain text. ``media`` is how many of them had pictures or sounds,
    which are left out, and ``empty`` how many notes had no question or no answer besides."""

    cards: tuple[tuple[str, str], ...]
    media: int
    empty: int


def is_package(data: bytes) -> bool:
    """Whether a file is a package of Anki, whatever it is called."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return not {_OLDER, _OLDEST, _NEWEST}.isdisjoint(package.namelist()[:_MOST_PARTS])
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError, UnicodeDecodeError):
        return False


def imported(data: bytes) -> Package:
    """The cards in a package; raises ``UnreadablePackage``."""
    cards, media, empty = [], 0, 0
    for fields in (note[:_MOST_SIGNS] for note in _notes(_database(data))):
        front, back = _sides(fields)
        media += bool(_MEDIA.search(fields))
        if front and back:
            cards.append((front, back))
        else:
            empty += 1
    return Package(tuple(cards), media, empty)


def _database(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            if _NEWEST in names:
                raise UnreadablePackage(
                    "This package is in Anki’s newest form, which is not read here. Export it from Anki once more, with"
                    " “Support older Anki versions” ticked, and without media."
                )
            part = package.getinfo(_OLDER if _OLDER in names else _OLDEST)
            if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError("others unpack more at once than is asked for")
            with package.open(part) as file:
                database = file.read(MOST_UNPACKED + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError):
        raise UnreadablePackage("This package is damaged. Export it from Anki once more.") from None
    if len(database) > MOST_UNPACKED:
        raise UnreadablePackage("This package holds more than can be read here. Export one deck at a time.")
    return database


def _notes(database: bytes) -> list[str]:
    """The fields of each note, in the order in which they were written."""
    looks = 0

    def too_long() -> bool:
        nonlocal looks
        looks += 1
        return looks > _MOST_STEPS

    with closing(sqlite3.connect(":memory:")) as opened:
        try:
            opened.deserialize(_without_log(database))
            opened.execute("PRAGMA trusted_schema = OFF")
            opened.execute("PRAGMA query_only = ON")
            opened.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_UNPACKED)
            opened.set_authorizer(_may)
            opened.set_progress_handler(too_long, _STEPS)
            return list(_bounded(opened.execute("SELECT flds FROM notes ORDER BY id")))
        except (sqlite3.Error, MemoryError, OverflowError, UnicodeDecodeError):
            raise UnreadablePackage(
                "The cards in this package cannot be read. Export it from Anki once more."
            ) from None


def _bounded(rows: Iterable[tuple[object]]) -> Iterator[str]:
    """The texts of rows, which may say more than the file that they come from."""
    signs = 0
    for n, (fields,) in enumerate(rows):
        if isinstance(fields, str):
            signs += len(fields)
            yield fields
        if n >= MOST_NOTES or signs > MOST_UNPACKED:
            raise UnreadablePackage("This package holds more than can be read here. Export one deck at a time.")


def _without_log(database: bytes) -> bytes:
    """The same as a database whose changes are all in it and none in a log beside it (its format, bytes 18 and 19)."""
    return database[:18] + b"\1\1" + database[20:] if database[18:20] == b"\2\2" else database


def _may(what: int, table: str | None, column: str | None, *_where: object) -> int:
    """Only to read the fields of notes; so no view, trigger or function of the package ever runs."""
    if what == sqlite3.SQLITE_SELECT:
        return sqlite3.SQLITE_OK
    reads = what == sqlite3.SQLITE_READ and table == "notes" and column in ("flds", "id", "ROWID", "")
    return sqlite3.SQLITE_OK if reads else sqlite3.SQLITE_DENY


def _sides(fields: str) -> tuple[str, str]:
    """What a note asks and what it answers: its first two fields, or the gaps of a sentence and the whole of it."""
    first, _, rest = fields.partition(_BETWEEN)
    second = rest.partition(_BETWEEN)[0]
    if _GAP.search(first):
        filled = _GAP.sub(lambda gap: gap[1].partition("::")[0], first)
        whole = "\n".join(filter(None, (_text(filled), _text(second))))
        return _text(_GAP.sub("[…]", first)), whole
    return _text(first), _text(second)


def _text(html: str) -> str:
    """HTML as plain text, each paragraph and line on its own."""
    words = unescape(nh3.clean(_ENDS.sub("\n", _SOUND.sub("", html)), tags=set()))
    lines = (" ".join(line.split()) for line in words.splitlines())
    return trimmed("\n".join(line for line in lines if line))


# Out

_SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
    ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
    models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
    usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
    flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
    mod integer not null, usn integer not null, type integer not null, queue integer not null, due integer not null,
    ivl integer not null, factor integer not null, reps integer not null, lapses integer not null,
    left integer not null, odue integer not null, odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null, ease integer not null,
    ivl integer not null, lastIvl integer not null, factor integer not null, time integer not null,
    type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn on notes (usn);
CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn);
CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due);
CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);
"""
_MODEL, _DECK = 1_700_000_000_001, 1_700_000_000_002  # the same each time, so that a later package adds to the first


def exported(cards: Iterable[tuple[str, str]], *, title: str, seconds: int) -> bytes:
    """A package of new cards in a deck of this title, made at this second since 1970.

    A card of the same words has the same name in each package: Anki takes it once.
    """
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(_SCHEMA)
        made.execute("INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')", _collection(title, seconds))
        for n, (front, back) in enumerate(cards, 1):
            made.execute(
                "INSERT INTO notes VALUES (?, ?, ?, ?, -1, '', ?, ?, ?, 0, '')", _note(n, front, back, seconds)
            )
            made.execute(
                "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
                (seconds * 1000 + n, seconds * 1000 + n, _DECK, seconds, n),
            )
        made.commit()
        database = made.serialize()
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(_OLDEST, database)
        package.writestr("media", "{}")
    return file.getvalue()


def _note(n: int, front: str, back: str, seconds: int) -> tuple[int | str, ...]:
    first, second = _html(front), _html(back)
    digest = sha1(f"{front}{_BETWEEN}{back}".encode(), usedforsecurity=False).hexdigest()
    check = int(sha1(front.encode(), usedforsecurity=False).hexdigest()[:8], 16)  # by which Anki finds what is alike
    return seconds * 1000 + n, digest[:16], _MODEL, seconds, f"{first}{_BETWEEN}{second}", front, check


def _html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _collection(title: str, seconds: int) -> tuple[int | str, ...]:
    field = {"font": "Arial", "size": 20, "media": [], "rtl": False, "sticky": False}
    side = {"name": "Card 1", "ord": 0, "bqfmt": "", "bafmt": "", "did": None, "qfmt": "{{Front}}"}
    model = {
        "id": _MODEL,
        "name": title,
        "type": 0,
        "mod": seconds,
        "usn": -1,
        "sortf": 0,
        "did": _DECK,
        "tmpls": [{**side, "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}],
        "flds": [{**field, "name": name, "ord": n} for n, name in enumerate(("Front", "Back"))],
        "css": ".card { font-family: arial; font-size: 20px; text-align: center; }",
        "latexPre": "",
        "latexPost": "",
        "tags": [],
        "vers": [],
        "req": [[0, "all", [0]]],
    }
    today = {"newToday": [0, 0], "revToday": [0, 0], "lrnToday": [0, 0], "timeToday": [0, 0]}
    deck = {"mod": seconds, "usn": -1, "desc": "", "dyn": 0, "conf": 1, "collapsed": False, "extendNew": 10, **today}
    decks = {str(_DECK): {**deck, "id": _DECK, "name": title}, "1": {**deck, "id": 1, "name": "Default"}}
    options = {
        "id": 1,
        "name": "Default",
        "mod": 0,
        "usn": 0,
        "maxTaken": 60,
        "timer": 0,
        "autoplay": True,
        "replayq": True,
        "new": {"delays": [1, 10], "ints": [1, 4, 7], "initialFactor": 2500, "order": 1, "perDay": 20, "bury": True},
        "rev": {"perDay": 200, "ease4": 1.3, "fuzz": 0.05, "maxIvl": 36500, "ivlFct": 1, "bury": True},
        "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 0},
    }
    settings = {
        "nextPos": 1,
        "estTimes": True,
        "activeDecks": [1],
        "sortType": "noteFld",
        "timeLim": 0,
        "sortBackwards": False,
        "addToCur": True,
        "curDeck": 1,
        "newSpread": 0,
        "dueCounts": True,
        "curModel": str(_MODEL),
        "collapseTime": 1200,
    }
    texts = map(json.dumps, (settings, {str(_MODEL): model}, decks, {"1": options}))
    return (seconds, seconds * 1000, seconds * 1000, *texts)
