"""Which device somebody signs in on, in words by which they recognise it."""

from dataclasses import dataclass

_LONGEST = 1000  # of what a browser says of itself; the words that tell stand before

# Browsers name each other; the first of these that is named is meant.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Macintosh": "a Mac",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class Device:
    """``name`` may be empty; ``known``: whoever signs in has done so on it before."""

    name: str
    known: bool


UNKNOWN_DEVICE = Device("", known=True)
"""Of a sign-in that no browser asks for, which is news to nobody."""


def device_name(user_agent: str) -> str:
    """``Firefox on Windows``; a part of it, or nothing, where the browser does not say more."""
    said = user_agent[:_LONGEST]
    browser = next((name for word, name in _BROWSERS.items() if f"{word}/" in said), "")
    system = next((name for word, name in _SYSTEMS.items() if word in said), "")
    return " on ".join(filter(None, (browser, system)))
