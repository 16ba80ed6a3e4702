"""A crew whose agent remembers with memcube, over MCP."""

from __future__ import annotations

from typing import Any

from crewai import Agent, Crew, Task
from crewai.mcp import MCPServerStdio


def concierge(llm: Any, request: str) -> Crew:
    """A crew of one that looks up what is known and keeps what it learns."""
    agent = Agent(
        role="Concierge",
        goal="Know what guests like",
        backstory="You look guests up with memcube_recall, and keep what they tell you with memcube_remember.",
        llm=llm,
        mcps=[MCPServerStdio(command="memcube", args=["mcp", "--tools", "basic"])],
    )
    task = Task(description=request, expected_output="One sentence for the guest.", agent=agent)
    return Crew(agents=[agent], tasks=[task])


if __name__ == "__main__":
    print(concierge("gpt-4o", "Ada checks in. She sleeps with the window open.").kickoff())
