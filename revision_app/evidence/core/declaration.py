"""What learners declare of their work in their own name."""

from dataclasses import dataclass
from datetime import datetime

from ...accounts.core import SignInMark

OWN_WORK = "This is my own work. Where words or ideas are somebody else’s, it says whose they are."
AI_USE_LIMIT = 1_000  # characters


@dataclass(frozen=True)
class Declaration:
    """What a learner declares of what they hand in: how they used AI, and the words of ``statement``.

    The statement is kept with each declaration, because its wording may change. *Ours:* a declaration says by which
    sign-in it was made; ``None`` where there was none, as in the story of a demonstration.
    """

    ai_use: str
    statement: str = OWN_WORK
    sign_in: SignInMark | None = None

    @property
    def lacks(self) -> list[str]:
        return [] if self.ai_use.strip() else ["Say how you used AI, or write “no AI”."]


@dataclass(frozen=True, kw_only=True)
class Declared(Declaration):
    """A declaration as it was kept, with the SHA-256 of what it is about."""

    digest: str
    at: datetime
