"""What differs between machines, read once from the environment."""

import hmac
import os
import secrets
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
INSTEAD = {
    "bool_parsing": "set it to 1 or 0",
    "int_parsing": "set it to a whole number",
    "greater_than_equal": "set it to a whole number",
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
    file: Path = given["instance_dir"] / "demonstration-key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        key = secrets.token_urlsafe(48)
        opened.write(key)
    return key


def _embedded_database(given: dict[str, Any]) -> str:
    return f"sqlite:///{given['instance_dir'] / 'revision.sqlite3'}"


class Settings(BaseSettings):
    """Each setting is an environment variable of its name in capitals; an empty one counts as not set."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    demo: bool = False
    instance_dir: Annotated[Path, AfterValidator(_made)] = Field(default=ROOT / "instance", validate_default=True)
    secret_key: str = Field(default_factory=_demonstration_key)
    database_url: str = Field(default_factory=_embedded_database)
    content_dir: Path = ROOT / "content"
    quizzes_dir: Path = ROOT / "quizzes"
    mail_url: str | None = None
    proxies: int = Field(default=0, ge=0)

    @property
    def demo_password(self) -> str:
        """The password of a demonstration centre's accounts; it follows from the key, so no two centres share it."""
        return "demo-" + hmac.digest(self.secret_key.encode(), b"demonstration password", "sha256").hex()[:10]

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
    return f"{name} is {fault['input']!r}; {INSTEAD.get(fault['type'], fault['msg'])}."
