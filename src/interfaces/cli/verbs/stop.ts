import type { Verb } from '../verb.ts'

export const stop: Verb = {
  name: 'stop',
  group: 'start',
  summary: 'stop the daemon of this home, and wait until it has ended',
  arguments: [],
  options: [],
  examples: [
    ['memcube stop', 'returns when the daemon has ended; says so when none runs, and that is no failure'],
  ],
  async run(_args, _options, { home, json, out, call: { signal } }) {
    const { stopDaemon } = await import('../stop-daemon.ts')
    const { stopped, pid, other } = await stopDaemon(home, signal)
    if (json) return out.json({ stopped, pid: pid ?? null })
    if (stopped) out.line(`the daemon has ended (process ${pid})`)
    else if (other === undefined) out.line('no daemon runs for this home')
    else out.line(`no daemon runs for this home; process ${other.pid} (${other.role}) has it`)
  },
}
