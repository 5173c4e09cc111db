"""A file that a learner keeps here, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ....shared.refusal import Refusal
from .consent import Consent, NotAllowed, PhotographState, Purpose, as_said, state
from .cover import NotCovered
from .signature import FileKind

NAME_LIMIT = 120  # characters
MOST_ATTACHED = 30  # files of one draft
CAPTION_LIMIT = 300  # characters
ALTERNATIVE_LIMIT = 500  # characters
TRANSCRIPT_LIMIT = 40_000  # characters: an hour of talk is some 9,000 words


HANDED_IN = (
    "This photograph was handed in, and what was handed in stays as it was. As long as no decision on it is released, "
    "you can withdraw the submission, cover the photograph here and hand it in again. After that, upload it once more, "
    "cover the copy, and hand in the copy."
)


class ClientIsHeard(Refusal):
    """Consent is recorded for a recording, so a client is heard in it."""


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

    ``consent`` is the latest that was given for it, and ``pair`` of which photograph it shows the state before.
    ``digest`` is the SHA-256 of the bytes as they are, or were; ``width`` and ``height`` are pixels. ``client_heard``
    says whether a client can be heard in a recording, once its learner has said so; ``alternative`` is of a recording
    what is said in it, whole or in short.
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
    withdrawn_by_centre: bool = False
    pair: Pair | None = None
    client_heard: bool | None = None

    @property
    def is_photograph(self) -> bool:
        return self.kind is FileKind.PHOTOGRAPH

    @property
    def is_recording(self) -> bool:
        return self.kind is FileKind.RECORDING

    @property
    def needs_consent(self) -> bool:
        """Whether a client may be in it: in every photograph, and in a recording unless its learner says otherwise."""
        return self.is_photograph or (self.is_recording and self.client_heard is not False)

    @property
    def alternative_limit(self) -> int:
        return TRANSCRIPT_LIMIT if self.is_recording else ALTERNATIVE_LIMIT

    @property
    def title(self) -> str:
        return self.caption or self.name or self.kind.capitalize()

    @property
    def frozen(self) -> dict[str, str | int]:
        """What a piece of evidence says of it. A name that may say who a client is stays out of it."""
        said: dict[str, str | int] = {"id": self.id, "kind": self.kind.value, "digest": self.digest, "size": self.size}
        name = "" if self.needs_consent else self.name
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

    def is_of(self, pseudonym: str) -> bool:
        """Whether the consent that stands is that of this client, as somebody says the pseudonym aloud."""
        known = self.consent.pseudonym if self.consent and not self.withdrawn_at else None
        return known is not None and as_said(known) == as_said(pseudonym)

    def state(self, today: date) -> PhotographState:
        """How far it may be used; a document shows no client, and is always usable."""
        described = bool(self.alternative)
        if not self.needs_consent:
            return PhotographState.CONSENTED if self.is_recording and not described else PhotographState.USABLE
        return state(self.consent, withdrawn=self.withdrawn_at is not None, described=described, today=today)

    def may_be_seen(self, today: date, purpose: Purpose | None = None) -> bool:
        """Whether its bytes may leave the store: for a ``purpose``, or to its own learner for any that holds."""
        if self.key is None:
            return False
        if not self.needs_consent:
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
            raise NotAllowed(f"Consent for this {self.kind} was withdrawn. It has been deleted and cannot come back.")

    def must_take_consent(self) -> None:
        """Raise ``NotAllowed`` where there is nothing that consent could be recorded for."""
        if not (self.is_photograph or self.is_recording):
            raise NotAllowed("This file shows no client, and needs no consent.")
        self.must_be_open()

    def why_not(self, today: date) -> str:
        """What stands in the way of putting it forward, in words; empty where nothing does."""
        match self.state(today):
            case PhotographState.WITHDRAWN:
                return f"Consent was withdrawn, and the {self.kind} was deleted."
            case PhotographState.QUARANTINED:
                return self._why_quarantined(today)
            case PhotographState.CONSENTED if self.alternative:
                return f"The client did not consent to its use for this purpose: {Purpose.PORTFOLIO}."
            case PhotographState.CONSENTED if self.is_recording:
                return "It has no transcript or summary yet. Write one, for people who cannot hear it."
            case PhotographState.CONSENTED:
                return "It has no description yet. Say what it shows, for people who cannot see it."
            case PhotographState.USABLE:
                return ""

    def _why_quarantined(self, today: date) -> str:
        if self.consent and self.consent.until < today:
            return f"Consent has run out. Ask again and record the answer, or remove the {self.kind}."
        if self.is_recording and self.consent is None:
            return "Say whether a client can be heard in it. Until then nobody can listen, you included."
        return f"No consent is recorded. Until it is, nobody sees the {self.kind}, you included."

    def must_be_usable(self, today: date) -> None:
        """Raise ``NotAllowed`` unless it may be put forward as evidence."""
        if reason := self.why_not(today):
            raise NotAllowed(f"{self.name}: {reason}")

    def must_be_without_client(self) -> None:
        """Raise ``NotAllowed`` or ``ClientIsHeard`` where its learner cannot say that no client is heard in it."""
        if not self.is_recording:
            raise NotAllowed("This file is no recording.")
        self.must_be_open()
        if self.consent:
            raise ClientIsHeard(
                "Consent is recorded for it, so a client is heard in it. If that is wrong, remove the recording and "
                "upload it again."
            )

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
            raise NotAllowed(f"No consent is recorded for this {self.kind}. Remove it instead.")
        return self.consent


def lacking(files: Sequence[StoredFile], today: date) -> list[str]:
    """Why files cannot be put forward, each in words."""
    return [f"{file.title}: {reason}" for file in files if (reason := file.why_not(today))]
