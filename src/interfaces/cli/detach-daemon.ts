/** `daemon --detach`: starts a daemon that outlives this command, and returns when it is ready. */
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { MemCubeError } from '../../core/errors.ts'
import { loadDaemonSettings } from '../../home/daemon-settings.ts'
import type { VerbContext } from './verb.ts'

/** From here on people are told that it takes long: a home that is mended may need minutes. Guess. */
const tellAfterMs = 5_000

interface Ready {
  event: 'ready'
  peerId: string
  addresses: string[]
  api: string
  gateway?: string
  pid: number
}

type FirstLine = Ready | { error: { code: string; message: string; hint: string | null } }

/** @throws what the daemon said when it could not start */
export async function detachDaemon({ home, json, out }: VerbContext): Promise<number> {
  const logPath = (await loadDaemonSettings(home)).logFile ?? join(home, 'daemon.log')
  const child = start(home, logPath)
  // Told to end before it is ready: so is the daemon.
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal)
  process.on('SIGINT', forward).on('SIGTERM', forward)
  const telling = setTimeout(() => out.note(`the daemon is still starting; see ${logPath}`), tellAfterMs)
  try {
    const first = await firstLine(child, logPath)
    if ('error' in first) throw refused(first.error)
    const { peerId, addresses, api, gateway, pid } = first
    if (json)
      out.json({ peerId, addresses, api, ...(gateway !== undefined && { gateway }), pid, home, log: logPath })
    else {
      out.line(`memcube runs as ${peerId}, process ${pid}; \`memcube stop\` ends it`)
      for (const address of addresses) out.line(address)
      if (gateway !== undefined) out.line(`gateway ${gateway}`)
    }
    return 0
  } finally {
    clearTimeout(telling)
    process.off('SIGINT', forward).off('SIGTERM', forward)
    child.stdout?.destroy()
    child.unref()
  }
}

/** The same command without \`--detach\`. What it says beside its log, when Node itself gives up, goes to the log too. */
function start(home: string, logPath: string): ChildProcess {
  const given = process.argv.slice(2).filter((word) => word !== '--detach' && word !== '--json')
  const hasLog = given.some((word) => word === '--log-file' || word.startsWith('--log-file='))
  const args = [...given, '--home', home, '--json', ...(hasLog ? [] : ['--log-file', logPath])]
  const log = openLog(logPath)
  try {
    const command = [...process.execArgv, process.argv[1] ?? '', ...args]
    return spawn(process.execPath, command, { detached: true, stdio: ['ignore', 'pipe', log] })
  } finally {
    if (typeof log === 'number') closeSync(log)
  }
}

/** Without a home there is nowhere to log to, and the daemon says so. */
function openLog(path: string): number | 'ignore' {
  try {
    return openSync(path, 'a', 0o600)
  } catch {
    return 'ignore'
  }
}

function firstLine(child: ChildProcess, logPath: string): Promise<FirstLine> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
    lines.once('line', (line) => resolve(JSON.parse(line) as FirstLine))
    child.once('error', reject)
    child.once('close', (code, signal) =>
      reject(
        new MemCubeError('ERR_INTERNAL', `the daemon ended before it was ready, with ${signal ?? code}`, {
          hint: `see ${logPath}`,
        }),
      ),
    )
  })
}

function refused({
  code,
  message,
  hint,
}: {
  code: string
  message: string
  hint: string | null
}): MemCubeError {
  return new MemCubeError(code, message, hint === null ? {} : { hint })
}
