"""Names of people in one form to sort and to search by, the same on every database."""

from unicodedata import category, combining, normalize

# Letters that Unicode does not take apart into a plain one and a mark, and those that two keyboards write differently.
_PLAIN = str.maketrans(
    {
        "æ": "ae",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ŋ": "n",
        "œ": "oe",
        "ø": "o",
        "þ": "th",
        "ŧ": "t",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        **dict.fromkeys("'’‘ʼʻ`´", ""),
    }
)
_APART = ("Z", "Pd", "Pc")  # blanks and dashes stand between the parts of a name


def name_key(name: str) -> str:
    """A name in small plain letters: ``Łukasz O’Neill-Çelik`` is ``lukasz oneill celik``.

    Without accents, apostrophes and what has no width, however the letters were composed. *Ours:* one form for all
    languages, in which accented letters stand among the plain ones, as British lists have them.
    """
    apart = normalize("NFKD", name.casefold().translate(_PLAIN)).casefold().translate(_PLAIN)
    letters = (" " if category(sign).startswith(_APART) else sign for sign in apart if not combining(sign))
    return " ".join("".join(sign for sign in letters if sign == " " or category(sign)[0] in "LMN").split())
