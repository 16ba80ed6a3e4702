/** `memcube help agents`: what agents may do, and how their owner lets them do more. */
export const agentsTopic = `Agents, over the Model Context Protocol

  memcube mcp --print-config cursor        what to put into the settings of a client
  memcube mcp                              the server on stdin and stdout, which a client starts
  memcube mcp --tools basic                six tools for few tokens; without it all of them
  memcube mcp --cube work                  the cube for memories that name none; else "memories", made when needed
  /mcp of the daemon                       the same over HTTP, with the token; /mcp?tools=basic&cube=work

Grants, for all agents of this home, on stdin and over HTTP alike

Without a grant an agent reads and writes your private memories. It reads no file, sends nothing off
this machine, and destroys nothing for good: history can bring back what it removes.

  --grant files=DIR    import from this folder and what is below it. Never through a link, never the home
  --grant network      discover, pull and follow: others see the topic, and that you ask
  --grant publish      publish, and every write to a cube that others can read: published, or in a swarm
  --grant forget       erase for good, take a branch away, drop an unfinished merge
  --grant propose      offer changes and answer offers; with publish where a cube becomes public by it
  --grant trust        follow authors and cubes; with network

  memcube mcp --grants                     says what is given
  memcube mcp --revoke publish             takes it back at once, also from a client that runs

A refusal tells the agent which grant it needs, and to ask you. What agents can never do: let anybody in
or out of a swarm, take anything out of one, allow what looks like a secret, change keys. Whoever has the
token of the HTTP API can do everything there: give it to programs, not to models.

What an agent remembers keeps the name of the program that it came through, as the client says it.
\`memcube blame\` and \`memcube lineage\` tell it from what you wrote. Others read it where the cube is published.

What agents read

Every text that somebody wrote stands between <memory-...> marks that it cannot forge: memories, names,
keys, messages, also in structured answers, resources and errors. Lists come in pages with a cursor, long
texts in parts. A budget counts the whole answer. For models whose tokenizer is not published, such as
claude, the tokens are counted by a safe bound, and up to half of the budget stays free.`
