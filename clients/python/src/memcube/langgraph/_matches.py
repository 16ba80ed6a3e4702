"""Filters of a search, and conditions on namespaces: as LangGraph documents them."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from langgraph.store.base import MatchCondition


def matches_filter(value: Mapping[str, Any], wanted: Optional[Mapping[str, Any]]) -> bool:
    """Whether each field of the filter holds: a value that it equals, or operators of which all hold."""
    return all(_holds(value.get(field), one) for field, one in (wanted or {}).items())


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        if any(name.startswith("$") for name in wanted):
            return all(_compares(value, name, operand) for name, operand in wanted.items())
        return isinstance(value, dict) and all(_holds(value.get(name), one) for name, one in wanted.items())
    if isinstance(wanted, (list, tuple)):
        return (
            isinstance(value, (list, tuple))
            and len(value) == len(wanted)
            and all(map(_holds, value, wanted))
        )
    return bool(value == wanted)


def _compares(value: Any, operator: str, operand: Any) -> bool:
    if operator == "$eq":
        return bool(value == operand)
    if operator == "$ne":
        return bool(value != operand)
    if operator not in ("$gt", "$gte", "$lt", "$lte"):
        raise ValueError(f"a filter takes $eq, $ne, $gt, $gte, $lt and $lte, not {operator}")
    try:
        one, other = float(value), float(operand)
    except (TypeError, ValueError):
        # What is no number is neither more nor less.
        return False
    return {"$gt": one > other, "$gte": one >= other, "$lt": one < other, "$lte": one <= other}[operator]


def matches_path(namespace: Sequence[str], condition: MatchCondition) -> bool:
    """Whether a namespace begins or ends with a path in which ``*`` stands for any one part."""
    path = condition.path
    if len(path) > len(namespace):
        return False
    start = 0 if condition.match_type == "prefix" else len(namespace) - len(path)
    return all(part in ("*", namespace[start + at]) for at, part in enumerate(path))
