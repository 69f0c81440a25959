"""Typed readers of the KITH_ environment variables: the only way settings come in.

A value that cannot be read, or a KITH_ name nobody knows, stops the start with a sentence that
names the variable, what was found and what is allowed. What a setting is for belongs in
settings.py, beside its use; this module knows only how to read.
"""

from __future__ import annotations

import difflib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

T = TypeVar("T")

YES = {"1", "yes", "true", "on"}
NO = {"0", "no", "false", "off"}


def home() -> Path:
    """The checkout Kith runs from; elsewhere, the folder it was started in."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "pyproject.toml").exists() else Path.cwd()


def data_folder() -> Path:
    """Where the clinic's data are, for commands that need no more of the settings than that."""
    found = os.environ.get("KITH_DATA")
    return (Path(found) if found else home() / "var").expanduser().resolve()


class SettingError(Exception):
    """A setting cannot be used; the message names it and says what is allowed."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


@dataclass(frozen=True)
class Setting:
    """One variable as the reference pages show it."""

    name: str
    kind: str
    default: str
    meaning: str


class Environment:
    """Reads settings from a mapping and remembers which were asked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.known: dict[str, Setting] = {}

    def text(self, name: str, default: str = "", *, meaning: str) -> str:
        return self._read(Setting(name, "text", default, meaning), str) or default

    def path(self, name: str, default: Path, *, meaning: str) -> Path:
        found = self._read(Setting(name, "folder", "var", meaning), Path)
        return (found or default).expanduser().resolve()

    def flag(self, name: str, default: bool = False, *, meaning: str) -> bool:
        def parse(raw: str) -> bool:
            if raw.lower() not in YES | NO:
                raise ValueError("is neither yes (1, yes, true, on) nor no (0, no, false, off)")
            return raw.lower() in YES

        setting = Setting(name, "yes or no", "1" if default else "0", meaning)
        found = self._read(setting, parse)
        return default if found is None else found

    def number(self, name: str, default: int, *, least: int, most: int, meaning: str) -> int:
        def parse(raw: str) -> int:
            problem = f"is not a whole number from {least} to {most}"
            if not raw.isascii() or not raw.isdigit() or not least <= int(raw) <= most:
                raise ValueError(problem)
            return int(raw)

        setting = Setting(name, f"whole number, {least} to {most}", str(default), meaning)
        found = self._read(setting, parse)
        return default if found is None else found

    def choice(self, name: str, default: str, *, allowed: Iterable[str], meaning: str) -> str:
        options = list(allowed)

        def parse(raw: str) -> str:
            if raw not in options:
                near = difflib.get_close_matches(raw, options, n=1)
                raise ValueError(f"is not known here{f'; did you mean {near[0]}?' if near else ''}")
            return raw

        kind = f"one of {', '.join(options)}" if len(options) <= 6 else "a name"
        return self._read(Setting(name, kind, default, meaning), parse) or default

    def words(self, name: str, default: list[str], *, meaning: str) -> list[str]:
        def parse(raw: str) -> list[str]:
            return [word.strip() for word in raw.split(",") if word.strip()]

        setting = Setting(name, "list, separated by commas", ",".join(default), meaning)
        return self._read(setting, parse) or default

    def secret(self, name: str, *, meaning: str) -> str:
        """A secret, given directly or as a file (NAME_FILE), which keeps it out of `ps`."""
        direct = self._read(Setting(name, "secret", "", meaning), str)
        file = self._read(
            Setting(f"{name}_FILE", "file", "", f"A file that holds {name}."),
            lambda raw: Path(raw).read_text(encoding="utf-8").strip(),
        )
        if direct and file:
            raise SettingError(name, f"is given twice, directly and by {name}_FILE; keep one")
        return direct or file or ""

    def allow(self, name: str, *, meaning: str) -> None:
        """A variable read by a program beside the site (the tests, the set-up)."""
        self.known[name] = Setting(name, "text", "", meaning)

    def refuse_unknown(self) -> None:
        """Stop on a KITH_ name nobody reads: most likely a slip of the pen."""
        for name in sorted(self._values):
            if name.startswith("KITH_") and name not in self.known:
                near = difflib.get_close_matches(name, self.known, n=1)
                hint = f"did you mean {near[0]}?" if near else "remove it."
                raise SettingError(name, f"is not a setting of Kith; {hint}")

    def _read(self, setting: Setting, parse: Callable[[str], T]) -> T | None:
        """The parsed value, or None where the variable is absent or empty."""
        self.known[setting.name] = setting
        raw = self._values.get(setting.name, "").strip()
        if not raw:
            return None
        try:
            return parse(raw)
        except OSError as error:
            raise SettingError(setting.name, f"{raw} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise SettingError(setting.name, f"{raw!r} {error}") from error


def postgresql(name: str, url: str) -> dict[str, object]:
    """Django's database entry for postgresql://user:pass@host:port/name (host may be a folder)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise SettingError(name, "must look like postgresql://user:pass-phrase@host:5432/database")
    try:
        port = parts.port
    except ValueError as error:
        raise SettingError(name, "has a port that is not a number") from error
    # Not parts.hostname, which loses capitals: a host may be a folder that holds the socket.
    host = parts.netloc.rpartition("@")[2]
    host = parts.hostname or "" if host.startswith("[") else host.partition(":")[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(port or ""),
    }


def key_in(file: Path) -> str:
    """The installation's own secret, made on first use and readable by its owner only."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(secrets.token_urlsafe(64))
    return file.read_text(encoding="utf-8")
