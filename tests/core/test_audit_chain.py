"""What was done to the audit behind the site's back is found and named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from revision_app.audit.core.chain import FIRST, Link, Said, check, seal, sealed

SAID = Said(datetime(2026, 9, 1, 12, tzinfo=UTC), "accounts", 1, "name changed", 2, "")


def a_chain(length: int = 6) -> list[Link]:
    return list(sealed([SAID] * length, after=(0, FIRST)))


def changed(links: list[Link], id_: int) -> list[Link]:
    return [replace(link, said=replace(SAID, deed="nothing")) if link.id == id_ else link for link in links]


def without(links: list[Link], *ids: int) -> list[Link]:
    return [link for link in links if link.id not in ids]


def sealed_anew(links: list[Link], id_: int) -> list[Link]:
    """Everything from an entry on written by somebody who knows how it is done."""
    forged = [replace(SAID, deed="nothing"), *(link.said for link in links[id_:])]
    before = links[id_ - 2]
    return [*links[: id_ - 1], *sealed(forged, after=(before.id, before.digest))]


def resealed(links: list[Link], id_: int) -> list[Link]:
    """One entry changed, and its own digest with it."""
    said = replace(SAID, deed="nothing")
    forged = [replace(link, said=said, digest=seal(link.id, said, link.previous)) for link in links if link.id == id_]
    return [forged[0] if link.id == id_ else link for link in links]


HEADS = {link.id: link.digest for link in a_chain()}


@pytest.mark.parametrize(
    ("done", "heads", "faults"),
    [
        (lambda links: links, {}, ()),
        (lambda links: links, HEADS, ()),
        (lambda links: [], {}, ()),
        (lambda links: changed(links, 1), {}, ("Entry 1 was changed.",)),
        (lambda links: changed(links, 3), {}, ("Entry 3 was changed.",)),
        (lambda links: changed(links, 6), {}, ("Entry 6 was changed.",)),
        (lambda links: changed(changed(links, 3), 4), {}, ("Entries 3 to 4 were changed.",)),
        (lambda links: resealed(links, 3), {}, ("Entry 3 was changed.",)),
        (lambda links: without(links, 1), {}, ("Entry 1 was removed.",)),
        (lambda links: without(links, 3), {}, ("Entry 3 was removed.",)),
        (lambda links: without(links, 2, 3, 4), {}, ("Entries 2 to 4 were removed.",)),
        (lambda links: without(links, 2, 5), {}, ("Entry 2 was removed.", "Entry 5 was removed.")),
        (lambda links: without(changed(links, 5), 2), {}, ("Entry 5 was changed.", "Entry 2 was removed.")),
        (lambda links: without(links, 5, 6), {}, ()),
        (lambda links: without(links, 5, 6), HEADS, ("Entries 5 to 6 were removed.",)),
        (lambda links: [], HEADS, ("Entries 1 to 6 were removed.",)),
        (
            lambda links: [*links, Link(7, SAID, "", "f" * 64)],
            HEADS,
            ("Entry 7 was added by something other than this site.",),
        ),
        (lambda links: sealed_anew(links, 5), {}, ()),
        (
            lambda links: sealed_anew(links, 5),
            HEADS,
            ("Entries 5 to 6 were sealed anew: what is kept beside the database has another digest.",),
        ),
    ],
)
def test_each_way_of_altering_the_audit_is_named(
    done: Callable[[list[Link]], list[Link]], heads: dict[int, str], faults: tuple[str, ...]
) -> None:
    assert check(done(a_chain()), heads).faults == faults


def test_an_entry_put_between_two_others_is_named_and_not_its_neighbours() -> None:
    links = [replace(link, id=2 * link.id, digest=seal(2 * link.id, SAID, link.previous)) for link in a_chain(1)]
    for said in [SAID] * 3:
        before = links[-1]
        id_ = before.id + 2
        links.append(Link(id_, said, before.digest, seal(id_, said, before.digest)))
    put = Link(5, SAID, links[1].digest, "f" * 64)
    assert check(links, {}).holds
    assert check([*links[:2], put, *links[2:]], {}).faults == ("Entry 5 was added by something other than this site.",)


def test_the_last_entry_and_the_number_of_all_are_told() -> None:
    links = a_chain()
    assert check(links, {}).last == (6, links[-1].digest)
    assert check(links, {}).entries == 6
