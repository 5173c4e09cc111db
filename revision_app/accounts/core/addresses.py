"""E-mail addresses in one form, so that one address is one account however it is typed."""

from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email


def address_of(typed: str) -> str:
    """An address in lower case and Unicode's composed form, with its domain in letters and not in Punycode.

    What is no address comes back in lower case. *Ours:* the part before the @ is taken for lower case too, as every
    large mail service does.
    """
    plain = normalize("NFKC", typed).strip()
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
