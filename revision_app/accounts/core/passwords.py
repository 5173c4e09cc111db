"""Which passwords are good enough: long, and not too easy to guess."""

import re
from unicodedata import normalize

SHORTEST, LONGEST = 12, 200
LONGEST_TYPED = 1000  # a letter may be typed as several signs, but to compose any number of them costs too much
JUDGED = 32  # characters: the cost of judging grows faster than the length
STAND_INS = frozenset("4@8({[<3691!|705$+%2")  # which zxcvbn reads as letters too, in every combination
JUDGED_STAND_INS = 6  # different ones; each more of them may double the cost
SAFE = 3  # of 4, zxcvbn's "safely unguessable": more than 10⁸ guesses

TOO_SHORT = f"Use at least {SHORTEST} characters: four unrelated words work well."
TOO_LONG = f"Use at most {LONGEST} characters."
TOO_EASY = "That password is too easy to guess. Use another: four unrelated words work well."
TOO_PERSONAL = (
    "Apart from your name or e-mail address there is too little in this password. "
    "Use another: four unrelated words work well."
)


def weakness(password: str, *, name: str, email: str) -> str | None:
    """What is wrong with a password that this person has chosen, in words that help; nothing when it will do."""
    if len(password) > LONGEST_TYPED:
        return TOO_LONG
    chosen = normalize("NFKC", password)
    if len(chosen) < SHORTEST:
        return TOO_SHORT
    if len(chosen) > LONGEST:
        return TOO_LONG
    personal = _personal_words(name, email)
    if _score(chosen) < SAFE:
        return TOO_EASY
    # Scored once more without them: a name and a year look longer than they are hard to guess.
    rest = re.sub("|".join(map(re.escape, personal)), " ", chosen, flags=re.IGNORECASE) if personal else chosen
    return TOO_PERSONAL if _score(rest) < SAFE else None


def _personal_words(name: str, email: str) -> list[str]:
    words = {email, *re.split(r"[\W_]+", f"{name} {email}")}
    return sorted((normalize("NFKC", word) for word in words if len(word) > 2), key=len, reverse=True)


def _score(password: str) -> int:
    """How hard a password is to guess, from 0 to 4, by as much of it as takes some milliseconds at most.

    The rest can only make it harder to guess. Without a bound one form costs half a minute of processor time, because
    a stand-in for a letter is tried with all combinations of what it and the others may stand for.
    """
    judged = _bounded(password.strip())
    from zxcvbn import zxcvbn  # its lists of words take a while to read, and passwords are rarely chosen

    return int(zxcvbn(judged)["score"]) if judged else 0


def _bounded(password: str) -> str:
    """As many of the first characters as have no more kinds of stand-ins than may be judged."""
    kinds: set[str] = set()
    for place, letter in enumerate(password[:JUDGED]):
        kinds |= {letter} & STAND_INS
        if len(kinds) > JUDGED_STAND_INS:
            return password[:place]
    return password[:JUDGED]
