"""What differs between machines, read once from the environment."""

import hmac
import os
import secrets
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
DEMONSTRATION_KEY = "demonstration-key"
NEAR = ["localhost", "127.0.0.1", "[::1]"]  # how a browser on the same machine names it
MOST_SECONDS = 60  # that anything may wait for the database: the longest that somebody looks at an empty page
INSTEAD = {
    "bool_parsing": "set it to 1 or 0",
    "int_parsing": "set it to a whole number",
    "greater_than_equal": "set it to a larger whole number",
    "less_than_equal": "set it to a smaller whole number",
    "string_pattern_mismatch": "set it to the address that people type, such as https://learn.example.org",
}


def _made(folder: Path) -> Path:
    folder = folder.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _demonstration_key(given: dict[str, Any]) -> str:
    if not given["demo"]:
        raise SystemExit(
            "SECRET_KEY is not set. Set it to a long random text that stays the same, for example the output of\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(48))'\n"
            "or set DEMO=1 for a demonstration centre, which makes a key of its own."
        )
    return kept_key(given["instance_dir"]) or _new_key(given["instance_dir"])


def kept_key(instance: Path) -> str | None:
    """The key that a demonstration in this folder made for itself; ``None`` if none was."""
    file = instance / DEMONSTRATION_KEY
    return (file.read_text(encoding="ascii").strip() or None) if file.exists() else None


def _new_key(instance: Path) -> str:
    """Make a key, written beside and then linked, so that no start finds a part of it. The first of two starts wins."""
    key = secrets.token_urlsafe(48)
    file = instance / DEMONSTRATION_KEY
    beside = file.with_name(f"{DEMONSTRATION_KEY}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as opened:
        opened.write(key)
        opened.flush()
        os.fsync(opened.fileno())
    if file.exists() and file.stat().st_size == 0:
        file.unlink()
    try:
        os.link(beside, file)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    finally:
        beside.unlink()
    return key


def _embedded_database(given: dict[str, Any]) -> str:
    return f"sqlite:///{given['instance_dir'] / 'revision.sqlite3'}"


def _embedded_store(given: dict[str, Any]) -> str:
    return str(given["instance_dir"] / "evidence")


def _place_of_files(url: str) -> str:
    if url.startswith(("s3://", "file:///")) or "://" not in url:
        return url
    raise ValueError("set it to a folder, or to a place in an object store such as s3://bucket/centre")


def _place_of_clamd(url: str) -> str:
    parts = urlsplit(url)
    if (parts.scheme == "unix" and parts.path) or (parts.scheme == "tcp" and parts.hostname and _port(parts)):
        return url
    raise ValueError("set it to where clamd listens, such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl")


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        return None


def demo_password(key: str) -> str:
    return "demo-" + hmac.digest(key.encode(), b"demonstration password", "sha256").hex()[:10]


class Settings(BaseSettings):
    """Each setting is an environment variable of its name in capitals; an empty one counts as not set."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    demo: bool = False
    instance_dir: Annotated[Path, AfterValidator(_made)] = Field(default=ROOT / "instance", validate_default=True)
    secret_key: str = Field(default_factory=_demonstration_key)
    database_url: str = Field(default_factory=_embedded_database)
    content_dir: Path = ROOT / "content"
    quizzes_dir: Path = ROOT / "quizzes"
    evidence_url: Annotated[str, AfterValidator(_place_of_files)] = Field(default_factory=_embedded_store)
    clamd_url: Annotated[str, AfterValidator(_place_of_clamd)] | None = None
    mail_url: str | None = None
    site_address: str | None = Field(default=None, pattern=r"^https?://[^/\s]+$")
    proxies: int = Field(default=0, ge=0)
    idle_minutes: int = Field(default=30, ge=5, le=720)
    require_two_step: bool = False
    serve_jobs: bool = True
    lock_seconds: int = Field(default=4, ge=1, le=MOST_SECONDS)
    answer_seconds: int = Field(default=10, ge=1, le=MOST_SECONDS)
    connect_seconds: int = Field(default=5, ge=1, le=MOST_SECONDS)

    @property
    def hosts(self) -> list[str]:
        """The hosts that a request may name; any other is refused, because links that are sent out repeat it."""
        own = urlsplit(self.site_address).hostname if self.site_address else None
        return [*NEAR, own] if own else NEAR

    @property
    def demo_password(self) -> str:
        """The password of a demonstration centre's accounts; it follows from the key, so no two centres share it."""
        return demo_password(self.secret_key)

    @property
    def published_passwords(self) -> set[str]:
        """The passwords that a demonstration with this key, or with the one kept in this folder, has shown to all."""
        return {demo_password(key) for key in (self.secret_key, kept_key(self.instance_dir)) if key}

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the settings; stop with a sentence that says what to do where one is missing or wrong."""
        try:
            return cls()
        except ValidationError as error:
            faults = [fault for fault in error.errors() if fault["type"] != "default_factory_not_called"]
            raise SystemExit("\n".join(map(_in_words, faults))) from error


def _in_words(fault: Any) -> str:
    name = str(fault["loc"][0]).upper()
    instead = INSTEAD.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return f"{name} is {fault['input']!r}; {instead}."
