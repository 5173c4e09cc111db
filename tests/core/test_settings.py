from pathlib import Path

import pytest

from revision_app.settings import Settings


@pytest.fixture(autouse=True)
def _environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set but the folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))


def test_no_key_no_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "")
    with pytest.raises(SystemExit, match="SECRET_KEY is not set"):
        Settings.from_environment()


def test_the_demonstration_key_is_made_once_and_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMO", "1")
    first, second = (Settings.from_environment().secret_key for _ in range(2))
    assert first == second
    assert len(first) >= 43
    assert (tmp_path / "instance" / "demonstration-key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "instance").stat().st_mode & 0o777 == 0o700


def test_what_is_not_set_has_its_usual_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a key")
    monkeypatch.setenv("PROXIES", "")
    settings = Settings.from_environment()
    assert settings.database_url == f"sqlite:///{tmp_path / 'instance' / 'revision.sqlite3'}"
    assert (settings.demo, settings.proxies, settings.mail_url, settings.content_dir.name) == (
        False,
        0,
        None,
        "content",
    )


def test_every_wrong_setting_is_said_with_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"DEMO": "maybe", "PROXIES": "-1", "LOCK_SECONDS": "0", "CONNECT_SECONDS": "3600"}
    for name, value in {"SECRET_KEY": "a key", **wrong}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        Settings.from_environment()
    assert str(stopped.value).splitlines() == [
        "DEMO is 'maybe'; set it to 1 or 0.",
        "PROXIES is '-1'; set it to a larger whole number.",
        "LOCK_SECONDS is '0'; set it to a larger whole number.",
        "CONNECT_SECONDS is '3600'; set it to a smaller whole number.",
    ]
