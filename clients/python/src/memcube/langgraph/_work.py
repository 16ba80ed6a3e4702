"""What a batch asks of the daemon, without asking: a generator yields calls and is sent their answers.

So the store that waits and the one that awaits do the same.
"""

from __future__ import annotations

import time
from typing import Any, Dict, Generator, Iterable, List, Mapping, NamedTuple, Optional, Tuple, TypeVar

from langgraph.store.base import (
    GetOp,
    InvalidNamespaceError,
    Item,
    ListNamespacesOp,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
)

from ._item import created_ms_of, is_searched, key_prefix, memory_key, namespace_tag, place_of, to_item, to_memory
from ._matches import matches_filter, matches_path

_MOST_FOUND = 1_000
"""The most that recall answers with."""
_READS_AT_ONCE = 16


class Call(NamedTuple):
    name: str
    given: Dict[str, Any]
    or_none: bool = False
    """None in place of an answer where the daemon has no such thing."""


T = TypeVar("T")
Work = Generator[List[Call], List[Any], T]
"""Calls of one list may run at the same time."""


class Candidate(NamedTuple):
    """A memory that may be an answer; with a score when recall found it."""

    key: str
    score: Optional[float] = None


def batch_work(ops: Iterable[Op]) -> Work[List[Result]]:
    """As LangGraph's own stores: what is read is the state before the batch, and of two puts of one item the last counts."""
    asked = list(ops)
    for op in asked:
        _check(op)
    results: List[Result] = []
    puts: Dict[str, PutOp] = {}
    for op in asked:
        if isinstance(op, PutOp):
            puts[memory_key(op.namespace, op.key)] = op
            results.append(None)
        else:
            results.append((yield from _read(op)))
    for key, put in puts.items():
        yield from _put(key, put)
    return results


def _check(op: Op) -> None:
    if isinstance(op, PutOp) and op.ttl is not None:
        raise NotImplementedError("memcube keeps what it is told until it is removed: an item takes no ttl; use ttl=None")
    if isinstance(op, (GetOp, PutOp)):
        _check_labels(op.namespace)
    elif isinstance(op, SearchOp):
        _check_labels(op.namespace_prefix)


def _check_labels(namespace: Tuple[str, ...]) -> None:
    for label in namespace:
        if not isinstance(label, str) or label == "" or "." in label or "\0" in label:
            raise InvalidNamespaceError(
                f"a label of a namespace is a text that is not empty and has neither periods nor NUL; got {label!r}"
            )


def _read(op: Op) -> Work[Result]:
    if isinstance(op, GetOp):
        return _get(op)
    if isinstance(op, SearchOp):
        return _search(op)
    if isinstance(op, ListNamespacesOp):
        return _list_namespaces(op)
    raise ValueError(f"a store takes GetOp, PutOp, SearchOp and ListNamespacesOp, not {type(op).__name__}")


def _get(op: GetOp) -> Work[Optional[Item]]:
    key = memory_key(op.namespace, op.key)
    [stored] = yield [_stored(key)]
    return None if stored is None else to_item(key, stored)


def _put(key: str, op: PutOp) -> Work[None]:
    [before] = yield [_stored(key)]
    if op.value is not None:
        now_ms = time.time_ns() // 1_000_000
        created_ms = created_ms_of(key, before)
        yield [Call("add", to_memory(op, now_ms if created_ms is None else created_ms, now_ms))]
    elif before is not None:
        yield [Call("remove", {"keys": [key]})]


def _search(op: SearchOp) -> Work[List[SearchItem]]:
    wanted = op.offset + op.limit
    query = (op.query or "").strip()
    candidates = yield from (_recalled(op, wanted) if query and wanted > 0 else _listed(op.namespace_prefix))
    found: List[SearchItem] = []
    for start in range(0, len(candidates), _READS_AT_ONCE):
        if len(found) >= wanted:
            break
        some = candidates[start : start + _READS_AT_ONCE]
        answers = yield [_stored(one.key) for one in some]
        items = [_shown(one, stored) for one, stored in zip(some, answers)]
        found.extend(item for item in items if item is not None and matches_filter(item.value, op.filter))
    return found[op.offset : wanted]


def _shown(candidate: Candidate, stored: Optional[Mapping[str, Any]]) -> Optional[SearchItem]:
    if stored is None or (candidate.score is not None and not is_searched(stored)):
        return None
    item = to_item(candidate.key, stored)
    if item is None:
        return None
    return SearchItem(
        namespace=item.namespace,
        key=item.key,
        value=item.value,
        created_at=item.created_at,
        updated_at=item.updated_at,
        score=candidate.score,
    )


def _listed(namespace: Tuple[str, ...]) -> Work[List[Candidate]]:
    """All items in and below a namespace, in the order of their keys."""
    prefix = key_prefix(namespace)
    [answer] = yield [Call("keys", {"prefix": prefix} if prefix else {})]
    return [Candidate(key) for key in answer["keys"]]


def _recalled(op: SearchOp, wanted: int) -> Work[List[Candidate]]:
    """Items that recall finds, the best first; of a long one the passage that fits best."""
    # A filter may refuse most of what is found; without one, only passages of the same item are left out.
    top = min(_MOST_FOUND, _MOST_FOUND if op.filter else 4 * wanted)
    tags = [namespace_tag(op.namespace_prefix)]
    [answer] = yield [Call("recall", {"query": op.query, "tags": tags, "top": top})]
    best: Dict[str, float] = {}
    for hit in answer["results"]:
        best.setdefault(hit["key"], hit["score"])
    return [Candidate(key, score) for key, score in best.items()]


def _list_namespaces(op: ListNamespacesOp) -> Work[List[Tuple[str, ...]]]:
    [answer] = yield [Call("keys", {})]
    places = [place.namespace for place in map(place_of, answer["keys"]) if place is not None]
    conditions = op.match_conditions or ()
    kept = {namespace[: op.max_depth] for namespace in places if all(matches_path(namespace, c) for c in conditions)}
    return sorted(kept)[op.offset : op.offset + op.limit]


def _stored(key: str) -> Call:
    return Call("get", {"key": key}, or_none=True)
