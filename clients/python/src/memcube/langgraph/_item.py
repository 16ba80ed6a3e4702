"""How an item of a store is a memory of a cube.

The key is the namespace and the key of the item, each part percent-encoded, joined with ``/``. The text is what recall
searches. The value is that text, or, where other text is to be searched, JSON beside it: either way it comes back exactly.
The store for LangGraph.js in ``examples/langgraph-store`` writes the same, so both can share a cube.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime, timezone
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple
from urllib.parse import quote, unquote

from langgraph.store.base import Item, PutOp
from langgraph.store.base.embed import get_text_at_path, tokenize_path

ITEM_TAG = "langgraph"
"""Tells items of a store from other memories of the cube."""
_UNINDEXED_TAG = "langgraph-unindexed"
"""Items that recall shall not answer with."""


class Place(NamedTuple):
    namespace: Tuple[str, ...]
    key: str


def memory_key(namespace: Sequence[str], key: str) -> str:
    return "/".join(_encoded(part) for part in (*namespace, key))


def key_prefix(namespace: Sequence[str]) -> str:
    """The keys below a namespace start with this."""
    return "".join(f"{_encoded(part)}/" for part in namespace)


def place_of(memory: str) -> Optional[Place]:
    """None for a key that no store would write."""
    try:
        *namespace, key = [_decoded(part) for part in memory.split("/")]
    except UnicodeDecodeError:
        return None
    return Place(tuple(namespace), key) if memory_key(namespace, key) == memory else None


def namespace_tag(namespace: Sequence[str]) -> str:
    """A tag that all items in and below a namespace have."""
    if not namespace:
        return ITEM_TAG
    digest = hashlib.sha256(key_prefix(namespace).encode()).digest()
    return f"{ITEM_TAG}:{base64.urlsafe_b64encode(digest).decode()[:22]}"


def to_memory(op: PutOp, created_ms: int, updated_ms: int) -> Dict[str, Any]:
    """What ``add`` takes."""
    text = _json_of(op.value)
    searched = _searched_text(op.value, op.index)
    whole = op.index is None
    depths = range(len(op.namespace) + 1)
    data: Dict[str, Any] = {"createdAtMs": created_ms, "updatedAtMs": updated_ms}
    return {
        "key": memory_key(op.namespace, op.key),
        "text": text if whole else searched or "not searched",
        "media": "application/json" if whole else "text/plain",
        "tags": [
            *(namespace_tag(op.namespace[:depth]) for depth in depths),
            *([] if whole or searched is not None else [_UNINDEXED_TAG]),
        ],
        "data": data if whole else {**data, "value": text},
    }


def is_searched(stored: Mapping[str, Any]) -> bool:
    return ITEM_TAG in stored["tags"] and _UNINDEXED_TAG not in stored["tags"]


def to_item(memory: str, stored: Mapping[str, Any]) -> Optional[Item]:
    """None for a memory that no store wrote."""
    place = place_of(memory)
    data = stored["data"]
    if place is None or ITEM_TAG not in stored["tags"] or not isinstance(data, dict):
        return None
    return Item(
        value=json.loads(data.get("value", stored["body"])),
        key=place.key,
        namespace=place.namespace,
        created_at=_time(data["createdAtMs"]),
        updated_at=_time(data["updatedAtMs"]),
    )


def created_ms_of(memory: str, stored: Optional[Mapping[str, Any]]) -> Optional[int]:
    item = None if stored is None else to_item(memory, stored)
    return None if item is None or stored is None else int(stored["data"]["createdAtMs"])


def _json_of(value: Any) -> str:
    """As JSON has it. Raises ValueError or TypeError for what JSON does not have, such as NaN."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half of a surrogate pair is in JSON as an escape, and in UTF-8 not at all.
    return json.dumps(value, allow_nan=False, separators=(",", ":")) if _has_surrogate(text) else text


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _searched_text(value: Any, index: Any) -> Optional[str]:
    """The text at the fields that the caller wants searched; None where there is none."""
    if index is None or index is False:
        return None
    texts: List[str] = [text for path in index for text in get_text_at_path(value, tokenize_path(path))]
    joined = "\n".join(texts)
    return joined if joined.strip() else None


def _time(ms: float) -> datetime:
    return datetime.fromtimestamp(ms / 1000, tz=timezone.utc)


def _encoded(part: str) -> str:
    """An empty part would not be seen, and one that begins with a dot may mean something else in a path."""
    if part == "":
        return "%"
    text = quote(part, safe="!~*'()")
    return f"%2E{text[1:]}" if text.startswith(".") else text


def _decoded(part: str) -> str:
    return "" if part == "%" else unquote(part, errors="strict")
