"""A LangGraph store over a cube of memcube: what agents remember is signed, has a history, and can be shared.

>>> from memcube.langgraph import MemcubeStore
>>> store = MemcubeStore("agent", create=True)
>>> store.put(("users", "ada"), "editor", {"likes": "vim"})
>>> store.search(("users",), query="which editor does Ada use?")
"""

from ._store import MemcubeStore

__all__ = ["MemcubeStore"]
