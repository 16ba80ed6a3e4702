/**
 * A process that runs for weeks keeps less of what it once needed. V8 lets its young generation grow to 128 MiB on a machine with
 * much memory, within a second of busy work, and gives it back in a calm moment alone; the allocator of glibc has up to eight
 * arenas for each processor, and takes larger and larger buffers from them, which it then keeps. Both read their bounds once, as
 * a process begins: so a daemon begins anew in its own place, with the same process id, before it has loaded anything.
 * Measured (docs/hostile-peers.md, "Peers that come and go").
 */

/** Each of two halves, in MiB: the young generation has at most three times as much. */
const semiSpaceMib = 16
const semiSpace = /^--max[-_]semi[-_]space[-_]size(=|$)/

/** For glibc; others do not look at it. The thresholds are those it begins with: said so, they do not grow. */
const allocator: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
}

interface Beginning {
  /** Of Node: what stands before the script. */
  execArgv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
}

/** What a process should have begun with, beside what it has; undefined when that is all. What a person has set stays. Pure. */
export function missingBounds({
  execArgv,
  env,
}: Beginning): { flags: string[]; env: Record<string, string> } | undefined {
  const given = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)]
  const flags = given.some((word) => semiSpace.test(word)) ? [] : [`--max-semi-space-size=${semiSpaceMib}`]
  const unset = Object.entries(allocator).filter(([name]) => env[name] === undefined)
  if (flags.length === 0 && unset.length === 0) return undefined
  return { flags, env: Object.fromEntries(unset) }
}

/** Begins anew with what is missing, and does not return then; where a system has no such call, the process stays as it is. */
export function beginSmall(): void {
  const missing = missingBounds(process)
  // A parent that talks with it over a channel would find nobody behind it.
  if (missing === undefined || process.execve === undefined || process.channel !== undefined) return
  const words = [process.execPath, ...missing.flags, ...process.execArgv, ...process.argv.slice(1)]
  try {
    process.execve(process.execPath, words, { ...process.env, ...missing.env })
  } catch {
    // Windows, and a process that may start no other.
  }
}
