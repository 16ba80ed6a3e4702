"""The LangGraph store beside LangGraph's own, with the packages as they are published. MEMCUBE_HOME names a home whose daemon runs."""

import asyncio
import operator
import unittest
from typing import Annotated, Any, Dict, List, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.store.base import BaseStore, GetOp, InvalidNamespaceError, ListNamespacesOp, MatchCondition, PutOp, SearchOp
from langgraph.store.memory import InMemoryStore

from memcube import Memcube, NotFoundError
from memcube.langgraph import MemcubeStore
from memcube.langgraph._item import memory_key, place_of

FACTS: List[Any] = [
    (("users", "ada"), "editor", {"text": "Ada prefers vim", "rank": 3, "at": {"town": "Bonn", "n": [1, 2]}}),
    (("users", "ada"), "b/ c:%", {"text": "odd key", "rank": 1.5}),
    (("users", "bob"), "editor", {"text": "Bob writes in emacs", "rank": 5}),
    (("users", "bob", "old"), "editor", {"text": "Bob wrote in ed", "rank": 2}),
    (("places",), "town", {"about": "the harbour is frozen", "rank": 0}),
]
FILTERS: List[Dict[str, Any]] = [
    {},
    {"rank": 3},
    {"rank": {"$gte": 2, "$lt": 5}},
    {"rank": {"$ne": 5}},
    {"text": {"$eq": "odd key"}},
    {"at": {"town": "Bonn"}},
    {"at": {"n": [1, 2]}},
    {"at": {"n": [1]}},
    {"nothing": None},
]
PREFIXES: List[Any] = [(), ("users",), ("users", "bob"), ("nobody",)]
LISTS: List[Dict[str, Any]] = [
    {},
    {"prefix": ("users",)},
    {"suffix": ("bob",)},
    {"prefix": ("users", "*", "old")},
    {"max_depth": 1},
    {"max_depth": 2, "prefix": ("users",)},
    {"limit": 2, "offset": 1},
]


def shown(items: Any) -> List[Any]:
    return sorted((item.namespace, item.key, str(item.value)) for item in items)


class Store(unittest.TestCase):
    def test_it_answers_as_the_store_of_langgraph_does(self) -> None:
        ours: BaseStore = MemcubeStore("langgraph-alike", create=True)
        theirs: BaseStore = InMemoryStore()
        for namespace, key, value in FACTS:
            for store in (ours, theirs):
                store.put(namespace, key, value)
        for namespace, key, value in FACTS:
            item, other = ours.get(namespace, key), theirs.get(namespace, key)
            assert item is not None and other is not None
            self.assertEqual((item.namespace, item.key, item.value), (other.namespace, other.key, other.value))
        self.assertIsNone(ours.get(("users", "ada"), "nothing"))
        for prefix in PREFIXES:
            for wanted in FILTERS:
                with self.subTest(prefix=prefix, filter=wanted):
                    found = [shown(store.search(prefix, filter=wanted)) for store in (ours, theirs)]
                    self.assertEqual(*found)
        for asked in LISTS:
            with self.subTest(asked=asked):
                self.assertEqual(ours.list_namespaces(**asked), theirs.list_namespaces(**asked))
        pages = [ours.search((), limit=2, offset=offset) for offset in (0, 2, 4)]
        self.assertEqual(sum(map(shown, pages), []), shown(ours.search((), limit=10)))
        for store in (ours, theirs):
            store.delete(("users", "ada"), "editor")
            store.delete(("users", "ada"), "was never there")
        self.assertEqual(shown(ours.search(())), shown(theirs.search(())))
        with self.assertRaises(ValueError):
            ours.search((), filter={"rank": {"$near": 1}})

    def test_a_batch_reads_what_was_before_it_and_of_two_puts_the_last_counts(self) -> None:
        store = MemcubeStore("langgraph-batch", create=True)
        store.put(("a",), "k", {"n": 1})
        ops = [
            PutOp(("a",), "k", {"n": 2}),
            GetOp(("a",), "k"),
            SearchOp(("a",)),
            ListNamespacesOp((MatchCondition("prefix", ("a",)),)),
            PutOp(("a",), "k", {"n": 3}),
            PutOp(("a",), "gone", None),
        ]
        results = store.batch(ops)
        self.assertEqual([type(one).__name__ for one in results], ["NoneType", "Item", "list", "list", "NoneType", "NoneType"])
        self.assertEqual(results[1].value, {"n": 1})
        before = store.get(("a",), "k")
        self.assertEqual(before.value, {"n": 3})
        again = asyncio.run(store.abatch([*ops, GetOp(("a",), "k")]))
        self.assertEqual(again[-1].value, {"n": 3})
        self.assertEqual(before.created_at, store.get(("a",), "k").created_at)
        with Memcube() as memcube:
            self.assertEqual(len(memcube.log("langgraph-batch", key="a/k")["commits"]), 3)

    def test_a_query_finds_by_meaning_and_only_what_shall_be_found(self) -> None:
        store = MemcubeStore("langgraph-query", create=True)
        store.put(("u", "ada"), "editor", {"text": "Ada prefers vim for editing", "rank": 1})
        store.put(("u", "bob"), "editor", {"text": "Bob writes everything in emacs", "rank": 2})
        store.put(("u", "bob"), "secret", {"text": "kept but never searched emacs"}, index=False)
        store.put(("p",), "town", {"about": "the harbour is frozen", "other": "quartz"}, index=["about"])
        [best, *_] = store.search(("u",), query="who uses emacs?")
        self.assertEqual((best.namespace, best.key), (("u", "bob"), "editor"))
        self.assertGreater(best.score, 0)
        self.assertNotIn("secret", [item.key for item in store.search((), query="kept but never searched emacs")])
        self.assertEqual(store.search((), query="frozen harbour")[0].value["other"], "quartz")
        self.assertEqual(store.search(("u", "ada"), query="emacs", filter={"rank": 2}), [])
        found = asyncio.run(store.asearch(("u",), query="who uses emacs?", limit=1))
        self.assertEqual([item.key for item in found], ["editor"])

    def test_values_come_back_exactly(self) -> None:
        store = MemcubeStore("langgraph-values", create=True)
        value = {
            "n": [1, 1.5, -0.25, 1e300, 2**63, None, True],
            "deep": {"": "empty", "ключ": "\ud800 \x00 e\u0301 \u2028"},
        }
        for index in (None, False, ["n"]):
            store.put(("a", "b c", "%", "/é"), ".k/", value, index=index)
            self.assertEqual(store.get(("a", "b c", "%", "/é"), ".k/").value, value)
        for wrong in ({"x": float("nan")}, {"x": object()}):
            with self.assertRaises((ValueError, TypeError)):
                store.put(("a",), "k", wrong)

    def test_what_is_not_supported_is_refused(self) -> None:
        store = MemcubeStore("langgraph-refused", create=True)
        with self.assertRaises(NotImplementedError):
            store.put(("a",), "k", {"n": 1}, ttl=5)
        with self.assertRaises(NotImplementedError):
            store.batch([PutOp(("a",), "k", {"n": 1}, ttl=5)])
        for namespace in (("has.dot",), ("",), ("a", "\0")):
            with self.assertRaises(InvalidNamespaceError):
                store.batch([PutOp(namespace, "k", {"n": 1})])
        with self.assertRaises(NotFoundError):
            MemcubeStore("no-such-cube").get(("a",), "k")
        self.assertEqual(store.search(()), [])

    def test_the_store_for_javascript_reads_and_writes_the_same(self) -> None:
        store = MemcubeStore("shared-with-js")
        item = store.get(("users", "ада", "a/b %"), "it's (one)!*~.")
        assert item is not None
        self.assertEqual(item.value, {"by": "javascript", "n": 1.5})
        self.assertEqual(shown(store.search((), query="javascript")), shown([item]))
        store.put(("users", "ада"), ".from/python ", {"by": "python", "n": [1, None]}, index=["by"])

    def test_a_key_is_told_from_its_place(self) -> None:
        for namespace, key in ((("a",), "b"), (("a", "b"), ""), (("%",), "/"), (("é", ".x"), "..")):
            self.assertEqual(place_of(memory_key(namespace, key)), (namespace, key))
        for strange in ("%ff", "a/%zz/b", "A b"):
            self.assertIsNone(place_of(strange))


class State(TypedDict):
    said: Annotated[List[str], operator.add]


def model(prompt: str) -> str:
    """Stands for a language model: it repeats what it was told of the person."""
    return f"you like {prompt.rsplit('likes ', 1)[-1]}"


class Graph(unittest.TestCase):
    def test_a_graph_remembers_from_one_thread_to_the_next(self) -> None:
        def remember(state: State, *, store: BaseStore) -> Dict[str, Any]:
            store.put(("people", "ada"), "likes", {"text": state["said"][-1]})
            return {}

        def answer(state: State, *, store: BaseStore) -> Dict[str, Any]:
            found = store.search(("people",), query=state["said"][-1], limit=1)
            return {"said": [model(found[0].value["text"])]}

        store = MemcubeStore("graph", create=True)

        def graph_of(node: Any) -> Any:
            graph = StateGraph(State)
            graph.add_node("it", node)
            graph.add_edge(START, "it")
            graph.add_edge("it", END)
            return graph.compile(store=store)

        graph_of(remember).invoke({"said": ["Ada likes green tea"]})
        answered = graph_of(answer).invoke({"said": ["what does Ada drink?"]})
        self.assertEqual(answered["said"][-1], "you like green tea")


if __name__ == "__main__":
    unittest.main()
