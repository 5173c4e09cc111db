"""E-mail addresses in one form, so that one address is one account however it is typed."""

from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email

from ...shared.text import one_line
from . import EMAIL_LENGTH

_LONGEST_TYPED = 1000  # with what surrounds an address where it was copied


def bare(typed: str | None) -> str:
    """An address without what nobody sees and the angle brackets that come along when it is copied from a letter.

    What is longer than any stays as it was: to read it costs more than to refuse it.
    """
    if typed is None or len(typed) > _LONGEST_TYPED:
        return typed or ""
    return one_line(typed).removeprefix("<").removesuffix(">").strip()


def address_of(typed: str) -> str:
    """An address in lower case and Unicode's composed form, with its domain in letters and not in Punycode.

    What is no address comes back in lower case, and cut where it is longer than any. *Ours:* the part before the @ is
    taken for lower case too, as every large mail service does.
    """
    seen = bare(typed)
    if len(seen) > EMAIL_LENGTH:
        return seen[: EMAIL_LENGTH + 1].lower()[: EMAIL_LENGTH + 1]
    plain = normalize("NFKC", seen)
    try:
        return validate_email(plain, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return plain.lower()


def is_address(text: str) -> bool:
    """Whether mail could be sent to this."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True
