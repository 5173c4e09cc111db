"""Devices by names that people recognise."""

import pytest

from revision_app.accounts.core.devices import device_name

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/142.0.0.0", "Edge on Windows"),
        (f"{SAFARI} Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        (CHROME.replace("Windows NT 10.0; Win64; x64", "Linux; Android 10; K"), "Chrome on Android"),
        (CHROME.replace("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"), "Chrome on a Mac"),
        ("curl/8.5.0", ""),
        ("", ""),
        (" " * 5000 + "Firefox/1", ""),
    ],
)
def test_a_device_is_named_by_browser_and_system(said: str, name: str) -> None:
    assert device_name(said) == name
