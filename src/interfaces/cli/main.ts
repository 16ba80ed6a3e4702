/** Runs one command: parse, run, print, and turn every error into a sentence and an exit code. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { MemCubeError } from '../../core/errors.ts'
import { openClient, type NodeClient } from './client.ts'
import { exitCodeOf } from './exit-codes.ts'
import { output, type Output } from './output.ts'
import { parseCommand } from './parse.ts'
import { createProgress } from './progress.ts'
import { readStdin } from './stdin.ts'
import { plainText } from './terminal-text.ts'
import type { VerbContext } from './verb.ts'

export async function main(argv: readonly string[]): Promise<void> {
  // A reader that closes the pipe, such as `head`, ends the command, quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
  })
  const json = argv.includes('--json')
  try {
    process.exitCode = await run(argv, output)
  } catch (error) {
    process.exitCode = report(error, json, output)
  }
}

async function run(argv: readonly string[], out: Output): Promise<number> {
  const parsed = await parseCommand(argv, out)
  if (parsed === undefined) return 0
  const { verb, args, options } = parsed
  const home = resolve(parsed.home ?? process.env['MEMCUBE_HOME'] ?? join(homedir(), '.memcube'))
  const aborter = new AbortController()
  const interrupt = (): void =>
    aborter.abort(new MemCubeError('ERR_ABORTED', 'interrupted; nothing was left half done'))
  if (verb.name !== 'daemon') process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const progress = createProgress(parsed.json)
  let client: NodeClient | undefined
  const context: VerbContext = {
    home,
    json: parsed.json,
    out,
    call: { signal: aborter.signal, progress: progress.update },
    client: async () => (client ??= await openClient({ home, network: verb.network === true })),
    readStdin,
  }
  try {
    return (await verb.run(args, options, context)) ?? 0
  } finally {
    progress.stop()
    await client?.close()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

/** Prints what went wrong and what to do. @returns the exit code */
export function report(error: unknown, json: boolean, out: Output): number {
  const known = error instanceof MemCubeError ? error : unexpected(error)
  const { code, message, hint } = known
  if (json) out.json({ error: { code, message, hint: hint ?? null } })
  else {
    out.note(`error: ${plainText(message)}`)
    if (hint !== undefined) out.note(`hint: ${plainText(hint)}`)
  }
  if (process.env['MEMCUBE_DEBUG'] !== undefined) out.note(String((error as Error).stack))
  return exitCodeOf(code)
}

function unexpected(error: unknown): MemCubeError {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (name === 'AbortError') return new MemCubeError('ERR_ABORTED', 'interrupted; nothing was left half done')
  return new MemCubeError('ERR_INTERNAL', message === '' ? name : message, {
    cause: error,
    hint: 'this is a mistake in memcube; set MEMCUBE_DEBUG=1 to see where, and report it',
  })
}
