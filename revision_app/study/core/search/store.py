"""A full-text index in memory: the same, whichever database the site keeps its records in.

Each kind of thing has a table of its own, so that what is rare is judged among its like. Whoever reads takes a
connection of their own to one shared copy, for SQLite then works for several threads at a time.
"""

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from queue import Empty, SimpleQueue

from .marked import CLOSE, OPEN

Row = tuple[int, str, str]
"""The number of an entry among its kind, its title and its text, with what was found between signs."""
WORDS = "each_word"
"""The table that has each word once."""

_SHARED = "vfs=memdb" if sqlite3.sqlite_version_info >= (3, 36) else "mode=memory&cache=shared"
_WORDS_AS = "tokenize='porter unicode61 remove_diacritics 2'"
_TABLE = f"""CREATE VIRTUAL TABLE "{{}}" USING fts5(title, also, within, body, {_WORDS_AS})"""
# A word in the title outweighs many in the text; what a thing is part of only helps to find it by several words.
_WEIGHTS = "bm25(20.0, 20.0, 0.1, 1.0)"
_EACH_WORD = f"""CREATE VIRTUAL TABLE "{WORDS}" USING fts5(word, {_WORDS_AS})"""
_names = count(1)


class Store:
    """Tables of title, other names, context and text, written once and then only read; and one of single words."""

    def __init__(self, tables: Mapping[str, Iterable[tuple[str, str, str, str]]], words: Iterable[str]) -> None:
        self._address = f"file:/search-{next(_names)}?{_SHARED}"
        self._opened: list[sqlite3.Connection] = []
        self._idle: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        weakref.finalize(self, _close, self._opened)
        connection = self._open()
        for name, rows in tables.items():
            connection.execute(_TABLE.format(name))
            connection.executemany(f'INSERT INTO "{name}" VALUES (?, ?, ?, ?)', rows)  # noqa: S608 - names are ours
            connection.execute(f'INSERT INTO "{name}"("{name}", rank) VALUES (\'rank\', ?)', (_WEIGHTS,))  # noqa: S608 - likewise
            connection.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'optimize\')')  # noqa: S608 - likewise
        connection.execute(_EACH_WORD)
        connection.executemany(f'INSERT INTO "{WORDS}" VALUES (?)', ((word,) for word in words))  # noqa: S608 - likewise
        connection.commit()
        connection.execute("PRAGMA query_only = 1")
        self._idle.put(connection)

    def has(self, table: str, wanted: str) -> bool:
        """Whether anything answers this FTS5 expression."""
        with self._connection() as connection:
            rows = connection.execute(f'SELECT 1 FROM "{table}" WHERE "{table}" MATCH ? LIMIT 1', (wanted,))  # noqa: S608 - likewise
            return rows.fetchone() is not None

    def rows(self, table: str, wanted: str, most: int) -> list[Row]:
        """What answers this FTS5 expression, best first."""
        title, body = (f"highlight(\"{table}\", {column}, '{OPEN}', '{CLOSE}')" for column in (0, 3))
        best = f'SELECT rowid, {title}, {body} FROM "{table}" WHERE "{table}" MATCH ? ORDER BY rank LIMIT ?'  # noqa: S608 - likewise
        with self._connection() as connection:
            return connection.execute(best, (wanted, most)).fetchall()

    def forms(self, word: str) -> frozenset[str]:
        """The word in every form in which it occurs: ``scar``, ``scars``, ``scarring``."""
        with self._connection() as connection:
            found = connection.execute(f'SELECT word FROM "{WORDS}" WHERE "{WORDS}" MATCH ?', (f'"{word}"',))  # noqa: S608 - likewise
            return frozenset(row[0] for row in found)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._idle.get_nowait()
        except Empty:
            connection = self._open()
            connection.execute("PRAGMA query_only = 1")
        try:
            yield connection
        finally:
            self._idle.put(connection)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._address, uri=True, check_same_thread=False)
        self._opened.append(connection)
        return connection


def _close(opened: list[sqlite3.Connection]) -> None:
    for connection in opened:
        connection.close()
