"""Requests that no page of ours would send: every route, method and parameter, with odd values, as everybody.

What there is to ask is found, and written down nowhere: routes and methods from the map of addresses, the places in
them and the fields of forms from pages as each role sees them, and whatever else views read by listening to what they
ask a request for. So a new route, field or parameter is tried at once.
"""

import gzip
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes, urlencode, urljoin, urlsplit

from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from revision_app import demonstration
from revision_app.accounts.core import Role
from revision_app.db import Base, db
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.crowd import browsers, ids_of_work, visits
from tests.support.strict import faults

CANARY = "zqwalnutzq"
"""Stands in every odd text: where it is read in the log, something that was typed got there."""

_NUMBERS = (
    *("0", "-1", "+1", "1_0", " 7 ", "007", "1.0", "1e9", "0x10", "NaN", "-Infinity", "1/0", "½", "²", "٣", "１２"),
    *("2147483647", "2147483648", "9223372036854775808", "-9223372036854775809", "9" * 30, "9" * 5_000, "−5", "1e999"),
)
_MOMENTS = (
    *("2027-03-28T01:30", "2026-10-25T01:30", "9999-12-31T23:59", "0001-01-01T00:00", "0026-09-01T10:00"),
    *("2026-02-30T10:00", "2026-09-01T24:00", "2026-09-01T10:00:61", "2026-09-01", "２０２６-09-01T10:00", "soon"),
)
_TEXTS = (
    *("\0", "\ud800", "\udfff\ud800", "\x1b[31m", "\u202e", "\u200b", "\ufeff", "\u0301" * 50, "\r\nX-Odd: yes\r\n"),
    *(
        "{% x %}${7*7}",
        "{0.__class__}",
        "%s%n%(x)s",
        "<script>",
        "'\"--",
        "../../etc/passwd",
        "\\",
        "//evil.example",
        "?#&=;",
    ),
    *("[]", '{"a": 1}', "a\tb", "=1+1", "👩🏽‍⚕️", "ﷺ" * 20, "a" * 300, "answer.x", "a=b", "*" * 2_500, "- " * 2_500),
)
_BYTES = (b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"%", b"%zz", b"%00", b"", b" ")
_LARGE = b"x" * 30_000, b"x" * 600_000, b"x" * 2_200_000


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


ODD: tuple[bytes, ...] = (
    *map(_encoded, _NUMBERS + _MOMENTS),
    *(_encoded(text + CANARY) for text in _TEXTS),
    *_BYTES,
)
_HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_ACCEPT": ("application/json", "text/html;q=x", "*/*;q=-1", ",;,", "a" * 9_000),
    "HTTP_ACCEPT_ENCODING": ("gzip", "gzip;q=0", "\xff", "br, zstd"),
    "HTTP_SEC_FETCH_SITE": ("cross-site", "none", "\xff"),
    "HTTP_ORIGIN": ("null", "https://evil.example", "\xff"),
    "HTTP_REFERER": ("https://evil.example/", "\xff", "//"),
    "HTTP_X_FOR_KEEPING": ("yes", "no"),
    "HTTP_IF_NONE_MATCH": ("*", '"x"', 'W/"', "\xff"),
    "HTTP_IF_MODIFIED_SINCE": ("yesterday", "Sat, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"),
    "HTTP_RANGE": ("bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=" + "0-1," * 500, "lines=1"),
    "HTTP_COOKIE": ("session=x; device=y", "device=W10.x", "session=\xff", "=; =", "a" * 9_000),
    "HTTP_X_FORWARDED_FOR": ("::1", "not an address", "\xff"),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_X_FORWARDED_PROTO": ("https", "gopher"),
    "HTTP_USER_AGENT": ("", "\xff"),
    "CONTENT_LENGTH": ("-1", "0", "x", "9" * 30),
    "REMOTE_ADDR": ("", "fe80::1%eth0"),
}
_BODIES = (
    "form",
    "form",
    "form",
    "multipart",
    "files",
    "json",
    "plain",
    "untyped",
    "cut",
    "unbounded",
    "broken",
    "many",
)
_LIBRARY = re.compile(r"[Nn]ot a valid|[Ii]nvalid [Cc]hoice|This field is required|Field must be|Not Found|Bad Request")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
_PLACE = re.compile(r"<(?:[a-z_]+(?:\([^)]*\))?:)?([a-z_]+)>")
_AT_MOST = 8  # changes are made to a centre before it is as it was again
_EACH = 3  # forms of one route that are known of a role
_MANY = 20  # addresses of one route that are known

Fields = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Asked:
    """One request. ``places`` are those of the rule's address, ``by`` is who asks (``None``: nobody signed in)."""

    rule: Rule
    method: str
    by: Role | None
    places: Fields = ()
    query: Fields = ()
    fields: Fields = ()
    body: str = "form"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        places = dict(self.places)
        return _PLACE.sub(lambda place: quote_from_bytes(places[place[1]], safe=""), self.rule.rule)

    def __str__(self) -> str:
        def short(fields: Iterable[tuple[str, object]]) -> str:
            return ", ".join(f"{name}={str(value)[:60]}" for name, value in fields)

        told = f"{self.by or 'nobody'}: {self.method} {self.rule.endpoint}({short(self.places)})"
        return f"{told} ?({short(self.query)}) {self.body}({short(self.fields)}) {short(self.headers)}"


@dataclass(frozen=True)
class Form:
    action: str
    method: str
    fields: tuple[tuple[str, str], ...]


class _Page(HTMLParser):
    """The links of a page and its forms, filled in as a browser would send them; of choices the first is made."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path = path
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select, self._area = "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.path, given["href"]))
        elif tag == "form":
            action = urljoin(self.path, given.get("action") or self.path)
            self._open = Form(action, given.get("method", "get").upper(), ())
        elif tag in ("input", "button") and given.get("name"):
            self._add(given["name"], given.get("value", "y"))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select:
            self._add(self._select, given.get("value", ""))
            self._select = ""
        elif tag == "textarea":
            self._area = given.get("name", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._add(self._area, data.strip() or "Words.")
            self._area = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.handle_data("")
        elif tag == "form" and self._open:
            self.forms.append(self._open)
            self._open = None

    def _add(self, name: str, value: str) -> None:
        if self._open and name not in dict(self._open.fields):
            self._open = replace(self._open, fields=(*self._open.fields, (name, value)))


class _Heard(ImmutableMultiDict[Any, Any]):
    """Query or form of a request, which notes what the view asks it for."""

    names: dict[str | None, set[str]] = defaultdict(set)  # noqa: RUF012 - of all requests, by their endpoint

    def _note(self, name: object) -> None:
        if isinstance(name, str):
            self.names[request.endpoint].add(name)

    def __getitem__(self, name: Any) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return super().__contains__(name)

    def getlist(self, name: Any, *more: Any) -> Any:
        self._note(name)
        return super().getlist(name, *more)


@dataclass
class Fuzz:
    """A centre with some work in it, and requests to it that follow from ``seed``."""

    app: Flask
    seed: int
    found: dict[str, str] = field(default_factory=dict)
    """What went wrong: the first request of each kind, by kind."""
    sent: int = 0
    changes: int = 0
    tried: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.rules = sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
        self.places: dict[str, list[bytes]] = defaultdict(list)
        self.forms: dict[tuple[Role | None, str], list[tuple[Fields, Fields]]] = defaultdict(list)
        self.names: dict[str, set[str]] = defaultdict(set)
        self.known: dict[str, list[Fields]] = defaultdict(list)
        self.log = _Log()

    def run(self, requests: int) -> None:
        """Ask every route by every method as everybody, each of its parameters once odd; then so many more."""
        kept = self.app.request_class.parameter_storage_class
        self.app.request_class.parameter_storage_class = _Heard
        logging.getLogger().addHandler(self.log)
        try:
            self._begin()
            plain = list(self._plain())
            self.random.shuffle(plain)
            for asked in plain:
                self.send(asked)
            for asked in plain:
                for odd in self._each_odd(asked):
                    self.send(odd)
            for _ in range(requests):
                self.send(self._any())
        finally:
            logging.getLogger().removeHandler(self.log)
            self.app.request_class.parameter_storage_class = kept

    def send(self, asked: Asked) -> None:
        browser, token = self._browser(asked.by)
        body, content_type = _body(asked.body, [*asked.fields, *token] if asked.method == "POST" else asked.fields)
        environ: dict[str, Any] = {
            "PATH_INFO": _unquoted(asked.path),
            "QUERY_STRING": urlencode(asked.query).encode().decode("latin-1"),
            "REQUEST_URI": asked.path,
            **dict(asked.headers),
        }
        self.log.lines.clear()
        self.sent += 1
        self.tried.add((asked.rule.endpoint, asked.method))
        try:
            answer = browser.client.open(
                "/",
                method=asked.method,
                data=body,
                content_type=content_type,
                environ_overrides=environ,
                buffered=True,
            )
        except Exception as error:
            self.found.setdefault(f"{asked.method} {asked.rule.endpoint}: {error!r}", str(asked))
            return
        self._judge(asked, answer)
        self.changes += asked.method == "POST" and answer.status_code in (200, 303)
        if self.changes == _AT_MOST or (asked.by and (answer.location or "").startswith("/sign-in")):
            self._restore()

    def _judge(self, asked: Asked, answer: TestResponse) -> None:
        about = f"{asked.method} {asked.rule.endpoint}"
        whole = gzip.decompress(answer.data) if answer.content_encoding == "gzip" else answer.data
        text = whole.decode() if answer.mimetype == "text/html" else ""
        if answer.status_code >= 500:
            where = [
                line.strip() for line in "\n".join(self.log.lines).splitlines() if "File " in line or "Error" in line
            ]
            self.found.setdefault(f"{about}: {answer.status_code} {where[-3:]}", str(asked))
        if "Traceback (most recent call last)" in text:
            self.found.setdefault(f"{about}: a traceback on the page", str(asked))
        if CANARY in "\n".join(self.log.lines):
            self.found.setdefault(f"{about}: what was typed is in the log", f"{asked}\n{self.log.lines}")
        if library := _LIBRARY.search(text):
            self.found.setdefault(f"{about}: words of a library: {library[0]}", str(asked))
        if text and answer.status_code in (200, 409, 422) and (asked.query or asked.fields) and (wrong := faults(text)):
            self.found.setdefault(f"{about}: {wrong}", str(asked))

    # What there is to ask.

    def _begin(self) -> None:
        with self.app.app_context():
            demonstration.seed(self.app.extensions["settings"], at=now())
        self.browsers: dict[Role | None, Browser] = {**browsers(self.app), None: Browser(self.app, None)}
        work = ids_of_work(self.app)
        for name, value in work.items():
            self.places[re.sub("^(marked|case)_", "", name)].append(str(value).encode())
        for visit in visits(self.app, work):
            self._look_at(visit.role, visit.path)
        self._look_at(None, "/sign-in")
        self._keep()

    def _look_at(self, role: Role | None, path: str) -> None:
        answer = self.browsers[role].get(path)
        if answer.mimetype != "text/html":
            return
        if found := self._matched(path, "GET"):
            self._know(*found)
        page = _Page(path, answer.text)
        for link in page.links:
            if found := self._matched(urlsplit(link).path, "GET"):
                endpoint, places = found
                self._know(endpoint, places)
                self.names[endpoint] |= set(re.findall(r"[?&]([^=&]+)=", link))
        for form in page.forms:
            if found := self._matched(urlsplit(form.action).path, form.method):
                endpoint, places = found
                self._know(endpoint, places)
                fields = tuple((name, _encoded(value)) for name, value in form.fields if name != "csrf_token")
                self.names[endpoint] |= {name for name, _ in fields}
                known = self.forms[role, endpoint]
                if len(known) < _EACH:
                    known.append((places, fields))

    def _matched(self, path: str, method: str) -> tuple[str, Fields] | None:
        try:
            endpoint, places = self.app.url_map.bind("localhost").match(path, method=method)
        except HTTPException:
            return None
        return endpoint, tuple((name, _encoded(str(value))) for name, value in places.items())

    def _know(self, endpoint: str, places: Fields) -> None:
        if places not in self.known[endpoint] and len(self.known[endpoint]) < _MANY:
            self.known[endpoint].append(places)
        for name, value in places:
            if value not in self.places[name] and len(self.places[name]) < _MANY:
                self.places[name].append(value)

    # Requests.

    def _plain(self) -> Iterator[Asked]:
        """Each route as everybody, as a page would ask it; by methods that no page of ours uses as one of them."""
        for rule in self.rules:
            for method in _METHODS:
                people = self.browsers if method in rule.methods & {"GET", "POST"} else [Role.LEARNER]
                for by in people:
                    yield self._asked(rule, method, by)

    def _asked(self, rule: Rule, method: str, by: Role | None) -> Asked:
        """A request as the site's own pages make it, as far as they are known to."""
        known = self.forms.get((by, rule.endpoint)) or [((), ())]
        of_form, fields = self.random.choice(known) if method == "POST" else ((), ())
        at_hand = dict(of_form or (self.random.choice(self.known[rule.endpoint] or [()])))
        places = tuple(
            (name, at_hand.get(name) or self.random.choice(self.places.get(name) or [b"1"]))
            for name in sorted(rule.arguments)
        )
        return Asked(rule, method, by, places, (), fields)

    def _each_odd(self, asked: Asked) -> Iterator[Asked]:
        """The request with each of its parameters odd in turn, where whoever asks gets in at all."""
        open_to = self.app.view_functions[asked.rule.endpoint].open_to
        if asked.method not in ("GET", "POST") or asked.method not in asked.rule.methods:
            return
        if asked.by not in open_to and "anyone" not in open_to:
            return
        for name, _ in asked.places:
            yield self._odd_place(asked, name)
        for name in sorted(self._parameters(asked)):
            yield self._odd_parameter(asked, name)

    def _parameters(self, asked: Asked) -> set[str]:
        heard = _Heard.names[asked.rule.endpoint] | self.names[asked.rule.endpoint]
        return (heard | {name for name, _ in asked.fields}) - {"csrf_token"}

    def _odd_place(self, asked: Asked, name: str) -> Asked:
        places = {**dict(asked.places), name: self._odd() or b"0"}
        return replace(asked, places=tuple(places.items()))

    def _odd_parameter(self, asked: Asked, name: str) -> Asked:
        odd = self._odd()
        if asked.method == "GET":
            return replace(asked, query=((name, odd),))
        others = tuple((other, value) for other, value in asked.fields if other != name)
        how = self.random.randrange(8)
        if how == 0:
            return replace(asked, fields=others)
        if how == 1:
            return replace(asked, fields=(*asked.fields, (name, odd), (name, odd)))
        return replace(asked, fields=(*others, (name, odd)))

    def _any(self) -> Asked:
        """Any request, with several things odd about it at once."""
        draw = self.random
        rule = draw.choice(self.rules)
        by = draw.choice(self._who(rule))
        asked = self._asked(rule, draw.choice(sorted(rule.methods & {"GET", "POST"}) or ["GET"]), by)
        for name, _ in asked.places:
            if draw.random() < 0.1:
                asked = self._odd_place(asked, name)
        names = sorted(self._parameters(asked)) or ["q"]
        for name in draw.sample(names, k=min(len(names), draw.randrange(4))):
            asked = self._odd_parameter(asked, name)
        if asked.method == "POST" and draw.random() < 0.3:
            asked = replace(asked, body=draw.choice(_BODIES))
        if draw.random() < 0.02:
            asked = replace(asked, fields=(*asked.fields, (draw.choice(names), draw.choice(_LARGE))))
        if draw.random() < 0.25:
            header = draw.choice(sorted(_HEADERS))
            asked = replace(asked, headers=((header, draw.choice(_HEADERS[header])),))
        return asked

    def _who(self, rule: Rule) -> list[Role | None]:
        """Mostly those who get in."""
        welcome = [role for role in self.browsers if role in self.app.view_functions[rule.endpoint].open_to]
        return [*welcome, *welcome, *self.browsers]

    def _odd(self) -> bytes:
        return self.random.choice(ODD)

    # Who asks.

    def _browser(self, by: Role | None) -> tuple[Browser, Fields]:
        browser = self.browsers[by]
        if not browser.token:
            browser.get("/account", follow_redirects=True)
        return browser, (("csrf_token", browser.token.encode()),)

    def _keep(self) -> None:
        """Remember the centre as it is now, and who is signed in."""
        with self.app.app_context(), db.engine.connect() as connection:
            tables = Base.metadata.sorted_tables
            self.rows = {
                table: [dict(row) for row in connection.execute(table.select()).mappings()] for table in tables
            }
        self.cookies = {by: browser.client.get_cookie("session") for by, browser in self.browsers.items()}

    def _restore(self) -> None:
        """Make the centre as it was: odd requests in their right places leave less and less to ask about."""
        self.changes = 0
        with self.app.app_context():
            connection = db.session.connection(execution_options={"writes": True})
            for table in reversed(self.rows):
                connection.execute(table.delete())
            for table, rows in self.rows.items():
                if rows:
                    connection.execute(table.insert(), rows)
            db.session.commit()
        for by, cookie in self.cookies.items():
            if cookie:
                self.browsers[by].client.set_cookie("session", cookie.value)


class _Log(logging.Handler):
    """What the log says, as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def _unquoted(path: str) -> str:
    """An address as a server hands it on: its bytes, each as a character."""
    return re.sub(r"%([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), path)


def _body(kind: str, fields: Iterable[tuple[str, bytes]]) -> tuple[bytes, str | None]:
    """A body of a kind, and the type that it says it has."""
    pairs = list(fields)
    if kind == "many":
        pairs += [(f"field{n}", b"x") for n in range(1_500)]
    form = "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v, safe='')}" for n, v in pairs).encode()
    urlencoded = "application/x-www-form-urlencoded"
    named = "multipart/form-data; boundary=XX"
    parts = b"".join(
        b'--XX\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (name.encode(), b'; filename="\xff/../a.txt"' if kind == "files" else b"", value)
        for name, value in pairs
    )
    return {
        "form": (form, urlencoded),
        "many": (form, urlencoded),
        "multipart": (parts + b"--XX--\r\n", named),
        "files": (parts + b"--XX--\r\n", named),
        "json": (b'{"a": [1, NaN, "' + CANARY.encode() + b'"]', "application/json"),
        "plain": (form, "text/plain; charset=utf-16"),
        "untyped": (form, None),
        "cut": (parts[:-20], named),
        "unbounded": (parts, "multipart/form-data"),
        "broken": (form + b"&%zz=%&&==&\xff\x00;", urlencoded + "; charset=\xff"),
    }[kind]
