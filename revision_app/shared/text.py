def clean(text: str) -> str:
    """Text as it is kept: lines end in a bare newline, and control characters, which no database likes, are gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in text if character in "\n\t" or character >= " ")
