"""An upload comes in parts, each a short request, and goes on where it stopped."""

from dataclasses import dataclass
from datetime import timedelta

from ....shared.refusal import Refusal

LARGEST = 20 * 1024 * 1024  # bytes of a file: a phone's best photograph has 12 MB
LARGEST_PART = 1024 * 1024  # bytes of one request
MOST_OPEN = 10  # uploads of one learner that are under way
MOST_FILES = 300  # of one learner
MOST_BYTES = 1024 * 1024 * 1024  # of one learner's files together
ABANDONED = timedelta(days=7)
"""*Ours:* an upload that has not gone on for so long is swept away."""


class NoSuchUpload(Refusal):
    status = 404


class AlreadyFinished(Refusal):
    """The upload has become a file."""

    def __init__(self, file_id: int) -> None:
        super().__init__("This upload is finished. Remove the file instead.")
        self.file_id = file_id


class TooMuch(Refusal):
    """The file, or what the learner keeps here altogether, would be too large."""

    status = 413


class TooMany(Refusal):
    status = 429


class WrongPlace(Refusal):
    """The part does not follow on what has arrived; ``received`` says how many bytes have."""

    def __init__(self, received: int) -> None:
        super().__init__("That part of the file does not follow on what has arrived. The upload goes on from there.")
        self.received = received


class NotComplete(Refusal):
    pass


@dataclass(frozen=True)
class Upload:
    """Bytes that have arrived of a file of ``size`` bytes; ``parts`` are their keys in the store, in order."""

    id: int
    learner_id: int
    name: str
    size: int
    received: int
    parts: tuple[str, ...]
    file_id: int | None = None

    @property
    def is_complete(self) -> bool:
        return self.received == self.size

    def must_take(self, offset: int, length: int) -> None:
        """Raise ``WrongPlace`` or ``TooMuch`` unless ``length`` bytes at ``offset`` are the next of it."""
        if offset != self.received or self.file_id:
            raise WrongPlace(self.received)
        if not 0 < length <= min(LARGEST_PART, self.size - offset):
            raise TooMuch("That part is larger than the rest of the file, or empty. Choose the file again.")

    def must_be_complete(self) -> None:
        if not self.is_complete:
            raise NotComplete("Only a part of this file has arrived. Choose it again, and the upload goes on.")


def must_be_a_size(size: int) -> None:
    """Raise ``TooMuch`` unless a file that is kept here could have ``size`` bytes."""
    if size < 1:
        raise TooMuch("The file is empty. Choose it again, or another one.")
    if size > LARGEST:
        raise TooMuch(f"A file may have up to {LARGEST // 1024**2} MB. Make it smaller, or split it.")


def must_fit(size: int, *, underway: int, files: int, stored: int) -> None:
    """Raise ``TooMuch`` or ``TooMany`` unless a file of ``size`` bytes has room beside what its learner keeps here."""
    must_be_a_size(size)
    if underway >= MOST_OPEN:
        raise TooMany(f"{MOST_OPEN} uploads are under way. Let one finish, or give one up, then start the next.")
    if files >= MOST_FILES or stored + size > MOST_BYTES:
        raise TooMuch(
            f"You can keep {MOST_FILES} files here, of 1 GB together."
            " Remove some before you add more; what you removed counts until it is gone for good, a day later."
        )
