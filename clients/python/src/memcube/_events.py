"""Server-sent events, from bytes as they arrive. Reads no network."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List

from ._answer import Lines


class EventLines:
    def __init__(self) -> None:
        self._lines = Lines()
        self._data: List[str] = []

    def feed(self, chunk: bytes) -> Iterator[Dict[str, Any]]:
        for line in self._lines.feed(chunk):
            text = line.rstrip(b"\r").decode("utf-8")
            if text.startswith("data:"):
                self._data.append(text[len("data:") :].removeprefix(" "))
            elif text == "" and self._data:
                yield json.loads("\n".join(self._data))
                self._data = []
