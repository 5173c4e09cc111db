"""Which passwords are good enough: long, and not too easy to guess."""

import re
from threading import Lock
from unicodedata import normalize

from zxcvbn import zxcvbn

SHORTEST, LONGEST = 12, 200
JUDGED = 72  # zxcvbn looks at no more characters than these
SAFE = 3  # of 4, zxcvbn's "safely unguessable": more than 10⁸ guesses

TOO_SHORT = f"Use at least {SHORTEST} characters: four unrelated words work well."
TOO_LONG = f"Use at most {LONGEST} characters."
TOO_EASY = "That password is too easy to guess. Use another: four unrelated words work well."
TOO_PERSONAL = (
    "Apart from your name or e-mail address there is too little in this password. "
    "Use another: four unrelated words work well."
)

_one_at_a_time = Lock()  # zxcvbn keeps the personal words it was given in a global


def weakness(password: str, *, name: str, email: str) -> str | None:
    """What is wrong with a password that this person has chosen, in words that help; nothing when it will do."""
    chosen = normalize("NFKC", password)
    if len(chosen) < SHORTEST:
        return TOO_SHORT
    if len(chosen) > LONGEST:
        return TOO_LONG
    personal = _personal_words(name, email)
    if _score(chosen, personal) < SAFE:
        return TOO_EASY
    # Scored once more without them: a name and a year look longer than they are hard to guess.
    rest = re.sub("|".join(map(re.escape, personal)), " ", chosen, flags=re.IGNORECASE) if personal else chosen
    return TOO_PERSONAL if _score(rest, personal) < SAFE else None


def _personal_words(name: str, email: str) -> list[str]:
    words = {email, *re.split(r"[\W_]+", f"{name} {email}")}
    return sorted((normalize("NFKC", word) for word in words if len(word) > 2), key=len, reverse=True)


def _score(password: str, personal: list[str]) -> int:
    if not password.strip():
        return 0
    with _one_at_a_time:
        return int(zxcvbn(password[:JUDGED], personal)["score"])
