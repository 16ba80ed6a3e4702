"""The concierge of examples/crewai with a script in the place of a model."""

import json
import os
import re
import sys

from crewai.llms.base_llm import BaseLLM

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "examples", "crewai"))

from concierge import concierge  # noqa: E402


class Scripted(BaseLLM):
    """Uses a tool whose name ends so, then says what it read."""

    tool: str
    given: dict
    read: list = []

    def call(self, messages, tools=None, callbacks=None, available_functions=None, **more):
        said = messages if isinstance(messages, str) else "\n".join(str(one["content"]) for one in messages)
        self.read.append(said)
        if len(self.read) == 1:
            [name] = set(re.findall(rf"\bmemcube_mcp\w*_{self.tool}\b", said))
            return f"Thought: I use it.\nAction: {name}\nAction Input: {json.dumps(self.given)}\n"
        return "Thought: that is all.\nFinal Answer: as you like it"

    def supports_function_calling(self):
        return False

    def supports_stop_words(self):
        return False

    def get_context_window_size(self):
        return 100_000


def served(tool, given):
    llm = Scripted(model="scripted", tool=tool, given=given, read=[])
    answer = concierge(llm, "Serve the guest.").kickoff()
    assert str(answer) == "as you like it", answer
    return llm.read[-1]


kept = served("memcube_remember", {"text": "Ada sleeps with the window open", "key": "guests/ada"})
assert "guests/ada" in kept, kept
known = served("memcube_recall", {"query": "how does Ada sleep?"})
assert "Ada sleeps with the window open" in known and "<memory-" in known, known
print("all of it")
