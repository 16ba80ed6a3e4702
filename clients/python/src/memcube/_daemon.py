"""Where the daemon of a home listens, and the token that it asks for."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from .errors import DeniedError, NoDaemonError

Home = Union[str, "os.PathLike[str]"]

_START = "start one with `memcube daemon --detach`"


@dataclass(frozen=True)
class Daemon:
    url: str
    """``http://127.0.0.1:PORT``, or ``unix:PATH``"""
    token: str

    @property
    def socket(self) -> Optional[str]:
        return self.url[len("unix:") :] if self.url.startswith("unix:") else None

    @property
    def base(self) -> str:
        return "http://memcube" if self.socket is not None else self.url.rstrip("/")


def home_of(home: Optional[Home]) -> Path:
    """The home given, else ``$MEMCUBE_HOME``, else ``~/.memcube``: as the command line does."""
    if home is not None:
        return Path(home)
    return Path(os.environ.get("MEMCUBE_HOME") or Path.home() / ".memcube")


def find_daemon(home: Path, url: Optional[str] = None, token: Optional[str] = None) -> Daemon:
    """What is not given is read in the home."""
    return Daemon(url if url is not None else _url_in(home), token if token is not None else _token_in(home))


def _url_in(home: Path) -> str:
    try:
        found = json.loads((home / "api.json").read_text("utf-8"))
        return str(found["url"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoDaemonError("ERR_UNREACHABLE", f"no daemon runs for the home {home}", _START) from error


def _token_in(home: Path) -> str:
    path = home / "api.token"
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError as error:
        raise NoDaemonError("ERR_UNREACHABLE", f"no daemon has run for the home {home}", _START) from error
    except OSError as error:
        raise DeniedError("ERR_DENIED", f"cannot read {path}: {error.strerror}", "look at who owns it") from error
