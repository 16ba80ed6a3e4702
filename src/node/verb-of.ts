/** Verbs whose first argument says which of several calls is made: `swarm invite` calls `swarm-invite`. */
const withParts = /^(?:audit|bootstrap|config|pins|seed|show|store|swarm)(?=-)/u

/** The verb of the command line that makes a call. */
export function verbOf(call: string): string {
  return withParts.exec(call)?.[0] ?? call
}
