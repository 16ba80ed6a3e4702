/**
 * Generated from the OpenAPI document by `npm run client`: do not edit. A test compares it with what is generated.
 */
export interface paths {
  '/health': {
    /**
     * Whether the daemon answers.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              ok: boolean
              version: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/openapi.json': {
    /**
     * This document.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {}
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/metrics': {
    /**
     * Figures for Prometheus.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'text/plain': string
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/events': {
    /**
     * What happens in the node, as server-sent events, until the reader leaves.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'text/event-stream': string
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/jobs': {
    /**
     * Jobs that are running or ended within the last hour, the newest first.
     */
    get: {
      parameters: {
        query?: {
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              jobs: Job[]
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/jobs/{job}': {
    /**
     * How a job goes, and its result.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          job: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': Job
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Cancels a job; nothing of it stays half done. One that has ended stays as it is.
     */
    delete: {
      parameters: {
        query?: never
        header?: never
        path: {
          job: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': Job
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
  }
  '/v1/jobs/{job}/events': {
    /**
     * How a job goes, as server-sent events `progress`, and `end` as the last.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          job: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'text/event-stream': string
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes': {
    /**
     * The cubes of this home with role, head, trust and freshness.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cubes: {
                /**
                 * cube id
                 */
                cube: string
                name: string
                /**
                 * who can read it
                 */
                visibility: 'private' | 'public' | 'swarm'
                /**
                 * name of its swarm
                 */
                swarm: string | null
                /**
                 * SWARM/NAME in a swarm, else the name
                 */
                displayName: string
                /**
                 * what needs a decision here
                 */
                waiting: {
                  /**
                   * edited-twice, unfinished-merge, unmerged, proposal or restored
                   */
                  kind: 'edited-twice' | 'unfinished-merge' | 'unmerged' | 'proposal' | 'restored'
                  key?: string
                  /**
                   * where the other of two edits is
                   */
                  beside?: string
                  branch?: string
                  id?: string
                  /**
                   * how it is decided
                   */
                  hint: string
                }[]
                role: 'own' | 'fork' | 'coauthor' | 'followed' | 'cached'
                /**
                 * did:key
                 */
                author: string
                /**
                 * CID of the newest commit
                 */
                head: string
                seq: number
                memories: number
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                /**
                 * whether the head is known to be current
                 */
                fresh: boolean
                topics: string[]
                licence: string | null
                about: string | null
                published: boolean
                followed: boolean
                /**
                 * held, archived or evicted
                 */
                state: 'held' | 'archived' | 'evicted'
                pinned: boolean
                branch: string
                forked: boolean
                /**
                 * commits of other authors that the branch here does not have
                 */
                diverged: string[]
                forkOf: {
                  cube: string
                  commit: string
                } | null
              }[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Makes a cube that this home signs.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              name: string
              commit: string
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            name: string
            /**
             * @maxItems 32
             */
            topics?: string[]
            licence?: string
            about?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}': {
    /**
     * One cube.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              /**
               * cube id
               */
              cube: string
              name: string
              /**
               * who can read it
               */
              visibility: 'private' | 'public' | 'swarm'
              /**
               * name of its swarm
               */
              swarm: string | null
              /**
               * SWARM/NAME in a swarm, else the name
               */
              displayName: string
              /**
               * what needs a decision here
               */
              waiting: {
                /**
                 * edited-twice, unfinished-merge, unmerged, proposal or restored
                 */
                kind: 'edited-twice' | 'unfinished-merge' | 'unmerged' | 'proposal' | 'restored'
                key?: string
                /**
                 * where the other of two edits is
                 */
                beside?: string
                branch?: string
                id?: string
                /**
                 * how it is decided
                 */
                hint: string
              }[]
              role: 'own' | 'fork' | 'coauthor' | 'followed' | 'cached'
              /**
               * did:key
               */
              author: string
              /**
               * CID of the newest commit
               */
              head: string
              seq: number
              memories: number
              tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
              /**
               * whether the head is known to be current
               */
              fresh: boolean
              topics: string[]
              licence: string | null
              about: string | null
              published: boolean
              followed: boolean
              /**
               * held, archived or evicted
               */
              state: 'held' | 'archived' | 'evicted'
              pinned: boolean
              branch: string
              forked: boolean
              /**
               * commits of other authors that the branch here does not have
               */
              diverged: string[]
              forkOf: {
                cube: string
                commit: string
              } | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Changes what a cube says of itself, in one commit; what is not given stays.
     */
    patch: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              name: string
              topics: string[]
              licence: string | null
              about: string | null
              commit: string
              /**
               * of a fork: what its licence is to that of its upstream
               */
              terms?: {
                ours: string | null
                theirs: string | null
                verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
                says: string
              }
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in place of the topics it has; [] for none
             *
             * @maxItems 32
             */
            topics?: string[]
            /**
             * "" for none
             */
            licence?: string
            /**
             * "" for nothing
             */
            about?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    put?: never
    post?: never
    delete?: never
  }
  '/v1/cubes/{cube}/fork': {
    /**
     * A cube of your own that shares the blocks, the history and the attribution of another.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              name: string
              commit: string
              /**
               * what a person should know about what was done
               */
              notice?: string
              forkOf: string
              licence: {
                ours: string | null
                theirs: string | null
                verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
                says: string
              }
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            name?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/pin': {
    /**
     * Keeps a cube whatever the cache has room for.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              pinned: boolean
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    /**
     * Lets a cube of others give way again when the cache is full; nothing is removed now.
     */
    delete: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              pinned: boolean
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    get?: never
    post?: never
    patch?: never
  }
  '/v1/cubes/{cube}/archive': {
    /**
     * Puts a cube that nobody reads into a compressed file of the home, and frees its blocks.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                cube: string
                name: string
                archived: boolean
                blocks: number
                bytes: number
                freedBytes?: number
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/restore': {
    /**
     * Brings an archived cube back, every block verified.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                cube: string
                name: string
                archived: boolean
                blocks: number
                bytes: number
                freedBytes?: number
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/publish': {
    /**
     * Advertises branches of a cube and lets others pull them.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                cube: string
                head: string
                ticket: string
                providers: number
                /**
                 * those that others can read now; of a dry run those that they could
                 */
                branches: string[]
                /**
                 * what leaves that was not public before
                 */
                leaving?: {
                  commits: number
                  memories: number
                  bytes: number
                  authors: string[]
                  unscanned: number
                  secrets: {
                    where: string
                    kind: string
                  }[]
                }
                /**
                 * what a person should know about what was done
                 */
                notice?: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * which; the current one when none is named
             *
             * @minItems 1
             * @maxItems 64
             *
             * Items: a branch; the current one when not given
             */
            branches?: [string, ...string[]]
            /**
             * go on from the state of a restored backup, whatever other nodes hold
             */
            asRestored?: boolean
            /**
             * keys under which what looks like a secret may be known to everybody, now and later
             *
             * @maxItems 1000
             */
            allowSecret?: string[]
            /**
             * say what would leave, and publish nothing
             */
            dryRun?: boolean
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/unpublish': {
    /**
     * Stops advertising a cube, or branches of it, and tells those who follow it; what they have fetched stays theirs.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                cube: string
                head: string
                ticket: string
                providers: number
                /**
                 * those that others can read now; of a dry run those that they could
                 */
                branches: string[]
                /**
                 * what leaves that was not public before
                 */
                leaving?: {
                  commits: number
                  memories: number
                  bytes: number
                  authors: string[]
                  unscanned: number
                  secrets: {
                    where: string
                    kind: string
                  }[]
                }
                /**
                 * what a person should know about what was done
                 */
                notice?: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * which; the whole cube when none is named
             *
             * @minItems 1
             * @maxItems 64
             *
             * Items: a branch; the current one when not given
             */
            branches?: [string, ...string[]]
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/releases': {
    /**
     * Copies memories out of a swarm into a cube outside of it, after looking for secrets in them.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                cube: string
                name: string
                from: string
                commit: string
                released: number
                leaving: {
                  keys: string[]
                  memories: number
                  bytes: number
                  secrets: {
                    where: string
                    kind: string
                  }[]
                }
                /**
                 * what a person should know about what was done
                 */
                notice?: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * SWARM/CUBE, where they are
             */
            from: string
            /**
             * an own cube outside of swarms
             */
            to: string
            /**
             * all memories when none is named
             *
             * @maxItems 1000
             *
             * Items: a path such as postgres/vacuum
             */
            keys?: string[]
            /**
             * say what would leave, and copy nothing
             */
            dryRun?: boolean
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/import': {
    /**
     * Many memories in one commit; the same again changes nothing.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                read: number
                added: number
                changed: number
                unchanged: number
                removed?: number
                skipped: {
                  item: string
                  reason: string
                  loss?: false
                }[]
                leftOut: {
                  reason: string
                  count: number
                  examples: string[]
                }[]
                commit: string
                /**
                 * what a person should know about what was done
                 */
                notice?: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * an absolute path
             */
            path: string
            /**
             * auto, mpf, letta, chatgpt, claude, memos, mem0, memos-cube, chat-folder, chat-archive, cogx, mcp-memory, jsonl, markdown
             */
            format?: string
            allowSkips?: boolean
            /**
             * also remove what this folder brought before and no longer holds
             */
            mirror?: boolean
            /**
             * with mirror: even when no file is left, or most went at once
             */
            allowEmpty?: boolean
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * how far what the file says is trusted: own when not given, as if it were written here
             */
            tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/export': {
    /**
     * Writes a cube as files; never outside the path that is named.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                written: number
                files: number
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * an absolute path
             */
            out: string
            /**
             * markdown, jsonl, mpf, memos-cube, car
             */
            format: string
            /**
             * a commit CID, a unique prefix of one, a branch, or REV~n
             */
            at?: string
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/verify': {
    /**
     * Checks every signature, tree and block of one cube.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                ok: boolean
                blocks: number
                commits: number
                problems: {
                  kind:
                    | 'missing'
                    | 'corrupt'
                    | 'unverifiable'
                    | 'rollback'
                    | 'record'
                    | 'files'
                    | 'staging'
                    | 'index'
                  /**
                   * the block, or else the cube, that it is about; empty where it is about neither
                   */
                  cid: string
                  message: string
                  cube?: string
                  /**
                   * the key whose memory is affected
                   */
                  key?: string
                  /**
                   * the newest commit that is affected
                   */
                  commit?: string
                }[]
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/authors': {
    /**
     * Who may sign for a cube.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              /**
               * how often the authors were changed
               */
              n: number
              authors: {
                author: string
                nickname: string | null
                branches: string[]
                you: boolean
              }[]
              threshold: number
              pending: {
                token: string
                authors: {
                  author: string
                  nickname: string | null
                  branches: string[]
                  you: boolean
                }[]
                threshold: number
                /**
                 * who has signed of those whose signatures count
                 */
                signed: string[]
                /**
                 * signatures that it takes
                 */
                needed: number
              }[]
              /**
               * the one that put a change into force; null when nothing changed, or signatures are missing
               */
              commit: string | null
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Who may sign for a cube; changes that, and approves what other authors want to change.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              /**
               * how often the authors were changed
               */
              n: number
              authors: {
                author: string
                nickname: string | null
                branches: string[]
                you: boolean
              }[]
              threshold: number
              pending: {
                token: string
                authors: {
                  author: string
                  nickname: string | null
                  branches: string[]
                  you: boolean
                }[]
                threshold: number
                /**
                 * who has signed of those whose signatures count
                 */
                signed: string[]
                /**
                 * signatures that it takes
                 */
                needed: number
              }[]
              /**
               * the one that put a change into force; null when nothing changed, or signatures are missing
               */
              commit: string | null
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a did:key or a nickname
             */
            add?: string
            /**
             * patterns such as draft/*
             *
             * @maxItems 16
             *
             * Items: a branch; the current one when not given
             */
            branches?:
              | []
              | [string]
              | [string, string]
              | [string, string, string]
              | [string, string, string, string]
              | [string, string, string, string, string]
              | [string, string, string, string, string, string]
              | [string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string]
              | [string, string, string, string, string, string, string, string, string, string, string]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                ]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                ]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                ]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                ]
              | [
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                  string,
                ]
            /**
             * a did:key or a nickname
             */
            remove?: string
            threshold?: number
            /**
             * the word that another author was given
             */
            approve?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/policy': {
    /**
     * The rules that a cube carries, tried on commits where `check` names some.
     */
    get: {
      parameters: {
        query?: {
          /**
           * judge a commit, or a branch commit by commit; sets nothing
           */
          check?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              branch: string
              policy: {
                v: 1
                rules: {
                  name: string
                  on?: 'memory' | 'commit'
                  when?: string
                  require: string
                  message?: string
                }[]
              } | null
              memory: string | null
              commit: string
              checked?: {
                commit: string
                /**
                 * unknown: a state that it takes to judge is not held here
                 */
                verdict: 'allowed' | 'refused' | 'unknown'
                rule?: string
                key?: string
                message?: string
              }[]
              notes: string[]
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * The rules that a cube carries: shown, set, taken away, or tried on commits that there are.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              branch: string
              policy: {
                v: 1
                rules: {
                  name: string
                  on?: 'memory' | 'commit'
                  when?: string
                  require: string
                  message?: string
                }[]
              } | null
              memory: string | null
              commit: string
              checked?: {
                commit: string
                /**
                 * unknown: a state that it takes to judge is not held here
                 */
                verdict: 'allowed' | 'refused' | 'unknown'
                rule?: string
                key?: string
                message?: string
              }[]
              notes: string[]
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a file with the rules, YAML or JSON
             */
            set?: string
            /**
             * the rules themselves, YAML or JSON
             */
            text?: string
            /**
             * judge a commit, or a branch commit by commit; sets nothing
             */
            check?: string
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    /**
     * Takes the rules of a cube away.
     */
    delete: {
      parameters: {
        query?: {
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * why; kept in the commit
           */
          message?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              branch: string
              policy: {
                v: 1
                rules: {
                  name: string
                  on?: 'memory' | 'commit'
                  when?: string
                  require: string
                  message?: string
                }[]
              } | null
              memory: string | null
              commit: string
              checked?: {
                commit: string
                /**
                 * unknown: a state that it takes to judge is not held here
                 */
                verdict: 'allowed' | 'refused' | 'unknown'
                rule?: string
                key?: string
                message?: string
              }[]
              notes: string[]
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    post?: never
    patch?: never
  }
  '/v1/cubes/{cube}/memories': {
    /**
     * The keys of a cube, in order.
     */
    get: {
      parameters: {
        query?: {
          prefix?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * a commit CID, a unique prefix of one, a branch, or REV~n
           */
          at?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              keys: string[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Adds one memory in one commit, or changes the memory that the key holds.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              key: string
              memory: string
              commit: string
              /**
               * where it was asked for: what says the same already, or says otherwise
               */
              similar?: {
                cube: string
                name: string
                key: string
                memory: string
                author: string
                kind: 'same' | 'contradicts'
                text: string
              }[]
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            text?: string
            /**
             * an absolute path
             */
            file?: string
            /**
             * plaintext for what is new
             */
            type?: 'plaintext' | 'activation' | 'parameter'
            media?: string
            /**
             * a path such as postgres/vacuum
             */
            key?: string
            /**
             * in place of those that the memory has; [] for none
             *
             * @maxItems 256
             */
            tags?: string[]
            source?: string
            /**
             * what the memory under the key shall not keep; without it all stays that is not given anew
             */
            clear?: ('tags' | 'media' | 'source' | 'data' | 'valid' | 'governance')[]
            /**
             * what a program keeps with the memory; `session` and `order` tell recall what belongs together
             */
            data?: {
              [k: string]: unknown
            }
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * the memory that the key holds, as far as the caller knows; another one is a conflict
             */
            replaces?: string
            /**
             * also answer which memories here say the same already, or say otherwise
             */
            similar?: boolean
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/memories/{key}': {
    /**
     * One memory, whole, with where it comes from.
     */
    get: {
      parameters: {
        query?: {
          /**
           * a commit CID, a unique prefix of one, a branch, or REV~n
           */
          at?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
          /**
           * a path such as postgres/vacuum
           */
          key: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              key: string
              /**
               * CID
               */
              memory: string
              type: 'plaintext' | 'activation' | 'parameter'
              media: string
              /**
               * a text, bytes in base64, or the CID and size of a payload
               */
              body:
                | string
                | {
                    base64: string
                  }
                | {
                    link: string
                    bytes: number
                  }
              tags: string[]
              /**
               * milliseconds since the Unix epoch
               */
              created: number
              valid: {
                /**
                 * milliseconds since the Unix epoch
                 */
                from?: number
                /**
                 * milliseconds since the Unix epoch
                 */
                until?: number
              } | null
              provenance: {
                agent?: string
                model?: string
                tool?: string
                source?: {
                  uri: string
                  digest?: string
                }
                derived?: {
                  memory: string
                  cube?: string
                  relation: string
                }[]
                activity: string
              }
              governance: {
                licence?: string
                sensitivity?: string
                /**
                 * milliseconds since the Unix epoch
                 */
                expires?: number
                priority?: number
              }
              data: {
                [k: string]: unknown
              } | null
              /**
               * did:key of who signed it
               */
              author: string
              tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
              commit: string
              verified: boolean
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Adds one memory in one commit, or changes the memory that the key holds.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
          /**
           * a path such as postgres/vacuum
           */
          key: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              key: string
              memory: string
              commit: string
              /**
               * where it was asked for: what says the same already, or says otherwise
               */
              similar?: {
                cube: string
                name: string
                key: string
                memory: string
                author: string
                kind: 'same' | 'contradicts'
                text: string
              }[]
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            text?: string
            /**
             * an absolute path
             */
            file?: string
            /**
             * plaintext for what is new
             */
            type?: 'plaintext' | 'activation' | 'parameter'
            media?: string
            /**
             * in place of those that the memory has; [] for none
             *
             * @maxItems 256
             */
            tags?: string[]
            source?: string
            /**
             * what the memory under the key shall not keep; without it all stays that is not given anew
             */
            clear?: ('tags' | 'media' | 'source' | 'data' | 'valid' | 'governance')[]
            /**
             * what a program keeps with the memory; `session` and `order` tell recall what belongs together
             */
            data?: {
              [k: string]: unknown
            }
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * the memory that the key holds, as far as the caller knows; another one is a conflict
             */
            replaces?: string
            /**
             * also answer which memories here say the same already, or say otherwise
             */
            similar?: boolean
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    /**
     * Removes a memory from the current state; history keeps it.
     */
    delete: {
      parameters: {
        query?: {
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * why; kept in the commit
           */
          message?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
          /**
           * a path such as postgres/vacuum
           */
          key: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              removed: string[]
              commit: string
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    post?: never
    patch?: never
  }
  '/v1/cubes/{cube}/memories/{key}/blame': {
    /**
     * Who wrote what a key holds, proven by the commit that brought it.
     */
    get: {
      parameters: {
        query?: {
          /**
           * a commit CID, a unique prefix of one, a branch, or REV~n
           */
          at?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
          /**
           * a path such as postgres/vacuum
           */
          key: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              key: string
              memory: string
              author: string
              commit: string
              cube: string
              /**
               * milliseconds since the Unix epoch
               */
              time: number
              message: string
              verified: boolean
              exact: boolean
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/remove': {
    /**
     * Removes memories from the current state in one commit; history keeps them.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              removed: string[]
              commit: string
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * @minItems 1
             * @maxItems 10000
             *
             * Items: a path such as postgres/vacuum
             */
            keys: [string, ...string[]]
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/forget': {
    /**
     * Erases memories for good: from every branch, the store and the index, and has others do the same.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result:
                | (
                    | {
                        forgotten: {
                          cube: string
                          key: string
                          memory: string
                        }[]
                        memories: string[]
                        tombstone: string | null
                        tombstones: string[]
                        commit: string | null
                        removed: {
                          blocks: number
                          payloads: number
                          texts: number
                          vectors: number
                          bytes: number
                        }
                        compacted: boolean
                        /**
                         * where it may stay, whatever is done here
                         */
                        notForced: string[]
                        /**
                         * what a person should know about what was done
                         */
                        notice?: string
                      }
                    | {
                        reinstated: string[]
                        commit: string | null
                        /**
                         * what a person should know about what was done
                         */
                        notice?: string
                      }
                  )
                | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * @maxItems 1000
             *
             * Items: a path such as postgres/vacuum
             */
            keys?: string[]
            /**
             * a commit CID, a unique prefix of one, a branch, or REV~n
             */
            at?: string
            reason?: string
            everywhere?: boolean
            /**
             * @maxItems 1000
             */
            reinstate?: string[]
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/recall': {
    /**
     * Finds memories by words and by meaning, labelled with who said it and how far it is trusted.
     */
    get: {
      parameters: {
        query: {
          query: string
          /**
           * @maxItems 1000
           *
           * Items: a name that is unique in the home, a cube id, or a ticket
           */
          cubes?: string[]
          /**
           * @maxItems 256
           */
          tags?: string[]
          /**
           * the least trusted tier to answer from
           */
          tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
          top?: number
          /**
           * tokens of the texts of all results, estimated
           */
          budget?: number
          /**
           * the state of the one cube at a revision
           */
          at?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              results: {
                cube: string
                name: string
                key: string
                memory: string
                text: string
                offset: number
                headings: string[]
                score: number
                author: string
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                verified: boolean
                fresh: boolean
                tags: string[]
                /**
                 * milliseconds since the Unix epoch
                 */
                created: number
                also_in: {
                  cube: string
                  key: string
                }[]
                /**
                 * name of the swarm that it is from
                 */
                swarm?: string
              }[]
              packed?: {
                passages: {
                  cube: string
                  key: string
                  memory: string
                  offset: number
                  text: string
                  length: number
                  headings: string[]
                  score: number
                  tokens: number
                }[]
                tokens: number
                budget: number
                leftOut: {
                  cube: string
                  key: string
                  memory: string
                  offset: number
                  tokens: number
                  reason: 'over-budget' | 'duplicate'
                  /**
                   * the memory that says the same and was packed
                   */
                  of?: string
                }[]
              }
              /**
               * with a budget: results that had no room
               */
              left_out_counts?: {
                budget: number
              }
              took_ms: number
              pending: number
              words_only: string | null
              /**
               * what less trusted tiers would answer, at most 100 in all; where fewer were found than asked for
               */
              elsewhere: {
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                count: number
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Finds memories by words and by meaning, labelled with who said it and how far it is trusted.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              results: {
                cube: string
                name: string
                key: string
                memory: string
                text: string
                offset: number
                headings: string[]
                score: number
                author: string
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                verified: boolean
                fresh: boolean
                tags: string[]
                /**
                 * milliseconds since the Unix epoch
                 */
                created: number
                also_in: {
                  cube: string
                  key: string
                }[]
                /**
                 * name of the swarm that it is from
                 */
                swarm?: string
              }[]
              packed?: {
                passages: {
                  cube: string
                  key: string
                  memory: string
                  offset: number
                  text: string
                  length: number
                  headings: string[]
                  score: number
                  tokens: number
                }[]
                tokens: number
                budget: number
                leftOut: {
                  cube: string
                  key: string
                  memory: string
                  offset: number
                  tokens: number
                  reason: 'over-budget' | 'duplicate'
                  /**
                   * the memory that says the same and was packed
                   */
                  of?: string
                }[]
              }
              /**
               * with a budget: results that had no room
               */
              left_out_counts?: {
                budget: number
              }
              took_ms: number
              pending: number
              words_only: string | null
              /**
               * what less trusted tiers would answer, at most 100 in all; where fewer were found than asked for
               */
              elsewhere: {
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                count: number
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            query: string
            /**
             * @maxItems 1000
             *
             * Items: a name that is unique in the home, a cube id, or a ticket
             */
            cubes?: string[]
            /**
             * @maxItems 256
             */
            tags?: string[]
            /**
             * the least trusted tier to answer from
             */
            tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
            top?: number
            /**
             * tokens of the texts of all results, estimated
             */
            budget?: number
            /**
             * the state of the one cube at a revision
             */
            at?: string
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/context': {
    /**
     * Packs what is known about a question into a token budget for a model, and says what was left out.
     */
    get: {
      parameters: {
        query: {
          query: string
          /**
           * tokens, marks and labels included
           */
          budget?: number
          /**
           * gpt-5, gpt-4.1, gpt-4o, gpt-oss, o1, o3, o4, gpt-4, gpt-3.5, claude, gemini, llama, mistral, qwen, deepseek, other
           */
          model?: string
          /**
           * @maxItems 1000
           *
           * Items: a name that is unique in the home, a cube id, or a ticket
           */
          cubes?: string[]
          /**
           * @maxItems 256
           */
          tags?: string[]
          /**
           * the least trusted tier to take from
           */
          tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
          /**
           * memories that are considered
           */
          top?: number
          /**
           * the state of the one cube at a revision
           */
          at?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * how many of what was left out are named; all are counted
           */
          leftOut?: number
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              /**
               * for the model; fenced, and empty where nothing fits
               */
              text: string
              tokens: number
              budget: number
              model: string
              method: 'exact' | 'bound'
              basis: string
              citations: {
                cite: number
                uri: string
                cube: string
                name: string
                key: string
                memory: string
                offset: number
                length: number
                /**
                 * length of the whole memory
                 */
                of: number
                author: string
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                /**
                 * milliseconds since the Unix epoch
                 */
                created: number
                verified: boolean
                tokens: number
                /**
                 * citations that say otherwise
                 */
                differs: number[]
              }[]
              /**
               * a few of each reason; `leftOut` asks for more
               */
              left_out: {
                cube: string
                key: string
                memory: string
                reason: 'budget' | 'duplicate' | 'superseded' | 'tier'
                /**
                 * the memory that stands for it
                 */
                by?: string
                offset?: number
                tokens?: number
                tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
              }[]
              /**
               * all that was left out, by reason
               */
              left_out_counts: {
                [k: string]: number
              }
              /**
               * counted and not named
               */
              left_out_more: number
              took_ms: number
              pending: number
              words_only: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Packs what is known about a question into a token budget for a model, and says what was left out.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              /**
               * for the model; fenced, and empty where nothing fits
               */
              text: string
              tokens: number
              budget: number
              model: string
              method: 'exact' | 'bound'
              basis: string
              citations: {
                cite: number
                uri: string
                cube: string
                name: string
                key: string
                memory: string
                offset: number
                length: number
                /**
                 * length of the whole memory
                 */
                of: number
                author: string
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                /**
                 * milliseconds since the Unix epoch
                 */
                created: number
                verified: boolean
                tokens: number
                /**
                 * citations that say otherwise
                 */
                differs: number[]
              }[]
              /**
               * a few of each reason; `leftOut` asks for more
               */
              left_out: {
                cube: string
                key: string
                memory: string
                reason: 'budget' | 'duplicate' | 'superseded' | 'tier'
                /**
                 * the memory that stands for it
                 */
                by?: string
                offset?: number
                tokens?: number
                tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
              }[]
              /**
               * all that was left out, by reason
               */
              left_out_counts: {
                [k: string]: number
              }
              /**
               * counted and not named
               */
              left_out_more: number
              took_ms: number
              pending: number
              words_only: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            query: string
            /**
             * tokens, marks and labels included
             */
            budget?: number
            /**
             * gpt-5, gpt-4.1, gpt-4o, gpt-oss, o1, o3, o4, gpt-4, gpt-3.5, claude, gemini, llama, mistral, qwen, deepseek, other
             */
            model?: string
            /**
             * @maxItems 1000
             *
             * Items: a name that is unique in the home, a cube id, or a ticket
             */
            cubes?: string[]
            /**
             * @maxItems 256
             */
            tags?: string[]
            /**
             * the least trusted tier to take from
             */
            tier?: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
            /**
             * memories that are considered
             */
            top?: number
            /**
             * the state of the one cube at a revision
             */
            at?: string
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * how many of what was left out are named; all are counted
             */
            leftOut?: number
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/log': {
    /**
     * The commits of a cube, newest first.
     */
    get: {
      parameters: {
        query?: {
          /**
           * a commit CID, a unique prefix of one, a branch, or REV~n
           */
          branch?: string
          /**
           * a path such as postgres/vacuum
           */
          key?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              commits: {
                commit: string
                parents: string[]
                author: string
                /**
                 * milliseconds since the Unix epoch
                 */
                time: number
                message: string
                count: number
                verified: boolean
              }[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/diff': {
    /**
     * The keys that differ between two commits, or between a cube and another.
     */
    get: {
      parameters: {
        query: {
          a: string
          b?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              added: string[]
              removed: string[]
              changed: string[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/lineage': {
    /**
     * For each change: who made it, when, from which source, with which model; what is proven, and what is claimed.
     */
    get: {
      parameters: {
        query?: {
          /**
           * an ISO 8601 time, a duration such as 7d, or a revision; what is older is left out
           */
          since?: string
          /**
           * only keys that begin with this
           */
          key?: string
          /**
           * a branch; the current one when not given
           */
          branch?: string
          limit?: number
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cube: string
              since: string | null
              changes: {
                key: string
                op: 'add' | 'change' | 'remove' | 'present'
                memory: string | null
                previous: string | null
                commit: string
                cube: string
                author: string
                /**
                 * milliseconds since the Unix epoch
                 */
                time: number
                /**
                 * of a merge: the parent that brought it
                 */
                brought: string | null
                /**
                 * false where one of several commits made the change, the newest of which is named
                 */
                exact: boolean
                verified: boolean
                proof: 'change' | 'state' | 'none'
                source: {
                  uri: string
                  digest?: string
                } | null
                model: string | null
                tool: string | null
                agent: string | null
                derived: {
                  memory: string
                  cube: string | null
                  relation: string
                }[]
                activity: string | null
                licence: string | null
              }[]
              /**
               * commits whose state is not held: what they changed cannot be said here
               */
              notHeld: {
                commit: string
                author: string
                /**
                 * milliseconds since the Unix epoch
                 */
                time: number
                verified: boolean
              }[]
              more: boolean
              /**
               * which fields of a row are proven and which its author claims, by its `proof`
               */
              standing: {
                change: {
                  verified: string[]
                  claimed: string[]
                }
                state: {
                  verified: string[]
                  claimed: string[]
                }
                none: {
                  verified: string[]
                  claimed: string[]
                }
              }
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/branches': {
    /**
     * The branches of a cube.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              branches: {
                name: string
                commit: string
                current: boolean
                published: boolean
              }[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/branches/{name}': {
    /**
     * Makes a branch at a commit.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
          /**
           * a branch; the current one when not given
           */
          name: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              branch: string
              commit: string
              published?: boolean
              removed?: boolean
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a commit CID, a unique prefix of one, a branch, or REV~n
             */
            at?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    /**
     * Takes a branch away.
     */
    delete: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
          /**
           * a branch; the current one when not given
           */
          name: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              branch: string
              commit: string
              published?: boolean
              removed?: boolean
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    get?: never
    post?: never
    patch?: never
  }
  '/v1/cubes/{cube}/branch': {
    /**
     * Makes a branch the one that is read, written and recalled here when none is named.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              branch: string
              commit: string
              published?: boolean
              removed?: boolean
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a branch; the current one when not given
             */
            branch: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/merge': {
    /**
     * Takes in what a branch, a fork or an upstream did; what both sides changed is returned, never dropped.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                type: 'nothing' | 'fast-forward' | 'merge' | 'unfinished' | 'aborted'
                /**
                 * absent while conflicts are left
                 */
                commit?: string
                added: number
                changed: number
                removed: number
                conflicts: {
                  key: string
                  kind: 'edit/edit' | 'edit/remove' | 'add/add'
                  base: string | null
                  ours: string | null
                  theirs: string | null
                }[]
                resolved: {
                  key: string
                  kind: 'edit/edit' | 'edit/remove' | 'add/add'
                  base: string | null
                  ours: string | null
                  theirs: string | null
                  by: string
                }[]
                /**
                 * keys of two memories that say the same, or the same with another value
                 */
                similar: {
                  a: string
                  b: string
                  score: number
                  kind: 'same' | 'contradicts'
                }[]
                /**
                 * one record for two that said the same
                 */
                deduped: {
                  key: string
                  /**
                   * @minItems 2
                   * @maxItems 2
                   */
                  from: never[]
                  memory: string
                }[]
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                licence?: {
                  ours: string | null
                  theirs: string | null
                  verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
                  says: string
                }
                notes: string[]
                /**
                 * what a person should know about what was done
                 */
                notice?: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a revision of the cube, or another cube
             */
            other?: string
            strategy?: 'ask' | 'ours' | 'theirs' | 'union'
            /**
             * @maxItems 100000
             */
            resolve?: {
              /**
               * a path such as postgres/vacuum
               */
              key: string
              take?: 'ours' | 'theirs'
              text?: string
              /**
               * an absolute path
               */
              file?: string
            }[]
            /**
             * one record for each two memories that say the same
             */
            dedupe?: boolean
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * fetch no history from peers, even where it is missing here
             */
            local?: boolean
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    /**
     * Forgets an unfinished merge.
     */
    delete: {
      parameters: {
        query?: {
          /**
           * a branch; the current one when not given
           */
          branch?: string
          /**
           * fetch no history from peers, even where it is missing here
           */
          local?: boolean
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              type: 'nothing' | 'fast-forward' | 'merge' | 'unfinished' | 'aborted'
              /**
               * absent while conflicts are left
               */
              commit?: string
              added: number
              changed: number
              removed: number
              conflicts: {
                key: string
                kind: 'edit/edit' | 'edit/remove' | 'add/add'
                base: string | null
                ours: string | null
                theirs: string | null
              }[]
              resolved: {
                key: string
                kind: 'edit/edit' | 'edit/remove' | 'add/add'
                base: string | null
                ours: string | null
                theirs: string | null
                by: string
              }[]
              /**
               * keys of two memories that say the same, or the same with another value
               */
              similar: {
                a: string
                b: string
                score: number
                kind: 'same' | 'contradicts'
              }[]
              /**
               * one record for two that said the same
               */
              deduped: {
                key: string
                /**
                 * @minItems 2
                 * @maxItems 2
                 */
                from: never[]
                memory: string
              }[]
              tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
              licence?: {
                ours: string | null
                theirs: string | null
                verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
                says: string
              }
              notes: string[]
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    get?: never
    put?: never
    patch?: never
  }
  '/v1/cubes/{cube}/revert': {
    /**
     * Takes back what one commit did, in a new commit; refused where it was changed since.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              commit: string
              added: number
              changed: number
              removed: number
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a commit CID, a unique prefix of one, a branch, or REV~n
             */
            rev: string
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/discover': {
    /**
     * Cubes on the network, by topic.
     */
    get: {
      parameters: {
        query?: {
          topic?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              cubes: {
                cube: string
                name: string
                about: string | null
                topics: string[]
                author: string
                licence: string | null
                memories: number
                seeds: number
              }[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/pulls': {
    /**
     * Fetches a cube of others, verifies it, and makes it recallable.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                cube: string
                name: string
                commit: string
                memories: number
                blocks: number
                bytes: number
                ms: number
                from: string
                /**
                 * commits of other authors that the branch here does not have: an author has to merge them
                 */
                diverged?: string[]
                /**
                 * authors with a new key: what was decided here about the old one holds for the new one
                 */
                successors?: {
                  old: string
                  new: string
                  nickname?: string
                }[]
                /**
                 * heads of authors that were offered and not taken, and why
                 */
                refused?: string[]
                /**
                 * what a person should know about what was done
                 */
                notice?: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a name that is unique in the home, a cube id, or a ticket
             */
            cube: string
            /**
             * a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
             */
            from?: string
            depth?: number
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/peers': {
    /**
     * The connected nodes, with what was agreed with each.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              peers: {
                peerId: string
                addresses: string[]
                agent: string | null
                agreement: {
                  result: string
                  hash: string
                } | null
              }[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Dials a node and shakes hands with it.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              peerId: string
              peers: {
                peerId: string
                addresses: string[]
                agent: string | null
                agreement: {
                  result: string
                  hash: string
                } | null
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...
             */
            address: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/exchanges': {
    /**
     * The peers with which something was exchanged.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              peers: {
                peerId: string
                exchanges: number
                refused: number
                /**
                 * milliseconds since the Unix epoch
                 */
                lastMs: number
              }[]
              peerId: string | null
              entries: {
                /**
                 * milliseconds since the Unix epoch
                 */
                atMs: number
                /**
                 * asked: this node did; served: the peer did; told: a head that the peer told of was not taken
                 */
                side: 'asked' | 'served' | 'told'
                what: 'heads' | 'pack' | 'head'
                cubes: string[]
                outcome: 'done' | 'refused' | 'failed'
                /**
                 * heads or blocks
                 */
                items: number
                bytes: number
                ms: number
                reason?: {
                  code: string
                  message: string
                }
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/exchanges/{peer}': {
    /**
     * What was exchanged with a peer: asked, sent, received, refused and why; without one, which peers there are.
     */
    get: {
      parameters: {
        query?: {
          /**
           * the newest so many
           */
          limit?: number
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path: {
          /**
           * a peer id, or an end of one that no other has
           */
          peer: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              peers: {
                peerId: string
                exchanges: number
                refused: number
                /**
                 * milliseconds since the Unix epoch
                 */
                lastMs: number
              }[]
              peerId: string | null
              entries: {
                /**
                 * milliseconds since the Unix epoch
                 */
                atMs: number
                /**
                 * asked: this node did; served: the peer did; told: a head that the peer told of was not taken
                 */
                side: 'asked' | 'served' | 'told'
                what: 'heads' | 'pack' | 'head'
                cubes: string[]
                outcome: 'done' | 'refused' | 'failed'
                /**
                 * heads or blocks
                 */
                items: number
                bytes: number
                ms: number
                reason?: {
                  code: string
                  message: string
                }
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/follows/{target}': {
    /**
     * Keeps a cube, or all cubes of an author, up to date; fetches a cube by its id or ticket that is not here yet.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a cube, a did:key, or a nickname
           */
          target: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              target: string
              following: boolean
              /**
               * the cube was not here, and was fetched first
               */
              pulled?: {
                name: string
                memories: number
                blocks: number
                bytes: number
                from: string
              }
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    /**
     * Stops keeping a cube or an author up to date; what is here stays.
     */
    delete: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a cube, a did:key, or a nickname
           */
          target: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              target: string
              following: boolean
              /**
               * the cube was not here, and was fetched first
               */
              pulled?: {
                name: string
                memories: number
                blocks: number
                bytes: number
                from: string
              }
              /**
               * what a person should know about what was done
               */
              notice?: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    get?: never
    post?: never
    patch?: never
  }
  '/v1/authors/{author}/trust': {
    /**
     * Says how far an author is trusted.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          author: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              author: string
              tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
            nickname?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/authors/{author}/block': {
    /**
     * Takes nothing more from an author and leaves what is here out of recall.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a cube, a did:key, or a nickname
           */
          author: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              target: string
              author: string
              following: boolean
              blocked: boolean
              tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/cubes/{cube}/propose': {
    /**
     * Offers what a fork changed to the cube it was forked from; publishes the fork, since an offer is public.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                proposal: string
                upstream: string
                fork: string
                commit: string
                base: string
                published: boolean
                delivered: string[]
                refused: {
                  peerId: string
                  code: string
                  message: string
                }[]
                /**
                 * what a person should know about what was done
                 */
                notice?: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * why; shown to the authors of the cube
             */
            message?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/proposals': {
    /**
     * What was proposed to your cubes and what you proposed, or all that is kept here for one cube.
     */
    get: {
      parameters: {
        query?: {
          /**
           * a name that is unique in the home, a cube id, or a ticket
           */
          cube?: string
          /**
           * in this swarm: its name or id
           */
          swarm?: string
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              proposals: {
                id: string
                cube: string
                name: string | null
                fork: string
                author: string
                nickname: string | null
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                verified: boolean
                message: string
                commit: string
                base: string
                /**
                 * null where a state is not held here
                 */
                added: number | null
                /**
                 * null where a state is not held here
                 */
                changed: number | null
                /**
                 * null where a state is not held here
                 */
                removed: number | null
                state: string
                /**
                 * milliseconds since the Unix epoch
                 */
                time: number
                /**
                 * in: to a cube of yours; out: from you; kept for others, whose cube this home serves
                 */
                direction: 'in' | 'out' | 'kept'
                delivered: boolean
                approvals: string[]
                reason: string | null
                decided: number | null
                merged: string | null
              }[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/proposals/{proposal}/accept': {
    /**
     * Merges a proposal into your cube, credits its author and tells them; conflicts are returned, never dropped.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the id of a proposal, or a unique prefix of it
           */
          proposal: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                type: 'nothing' | 'fast-forward' | 'merge' | 'unfinished' | 'aborted'
                /**
                 * absent while conflicts are left
                 */
                commit?: string
                added: number
                changed: number
                removed: number
                conflicts: {
                  key: string
                  kind: 'edit/edit' | 'edit/remove' | 'add/add'
                  base: string | null
                  ours: string | null
                  theirs: string | null
                }[]
                resolved: {
                  key: string
                  kind: 'edit/edit' | 'edit/remove' | 'add/add'
                  base: string | null
                  ours: string | null
                  theirs: string | null
                  by: string
                }[]
                /**
                 * keys of two memories that say the same, or the same with another value
                 */
                similar: {
                  a: string
                  b: string
                  score: number
                  kind: 'same' | 'contradicts'
                }[]
                /**
                 * one record for two that said the same
                 */
                deduped: {
                  key: string
                  /**
                   * @minItems 2
                   * @maxItems 2
                   */
                  from: never[]
                  memory: string
                }[]
                tier: 'own' | 'team' | 'followed' | 'community' | 'quarantined'
                licence?: {
                  ours: string | null
                  theirs: string | null
                  verdict: 'same' | 'compatible' | 'incompatible' | 'unknown'
                  says: string
                }
                notes: string[]
                proposal: string
                upstream: string
                author: string
                state: string
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            strategy?: 'ask' | 'ours' | 'theirs' | 'union'
            /**
             * @maxItems 100000
             */
            resolve?: {
              /**
               * a path such as postgres/vacuum
               */
              key: string
              take?: 'ours' | 'theirs'
              text?: string
              /**
               * an absolute path
               */
              file?: string
            }[]
            /**
             * a branch; the current one when not given
             */
            branch?: string
            /**
             * why; kept in the commit
             */
            message?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/proposals/{proposal}/decline': {
    /**
     * Says no to a proposal, with a reason that its author sees.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the id of a proposal, or a unique prefix of it
           */
          proposal: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              state: string
              upstream: string
              reason: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * why; public, as the proposal is
             */
            reason?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/proposals/{proposal}/approve': {
    /**
     * Says, as an author of the cube, that a proposal may be accepted.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the id of a proposal, or a unique prefix of it
           */
          proposal: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              upstream: string
              commit: string
              author: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms': {
    /**
     * The swarms that this home is in.
     */
    get: {
      parameters: {
        query?: {
          /**
           * how many items a page has at most
           */
          limit?: number
          /**
           * `next` of the page before, with the same filters; one that this list did not give is a 400
           */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              swarms: {
                /**
                 * id of the swarm
                 */
                swarm: string
                name: string
                epoch: number
                role: string | null
                members: number
                online: number
                cubes: number
                /**
                 * sealed copies that are held here; 0 while the swarm has no seeds
                 */
                mirrors: number
                /**
                 * online, offline without a daemon, removed, refused where members say so, copied, stopped or damaged with a problem
                 */
                state: string
                problem: string | null
                /**
                 * whether Kubo nodes are let in
                 */
                kubo: string
                author: string
              }[]
              /**
               * the cursor of the next page; null at the end
               */
              next: string | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Makes a private swarm; only who is invited sees anything of it.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              /**
               * id of the swarm
               */
              swarm: string
              name: string
              epoch: number
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            name: string
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms/join': {
    /**
     * Comes into a swarm with an invitation.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                swarm: string
                name: string | null
                epoch: number | null
                state: 'joined' | 'pending'
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            invite: string
            waitMs?: number
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms/{swarm}': {
    /**
     * Leaves a swarm and deletes what this home holds of it.
     */
    delete: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              swarm: string
              name: string
              told: number
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    get?: never
    put?: never
    post?: never
    patch?: never
  }
  '/v1/swarms/{swarm}/members': {
    /**
     * Who is in a swarm, with role, and who is there now.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              epoch: number
              state: string
              members: {
                author: string
                name: string
                role: string
                online: boolean
                you: boolean
                copied: boolean
              }[]
              pending: {
                id: string
                role: string
                expires: string
                auto: boolean
                by: string
                state: 'open' | 'used' | 'revoked' | 'expired' | 'waiting'
                /**
                 * who waits to be confirmed; a claim
                 */
                name: string | null
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms/{swarm}/invites': {
    /**
     * The invitations of a swarm: open, used, revoked, expired, and those whose bearer waits for an admin.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              invites: {
                id: string
                role: string
                expires: string
                auto: boolean
                by: string
                state: 'open' | 'used' | 'revoked' | 'expired' | 'waiting'
                /**
                 * who waits to be confirmed; a claim
                 */
                name: string | null
              }[]
              usedTwice: {
                id: string
                authors: string[]
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Makes an invitation that lets one person in, once.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              invite: string
              id: string
              expires: string
              role: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            role?: 'reader' | 'writer' | 'admin'
            ttlMs?: number
            /**
             * let in at once; otherwise an admin confirms
             */
            auto?: boolean
          }
        }
      }
    }
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms/{swarm}/invites/{id}': {
    /**
     * Takes an invitation back that nobody used yet.
     */
    delete: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
          /**
           * the id of an invitation, or its first characters
           */
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              state: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    get?: never
    put?: never
    post?: never
    patch?: never
  }
  '/v1/swarms/{swarm}/invites/{id}/confirm': {
    /**
     * Lets somebody in who waits with an invitation that is not automatic.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
          /**
           * the id of an invitation, or its first characters
           */
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              member: string
              name: string
              role: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {}
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms/{swarm}/members/{author}': {
    /**
     * Changes what a member may do.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
          /**
           * a did:key, or the name of a member
           */
          author: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              member: string
              role: string
              epoch: number
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            role: 'reader' | 'writer' | 'admin'
          }
        }
      }
    }
    /**
     * Puts a member out and changes the keys; what was fetched before stays readable to them.
     */
    delete: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
          /**
           * a did:key, or the name of a member
           */
          author: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              epoch: number
              member: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    get?: never
    post?: never
    patch?: never
  }
  '/v1/swarms/{swarm}/rotate': {
    /**
     * Changes the keys of a swarm; everybody in it is given the new ones.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              epoch: number
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {}
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms/{swarm}/seed': {
    /**
     * Lets a server in, once, that stores and serves the sealed cubes of a swarm and cannot read them; on such a server, says what it holds.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json':
              | {
                  invite: string
                  id: string
                  expires: string
                  role: string
                  swarm: string
                }
              | {
                  /**
                   * id of the swarm
                   */
                  swarm: string
                  name: string
                  epoch: number
                  role: string
                  online: number
                  mirrors: number
                  bytes: number
                  held: {
                    mirror: string
                    author: string
                    commit: string
                    time: string
                  }[]
                }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * for a machine that must not be able to read
             */
            untrusted?: boolean
            ttlMs?: number
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/swarms/{swarm}/kubo': {
    /**
     * Which Kubo nodes may fetch what a swarm shares, where, and which are connected.
     */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              /**
               * id of the swarm
               */
              swarm: string
              name: string
              epoch: number
              /**
               * off, on, offline without a daemon, or stopped with a problem
               */
              state: 'off' | 'on' | 'offline' | 'stopped'
              problem: string | null
              peerId: string | null
              addresses: string[]
              peers: {
                peerId: string
                connected: boolean
              }[]
              /**
               * of the key, as Kubo prints it
               */
              fingerprint: string | null
              /**
               * where the key is, to be copied into the repository of Kubo
               */
              keyFile: string | null
              /**
               * the epoch in which the key was put there
               */
              keyEpoch: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    /**
     * Lets Kubo nodes that are named fetch what a swarm shares, under a swarm.key.
     */
    put: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              /**
               * id of the swarm
               */
              swarm: string
              name: string
              epoch: number
              /**
               * off, on, offline without a daemon, or stopped with a problem
               */
              state: 'off' | 'on' | 'offline' | 'stopped'
              problem: string | null
              peerId: string | null
              addresses: string[]
              peers: {
                peerId: string
                connected: boolean
              }[]
              /**
               * of the key, as Kubo prints it
               */
              fingerprint: string | null
              /**
               * where the key is, to be copied into the repository of Kubo
               */
              keyFile: string | null
              /**
               * the epoch in which the key was put there
               */
              keyEpoch: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * an absolute path of a swarm.key; the one that is here, or a new one, when not given
             */
            keyFile?: string
            /**
             * peer ids of the Kubo nodes, as `ipfs id` prints them
             *
             * @maxItems 32
             */
            peers: string[]
            /**
             * a port, or a multiaddr of tcp; as before, or any port, when not given
             */
            listen?: string
          }
        }
      }
    }
    /**
     * Lets no Kubo node fetch from a swarm any more, and deletes the key.
     */
    delete: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path: {
          /**
           * the name or id of a swarm
           */
          swarm: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              /**
               * id of the swarm
               */
              swarm: string
              name: string
              epoch: number
              /**
               * off, on, offline without a daemon, or stopped with a problem
               */
              state: 'off' | 'on' | 'offline' | 'stopped'
              problem: string | null
              peerId: string | null
              addresses: string[]
              peers: {
                peerId: string
                connected: boolean
              }[]
              /**
               * of the key, as Kubo prints it
               */
              fingerprint: string | null
              /**
               * where the key is, to be copied into the repository of Kubo
               */
              keyFile: string | null
              /**
               * the epoch in which the key was put there
               */
              keyEpoch: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    post?: never
    patch?: never
  }
  '/v1/status': {
    /**
     * The node, its peers, cubes, index and disk.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              running: boolean
              name: string
              author: string
              peerId: string
              addresses: string[]
              peers: number
              /**
               * those of swarms too
               */
              cubes: number
              /**
               * how many cubes who can read
               */
              visibility: {
                private: number
                public: number
                swarm: number
              }
              /**
               * what needs a decision
               */
              waiting: {
                /**
                 * edited-twice, unfinished-merge, unmerged, proposal or restored
                 */
                kind: 'edited-twice' | 'unfinished-merge' | 'unmerged' | 'proposal' | 'restored'
                key?: string
                /**
                 * where the other of two edits is
                 */
                beside?: string
                branch?: string
                id?: string
                /**
                 * how it is decided
                 */
                hint: string
                cube: string
                displayName: string
              }[]
              memories: number
              index: {
                texts: number
                vectors: number
                pending: number
                /**
                 * why the index cannot be asked now; it is a cache, and the rest of the node works
                 */
                problem: string | null
              }
              disk: {
                bytes: number
                free: number
                readOnly: boolean
                reason: string | null
              }
              cache: {
                usedBytes: number
                maxBytes: number | null
              }
              /**
               * what was found wrong with the home and waits for `fsck --repair`
               */
              damage: {
                /**
                 * milliseconds since the Unix epoch
                 */
                atMs: number
                message: string
              }[]
              swarms: {
                /**
                 * id of the swarm
                 */
                swarm: string
                name: string
                epoch: number
                role: string | null
                members: number
                online: number
                cubes: number
                /**
                 * sealed copies that are held here; 0 while the swarm has no seeds
                 */
                mirrors: number
                /**
                 * online, offline without a daemon, removed, refused where members say so, copied, stopped or damaged with a problem
                 */
                state: string
                problem: string | null
                /**
                 * whether Kubo nodes are let in
                 */
                kubo: string
                author: string
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/doctor': {
    /**
     * Looks at what usually goes wrong and says what to do.
     */
    get: {
      parameters: {
        query?: {
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              checks: {
                name: string
                ok: boolean
                message: string
                hint: string | null
              }[]
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/fsck': {
    /**
     * Checks every block and record of the store, every cube, the high-water marks and the index; mends what it can, with the help of peers.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                ok: boolean
                checked: number
                problems: {
                  kind:
                    | 'missing'
                    | 'corrupt'
                    | 'unverifiable'
                    | 'rollback'
                    | 'record'
                    | 'files'
                    | 'staging'
                    | 'index'
                  /**
                   * the block, or else the cube, that it is about; empty where it is about neither
                   */
                  cid: string
                  message: string
                  cube?: string
                  /**
                   * the key whose memory is affected
                   */
                  key?: string
                  /**
                   * the newest commit that is affected
                   */
                  commit?: string
                  /**
                   * name of the swarm that it is from
                   */
                  swarm?: string
                }[]
                repaired: number
                healed: {
                  kind:
                    | 'missing'
                    | 'corrupt'
                    | 'unverifiable'
                    | 'rollback'
                    | 'record'
                    | 'files'
                    | 'staging'
                    | 'index'
                  /**
                   * the block, or else the cube, that it is about; empty where it is about neither
                   */
                  cid: string
                  message: string
                  cube?: string
                  /**
                   * the key whose memory is affected
                   */
                  key?: string
                  /**
                   * the newest commit that is affected
                   */
                  commit?: string
                  /**
                   * name of the swarm that it is from
                   */
                  swarm?: string
                  how: string
                }[]
                unhealable: {
                  kind:
                    | 'missing'
                    | 'corrupt'
                    | 'unverifiable'
                    | 'rollback'
                    | 'record'
                    | 'files'
                    | 'staging'
                    | 'index'
                  /**
                   * the block, or else the cube, that it is about; empty where it is about neither
                   */
                  cid: string
                  message: string
                  cube?: string
                  /**
                   * the key whose memory is affected
                   */
                  key?: string
                  /**
                   * the newest commit that is affected
                   */
                  commit?: string
                  /**
                   * name of the swarm that it is from
                   */
                  swarm?: string
                  means: string
                }[]
                notes: string[]
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            repair?: boolean
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/gc': {
    /**
     * Frees the blocks that nothing in this home refers to; everybody reads and writes on meanwhile.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                freedBytes: number
                blocks: number
                kept: number
                tookMs: number
                memoryBytes: number
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/backup': {
    /**
     * Writes the whole home into one file, as of one moment, while it goes on working.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                out: string
                bytes: number
                entries: number
                blocks: number
                files: number
                damaged: number
                keys: boolean
                swarms: string[]
                swarmsLeftOut: string[]
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * an absolute path
             */
            out: string
            /**
             * with the secret keys; a backup without them needs them to be restored
             */
            keys?: boolean
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/rotate-key': {
    /**
     * Makes a new author key, proven by the old one, and signs every cube of this home with it.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                old: string
                author: string
                cubes: {
                  cube: string
                  name: string
                  commit: string
                }[]
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/audit': {
    /**
     * What was done and refused in this home, the newest last.
     */
    get: {
      parameters: {
        query?: {
          /**
           * milliseconds since the Unix epoch
           */
          since?: number
          kind?: string
          /**
           * only entries before this index
           */
          before?: number
          limit?: number
          /**
           * in this swarm: its name or id
           */
          swarm?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              entries: {
                index: number
                /**
                 * milliseconds since the Unix epoch
                 */
                time: number
                kind: string
                cube?: string
                commit?: string
                memory?: string
                /**
                 * sequence number
                 */
                head?: number
                author?: string
                tier?: string
                peer?: string
                /**
                 * of a refusal
                 */
                code?: string
                /**
                 * the call that was refused
                 */
                verb?: string
                /**
                 * how many of its kind the entry stands for
                 */
                count?: number
              }[]
              size: number
              /**
               * the place to go on from with `before`; null at the beginning of the log
               */
              before: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: never
    }
    put?: never
    post?: never
    patch?: never
    delete?: never
  }
  '/v1/audit/verify': {
    /**
     * Finds whether the audit log was edited, cut off or rewritten, and from where.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              id: string
              /**
               * the use case
               */
              call: string
              state: 'running' | 'done' | 'failed' | 'cancelled'
              /**
               * how far it has come
               */
              progress: null | {
                phase: string
                done: number
                total?: number
                unit?: string
              }
              result: {
                ok: boolean
                entries: number
                root: string
                firstBad: number | null
                problems: {
                  kind: string
                  index: number
                  message: string
                }[]
                /**
                 * the one that was given
                 */
                checkpoint: {
                  size: number
                  cosigners: {
                    author: string
                    timeS: number
                  }[]
                } | null
              } | null
              /**
               * when failed or cancelled
               */
              error: null | Problem
              /**
               * milliseconds since the Unix epoch
               */
              started: number
              ended: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * an absolute path
             */
            from?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/audit/checkpoint': {
    /**
     * Signs what the audit log is now.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              origin: string
              size: number
              checkpoint: string
              /**
               * the file that it was written to
               */
              out?: string
              root: string
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody?: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * an absolute path
             */
            out?: string
            since?: number
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
  '/v1/audit/cosign': {
    /**
     * Cosigns a checkpoint of another home, if it continues the one cosigned before.
     */
    post: {
      parameters: {
        query?: never
        header?: {
          /**
           * The same request under the same key is done once, for a day; 409 while it is under way, 422 when the key was used for another.
           */
          'Idempotency-Key'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': {
              origin: string
              size: number
              checkpoint: string
              /**
               * the file that it was written to
               */
              out?: string
              author: string
              before: number | null
            }
          }
        }
        default: {
          headers: Record<string, unknown>
          content: {
            'application/problem+json': Problem
          }
        }
      }
      requestBody: {
        headers: Record<string, unknown>
        content: {
          'application/json': {
            /**
             * an absolute path
             */
            file: string
            /**
             * an absolute path
             */
            out?: string
            /**
             * in this swarm: its name or id
             */
            swarm?: string
          }
        }
      }
    }
    get?: never
    put?: never
    patch?: never
    delete?: never
  }
}
/**
 * RFC 9457; the codes are those of the command line (protocols/errors.md).
 */
export interface Problem {
  /**
   * urn:memcube:problem:CODE
   */
  type: string
  title: string
  status: number
  /**
   * what was expected and what came
   */
  detail: string
  code:
    | 'ERR_USAGE'
    | 'ERR_INVALID_INPUT'
    | 'ERR_DENIED'
    | 'ERR_NOT_FOUND'
    | 'ERR_CONFLICT'
    | 'ERR_LIMIT'
    | 'ERR_UNVERIFIABLE'
    | 'ERR_INCOMPATIBLE'
    | 'ERR_ROLLBACK'
    | 'ERR_CORRUPT'
    | 'ERR_HOME_IN_USE'
    | 'ERR_UNREACHABLE'
    | 'ERR_TIMEOUT'
    | 'ERR_ABORTED'
    | 'ERR_INTERNAL'
    | 'ERR_DISK_FULL'
  /**
   * what to do
   */
  hint: string | null
}
export interface Job {
  id: string
  /**
   * the use case
   */
  call: string
  state: 'running' | 'done' | 'failed' | 'cancelled'
  /**
   * how far it has come
   */
  progress: null | {
    phase: string
    done: number
    total?: number
    unit?: string
  }
  /**
   * what the call answers, when done
   */
  result: {
    [k: string]: unknown
  }
  /**
   * when failed or cancelled
   */
  error: null | Problem
  /**
   * milliseconds since the Unix epoch
   */
  started: number
  ended: number | null
}
