"""The answer of a call: lines of JSON, progress as it comes, then the result or the error. Reads no network."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional

from .errors import MemcubeError, NoDaemonError, UnreachableError, error_of

Json = Dict[str, Any]


class Lines:
    """Lines from bytes as they arrive. What has no end yet is joined once, however many pieces it comes in."""

    def __init__(self) -> None:
        self._pieces: List[bytes] = []

    def feed(self, chunk: bytes) -> List[bytes]:
        first, *others = chunk.split(b"\n")
        self._pieces.append(first)
        if not others:
            return []
        whole = [self.rest(), *others[:-1]]
        self._pieces = [others[-1]]
        return whole

    def rest(self) -> bytes:
        return b"".join(self._pieces)


class CallAnswer:
    """Takes bytes as they arrive. A line ends at a newline and nothing else: texts may hold other ends of lines."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lines = Lines()
        self._last: Optional[Json] = None

    def feed(self, chunk: bytes) -> List[Json]:
        """What it tells of progress."""
        return [line["progress"] for line in map(self._line, self._lines.feed(chunk)) if "progress" in line]

    def result(self) -> Any:
        """Once all has arrived. Raises what the daemon refused."""
        rest = self._lines.rest()
        if rest:
            self._line(rest)
        last = self._last
        if last is None or not ("result" in last or "error" in last):
            raise UnreachableError(
                "ERR_UNREACHABLE",
                "the daemon ended before it answered; what was asked may be done or not",
                "look at what is there, and repeat it",
            )
        if "error" in last:
            raise error_in(last["error"])
        return last["result"]

    def _line(self, line: bytes) -> Json:
        self._last = parsed(line, self._url)
        return self._last


def parsed(text: bytes, url: str) -> Json:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NoDaemonError("ERR_UNREACHABLE", f"what answers at {url} is no memcube daemon", "look at the address")
    return found


def error_in(error: Mapping[str, Any]) -> MemcubeError:
    """From what a call says of an error, or from problem details."""
    message = error.get("message", error.get("detail", "it was refused"))
    return error_of(str(error.get("code", "ERR_INTERNAL")), str(message), error.get("hint"))


def given_fields(given: Mapping[str, Any]) -> Json:
    """None is what was not given."""
    return {name: value for name, value in given.items() if value is not None}
