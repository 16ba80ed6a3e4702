"""What the published Python clients of Mem0 do with memcube in the place of its server: HOST and KEY in the environment."""

import asyncio
import os

import httpx
from mem0 import AsyncMemoryClient, MemoryClient
from mem0.exceptions import AuthenticationError, MemoryNotFoundError, ValidationError
from memcube import AsyncProvenTransport, ProvenTransport

host, key = os.environ["HOST"], os.environ["KEY"]
client = MemoryClient(api_key=key, host=host)


def refused(kind, ask):
    try:
        ask()
    except kind as error:
        return str(error)
    raise AssertionError(f"expected {kind.__name__}")


messages = [{"role": "user", "content": "I am vegetarian and love Thai food"}, {"role": "assistant", "content": "Noted."}]
added = client.add(messages, user_id="py", metadata={"topic": "food", "n": 1.5}, infer=False)
assert [one["event"] for one in added["results"]] == ["ADD", "ADD"], added
assert "note" not in added
food = added["results"][0]["id"]
assert "no language model" in client.add("Bob plays chess", agent_id="py-chef")["note"]

assert client.get(food)["memory"] == "I am vegetarian and love Thai food"
proven = MemoryClient(api_key=key, host=host, client=httpx.Client(transport=ProvenTransport(key)))
assert proven.get(food)["memory"] == "I am vegetarian and love Thai food"
page = client.get_all(filters={"user_id": "py"}, page=1, page_size=1)
assert page["count"] == 2 and len(page["results"]) == 1 and page["next"], page
everything = client.get_all(filters={"AND": [{"user_id": "py"}, {"metadata": {"topic": "food"}}]})
assert everything["count"] == 2, everything
found = client.search("what do they eat?", filters={"user_id": "py"}, top_k=1)["results"]
assert found[0]["id"] == food and found[0]["metadata"] == {"topic": "food", "n": 1.5}, found
assert client.search("chess", filters={"user_id": "py"})["results"] == []

assert client.update(food, text="I am vegan", metadata={"topic": "diet"})["memory"] == "I am vegan"
client.batch_update([{"memory_id": food, "text": "I am vegan now"}])
assert [one["event"] for one in client.history(food)] == ["ADD", "UPDATE", "UPDATE"]
assert {"user", "agent"} <= {one["type"] for one in client.users()["results"]}
client.delete(food)
client.batch_delete([{"memory_id": added["results"][1]["id"]}])
assert client.history(food)[-1]["event"] == "DELETE"
client.add("a last word", user_id="py")
client.delete_all(user_id="py")
assert client.get_all(filters={"user_id": "py"})["count"] == 0
client.delete_users(agent_id="py-chef")

assert food in refused(MemoryNotFoundError, lambda: client.get(food))
assert "expiration_date" in refused(ValidationError, lambda: client.add("x", user_id="py", expiration_date="2030-01-01"))
assert "user_id" in refused(ValidationError, lambda: client.add("of nobody"))
refused(MemoryNotFoundError, lambda: client.create_memory_export("{}", user_id="py"))
assert "token" in refused((ValueError, AuthenticationError), lambda: MemoryClient(api_key="wrong", host=host))


async def awaiting():
    # As docs/mem0.md has it: the key goes to who has proven that he knows it.
    other = AsyncMemoryClient(api_key=key, host=host, client=httpx.AsyncClient(transport=AsyncProvenTransport(key)))
    await other.add("I walk to work", user_id="py-async")
    found = await other.search("how do they get to work?", filters={"user_id": "py-async"})
    assert [one["memory"] for one in found["results"]] == ["I walk to work"], found
    await other.delete_all(user_id="py-async")


asyncio.run(awaiting())
print("all of it")
