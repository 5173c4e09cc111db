"""A file that a learner keeps here, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ....shared.refusal import Refusal
from .consent import Consent, NotAllowed, PhotographState, Purpose, state
from .cover import NotCovered
from .signature import FileKind

NAME_LIMIT = 120  # characters
MOST_ATTACHED = 30  # files of one draft
CAPTION_LIMIT = 300  # characters
ALTERNATIVE_LIMIT = 500  # characters


HANDED_IN = (
    "This photograph was handed in, and what was handed in stays as it was. As long as no decision on it is released, "
    "you can withdraw the submission, cover the photograph here and hand it in again. After that, upload it once more, "
    "cover the copy, and hand in the copy."
)


class NoSuchFile(Refusal):
    status = 404


class TooManyAttached(Refusal):
    pass


class NotDescribed(Refusal):
    """The words beside a file are too long."""

    status = 422


class NotRemoved(Refusal):
    """The file was handed in, and what was handed in stays readable."""


@dataclass(frozen=True)
class Bytes:
    """Bytes that are in the store under ``key``, and for a photograph its small copy; sides are in pixels."""

    key: str
    thumbnail_key: str | None
    size: int
    digest: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Gone:
    """What no row names any more: keys in the store, and the exports that may hold a copy of what was under them."""

    keys: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pair:
    """That a photograph shows before what the one ``after_id`` shows after, and what of."""

    id: int
    after_id: int
    caption: str


@dataclass(frozen=True)
class StoredFile:
    """A file by its row. ``key`` and ``thumbnail_key`` say where its bytes are; none once they are gone.

    ``consent`` is the latest that was given for a photograph, and ``pair`` of which one it shows the state before.
    ``digest`` is the SHA-256 of the bytes as they are, or
    were; ``width`` and ``height`` are pixels.
    """

    id: int
    learner_id: int
    kind: FileKind
    name: str
    media_type: str
    size: int
    digest: str
    uploaded_at: datetime
    width: int | None = None
    height: int | None = None
    caption: str = ""
    alternative: str = ""
    key: str | None = None
    thumbnail_key: str | None = None
    consent: Consent | None = None
    withdrawn_at: datetime | None = None
    pair: Pair | None = None

    @property
    def is_photograph(self) -> bool:
        return self.kind is FileKind.PHOTOGRAPH

    @property
    def title(self) -> str:
        return self.caption or self.name or self.kind.capitalize()

    @property
    def frozen(self) -> dict[str, str | int]:
        """What a piece of evidence says of it. A photograph's name is not in it: it may say who the client is."""
        said: dict[str, str | int] = {"id": self.id, "kind": self.kind.value, "digest": self.digest, "size": self.size}
        name = "" if self.is_photograph else self.name
        return said | {"name": name, "caption": self.caption, "alternative": self.alternative}

    @property
    def ending(self) -> str:
        return self.name.rpartition(".")[2].upper()

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.key, self.thumbnail_key)))

    def state(self, today: date) -> PhotographState:
        """How far a photograph may be used; a document shows no client, and is always usable."""
        if not self.is_photograph:
            return PhotographState.USABLE
        described = bool(self.alternative)
        return state(self.consent, withdrawn=self.withdrawn_at is not None, described=described, today=today)

    def may_be_seen(self, today: date, purpose: Purpose | None = None) -> bool:
        """Whether its bytes may leave the store: for a ``purpose``, or to its own learner for any that holds."""
        if self.key is None:
            return False
        if not self.is_photograph:
            return True
        if self.withdrawn_at or self.consent is None:
            return False
        return self.consent.allows(purpose, today) if purpose else self.consent.holds(today)

    def must_be_seen(self, today: date) -> None:
        """Raise ``NotAllowed`` where its own learner may not look at it."""
        if not self.may_be_seen(today):
            raise NotAllowed(self.why_not(today) or "This file is no longer here.")

    def must_be_open(self) -> None:
        """Raise ``NotAllowed`` once its consent was withdrawn: nothing about it changes any more."""
        if self.withdrawn_at:
            raise NotAllowed("Consent for this photograph was withdrawn. It has been deleted and cannot come back.")

    def must_take_consent(self) -> None:
        """Raise ``NotAllowed`` where there is no photograph that consent could be recorded for."""
        if not self.is_photograph:
            raise NotAllowed("This file is no photograph, and needs no consent.")
        self.must_be_open()

    def why_not(self, today: date, purpose: Purpose = Purpose.PORTFOLIO) -> str:
        """What stands in the way of putting it forward, in words; empty where nothing does."""
        match self.state(today):
            case PhotographState.WITHDRAWN:
                return "Consent was withdrawn, and the photograph was deleted."
            case PhotographState.QUARANTINED if self.consent and self.consent.until < today:
                return "Consent has run out. Ask again and record the answer, or remove the photograph."
            case PhotographState.QUARANTINED:
                return "No consent is recorded. Until it is, nobody sees the photograph, you included."
            case PhotographState.CONSENTED:
                return "It has no description yet. Say what it shows, for people who cannot see it."
        if self.consent and not self.consent.allows(purpose, today):
            return f"The client did not consent to its use for this purpose: {purpose}."
        return ""

    def must_be_usable(self, today: date) -> None:
        """Raise ``NotAllowed`` unless it may be put forward as evidence."""
        if reason := self.why_not(today):
            raise NotAllowed(f"{self.name}: {reason}")

    def must_be_a_picture(self, today: date) -> None:
        """Raise ``NotAllowed`` unless it is a photograph at which its learner may look."""
        if not self.is_photograph:
            raise NotAllowed("This file is no photograph, so there is nothing to draw on.")
        self.must_be_seen(today)

    def must_be_coverable(self, today: date, *, digest: str, put_forward: bool) -> None:
        """Raise ``NotAllowed`` or ``NotCovered`` unless parts of it may be covered by whoever saw it as ``digest``.

        ``put_forward`` says that it is in a piece of evidence that was not withdrawn: what was judged stays as it was.
        """
        self.must_be_a_picture(today)
        if put_forward:
            raise NotCovered(HANDED_IN)
        if digest != self.digest:
            raise NotCovered(
                "This photograph was covered in the meantime, by a second press or in another tab. Nothing more was "
                "changed: look at it as it is now, and save again if something still has to be covered."
            )

    def must_have_consent(self) -> Consent:
        """The consent that could be withdrawn. Raises ``NotAllowed`` where there is none."""
        self.must_be_open()
        if self.consent is None:
            raise NotAllowed("No consent is recorded for this photograph. Remove it instead.")
        return self.consent


def lacking(files: Sequence[StoredFile], today: date) -> list[str]:
    """Why files cannot be put forward, each in words."""
    return [f"{file.title}: {reason}" for file in files if (reason := file.why_not(today))]
