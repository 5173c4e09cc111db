"""Two photographs of the same area, before and after: shown together, or neither."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ....shared.refusal import Refusal
from ...core import Draft
from .file import StoredFile

PAIR_CAPTION_LIMIT = 200  # characters
Said = Mapping[str, Any]
"""What a piece of evidence says of one file."""


class NoSuchPair(Refusal):
    status = 404


class NotPaired(Refusal):
    """These two photographs cannot be a pair."""


@dataclass(frozen=True)
class Shown:
    """One file of a piece as a page shows it; for a photograph and the ``after`` that it is compared with, both.

    ``file`` and ``after_file`` are there where whoever asks may see them now: of a pair both, or neither.
    """

    said: Said
    file: StoredFile | None = None
    after: Said | None = None
    after_file: StoredFile | None = None


def must_be_pair(before: StoredFile | None, after: StoredFile | None, today: date) -> None:
    """Raise ``NotPaired`` unless both are photographs that their learner may look at, and two."""
    if before is None or after is None or not (before.is_photograph and after.is_photograph):
        raise NotPaired("Choose two of your photographs.")
    if before.id == after.id:
        raise NotPaired("That is one photograph twice. Choose another one for after.")
    if not (before.may_be_seen(today) and after.may_be_seen(today)):
        raise NotPaired("A pair needs a consent that holds for both photographs. Record it first, then make the pair.")
    if before.pair:
        raise NotPaired(
            "The photograph before has a pair already. Take that pair apart first, or begin with the other photograph."
        )


def frozen(files: Sequence[StoredFile]) -> list[dict[str, Any]]:
    """What a piece says of its files, and of pairs where both photographs are among them."""
    ids = {file.id for file in files}
    return [file.frozen | _said_of_pair(file, ids) for file in files]


def _said_of_pair(file: StoredFile, ids: Collection[int]) -> dict[str, Any]:
    if file.pair is None or file.pair.after_id not in ids:
        return {}
    return {"pair": {"after": file.pair.after_id, "caption": file.pair.caption}}


def redacted(content: Mapping[str, Any], file_ids: Collection[int]) -> dict[str, Any]:
    """What a piece says, without the words beside these files and those of pairs that they are in. Digests stay.

    What lost words is marked as ``redacted``: the digest of the piece is that of these words too.
    """
    files = content.get("files", ())
    if not any(_tells_of(each, file_ids) for each in files):
        return dict(content)
    return {**content, "files": [_redacted(each, file_ids) for each in files]}


def _tells_of(said: Said, file_ids: Collection[int]) -> bool:
    return said["id"] in file_ids or ("pair" in said and said["pair"]["after"] in file_ids)


def _redacted(said: Said, file_ids: Collection[int]) -> Said:
    if not _tells_of(said, file_ids):
        return said
    of_pair = {"pair": {**said["pair"], "caption": ""}} if "pair" in said else {}
    words = {"name": "", "caption": "", "alternative": ""} if said["id"] in file_ids else {}
    return {**said, **words, **of_pair, "redacted": True}


def with_files(draft: Draft, files: Sequence[StoredFile]) -> Draft:
    """The draft of another kind with the files that are attached to it; itself where there are none."""
    return replace(draft, content={**draft.content, "files": frozen(files)}) if files else draft


def shown(said: Sequence[Said], seen: Mapping[int, StoredFile]) -> list[Shown]:
    """The files of a piece as a page shows them; ``seen`` are those that may be seen. No half of a pair is shown."""
    by_id = {each["id"]: each for each in said}
    afters = {each["pair"]["after"] for each in said if "pair" in each}
    listed = []
    for each in said:
        if "pair" in each:
            after = by_id[each["pair"]["after"]]
            both = seen.get(each["id"]), seen.get(after["id"])
            before_file, after_file = both if all(both) else (None, None)
            listed.append(Shown(each, before_file, after, after_file))
        elif each["id"] not in afters:
            listed.append(Shown(each, seen.get(each["id"])))
    return listed


def without_halves(files: Iterable[StoredFile], allowed: Collection[int]) -> list[StoredFile]:
    """Those of these files that are ``allowed``, but of a pair among them both or neither."""
    kept = list(files)
    ids = {file.id for file in kept}
    broken: set[int] = set()
    for file in kept:
        pair = {file.id, file.pair.after_id} if file.pair else set()
        if pair <= ids and not pair <= set(allowed):
            broken |= pair
    return [file for file in kept if file.id in allowed and file.id not in broken]
