"""What differs between machines, read once from the environment."""

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    secret_key: str
    database_url: str
    instance_dir: Path
    content_dir: Path = ROOT / "content"
    quizzes_dir: Path = ROOT / "quizzes"
    mail_url: str | None = None
    demo: bool = False
    proxies: int = 0

    @property
    def demo_password(self) -> str:
        """The password of a demonstration centre's accounts; it follows from the key, so no two centres share it."""
        return "demo-" + hmac.digest(self.secret_key.encode(), b"demonstration password", "sha256").hex()[:10]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; stop with a sentence that says what to do where one is missing or wrong."""
        given = {name: value for name, value in environment.items() if value.strip()}
        instance = Path(given.get("INSTANCE_DIR", ROOT / "instance")).absolute()
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        demo = _yes("DEMO", given.get("DEMO", "0"))
        return cls(
            secret_key=given.get("SECRET_KEY") or _demonstration_key(instance, demo),
            database_url=given.get("DATABASE_URL", f"sqlite:///{instance / 'revision.sqlite3'}"),
            instance_dir=instance,
            content_dir=Path(given.get("CONTENT_DIR", ROOT / "content")),
            quizzes_dir=Path(given.get("QUIZZES_DIR", ROOT / "quizzes")),
            mail_url=given.get("MAIL_URL"),
            demo=demo,
            proxies=_whole("PROXIES", given.get("PROXIES", "0")),
        )


def _demonstration_key(instance: Path, demo: bool) -> str:
    if not demo:
        raise SystemExit(
            "SECRET_KEY is not set. Set it to a long random text that stays the same, for example the output of\n"
            "  python3 -c 'import secrets; print(secrets.token_urlsafe(48))'\n"
            "or set DEMO=1 for a demonstration centre, which makes a key of its own."
        )
    file = instance / "demonstration-key"
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(made, "w", encoding="ascii") as opened:
        key = secrets.token_urlsafe(48)
        opened.write(key)
    return key


def _yes(name: str, value: str) -> bool:
    if value.lower() not in ("0", "1", "no", "yes", "false", "true"):
        raise SystemExit(f"{name} is {value!r}; set it to 1 or 0.")
    return value.lower() in ("1", "yes", "true")


def _whole(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise SystemExit(f"{name} is {value!r}; set it to a whole number.")
    return int(value)
