/** `memcube help api`: the local API, for someone who writes a program. */
export const apiTopic = `The local API, for programs on this machine

  memcube daemon                           listens on a free port of 127.0.0.1
  memcube daemon --api 127.0.0.1:4747      on this port
  memcube daemon --api unix:/run/user/1000/memcube.sock     on a socket that you alone can use

  HOME/api.json says where it listens, HOME/api.token holds the token that every request carries:

    curl -H "authorization: Bearer $(cat ~/.memcube/api.token)" http://127.0.0.1:4747/v1/status

Paths

  /openapi.json                            all of it, as OpenAPI 3.1
  /v1/cubes, /v1/cubes/CUBE                GET lists and shows, POST creates, PATCH describes
  /v1/cubes/CUBE/memories/KEY              GET, PUT, DELETE; a slash in KEY is written %2F
  /v1/recall?query=TEXT                    GET, or POST with a body
  /v1/cubes/CUBE/log, diff, branches, merge, revert, policy, authors, lineage, ...
  /v1/pulls, /v1/peers, /v1/discover, /v1/proposals, /v1/follows/TARGET, /v1/status, /v1/audit, ...
  /v1/events                               server-sent events of what happens, in swarms too
  /v1/jobs/ID                              long work: 202 names the job; GET looks, DELETE cancels
  /health, /metrics                        for those who watch it; /metrics is for Prometheus

Lists come in pages: give \`next\` of one page as ?cursor= of the next. A write with an
Idempotency-Key header is done once, however often it is sent. Refusals are
application/problem+json with the codes of the command line.

In TypeScript: import { createMemcubeClient } from 'memcube/client', with { home: 'HOME' }.
It gives the token to nobody but the daemon of the home, also when another program listens
where that was. curl gives it to whoever is there. The specification is
protocols/http/spec.md.`
