/** Runs one command: parse, run, print, and turn every error into a sentence and an exit code. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { MemCubeError } from '../../core/errors.ts'
import { openClient, type ClientNeeds } from './client.ts'
import type { NodeClient } from './node-client.ts'
import { createOutput, type Output } from './output.ts'
import { parseCommand, wantsJson, type ParsedCommand } from './parse.ts'
import { allVerbs } from './verbs/index.ts'
import { createProgress } from './progress.ts'
import { interruptible } from './signals.ts'

/** What a command takes from its surroundings; a test brings its own. */
interface Surroundings {
  env: NodeJS.ProcessEnv
  output: Output
  /** Opened when it is read. */
  stdin(): Readable
  openClient(needs: ClientNeeds): Promise<NodeClient>
  /** The command was told to end, and has: what it said may wait for a reader only so long. */
  endSoon?(): void
}

export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', onWriteError)
  process.stderr.on('error', () => {})
  const output = createOutput(process.stdout, process.stderr)
  process.exitCode = await runCommand(argv, {
    env: process.env,
    output,
    stdin: () => process.stdin,
    openClient,
    endSoon,
  })
}

/** Guess: a reader that still reads takes what waits in far less. */
const lastWordsMs = 2_000

/** A process ends once its output is taken. One that was told to end waits for its reader only so long. */
function endSoon(): void {
  setTimeout(() => process.exit(), lastWordsMs).unref()
}

/** @returns the exit code; throws nothing */
export async function runCommand(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, output } = surroundings
  let stays = false
  try {
    const command = await parseCommand(argv)
    stays = command.verb.stays === true || command.verb.ownSignals === true
    const noSignal = new AbortController().signal
    if (command.verb.ownSignals === true) return await run(command, surroundings, noSignal)
    return await interruptible((signal) => {
      signal.addEventListener('abort', () => (stays = true), { once: true })
      return run(command, surroundings, signal)
    })
  } catch (error) {
    const { report } = await import('./report.ts')
    return report(error, output, { json: wantsJson(argv), debug: Boolean(env['MEMCUBE_DEBUG']) })
  } finally {
    if (stays) surroundings.endSoon?.()
  }
}

/** On a terminal, what is long waits for the pager. */
async function run(command: ParsedCommand, surroundings: Surroundings, signal: AbortSignal): Promise<number> {
  const { verb, args, json, color, pager } = command
  const output = color ? surroundings.output : surroundings.output.plain()
  const pages = typeof verb.pages === 'function' ? verb.pages(args) : verb.pages === true
  if (!pages || json || !pager || !output.isTerminal)
    return runVerb(command, { ...surroundings, output }, signal)
  const { out, take } = output.collecting()
  const print = (text: string): void => void process.stdout.write(text)
  try {
    const code = await runVerb(command, { ...surroundings, output: out }, signal)
    const { showInPager } = await import('./pager.ts')
    const text = take()
    if (text !== '' && !(await showInPager(text, surroundings.env))) print(text)
    return code
  } finally {
    print(take())
  }
}

async function runVerb(
  { verb, args, options, json, home: given }: ParsedCommand,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<number> {
  const home = homeOf(given, surroundings.env)
  const progress = createProgress(json)
  let client: Promise<NodeClient> | undefined
  try {
    const code = await verb.run(args, options, {
      home,
      json,
      verbs: allVerbs,
      out: surroundings.output,
      call: { signal, progress: progress.update },
      async client() {
        const { call, close } = await (client ??= surroundings.openClient({
          home,
          network: typeof verb.network === 'function' ? verb.network(args) : verb.network === true,
          signal,
          resume: verb.resume,
          needsPeers: verb.needsPeers?.(options) === true,
        }))
        // The bar is gone before the answer is printed.
        return {
          call: (name, input, o) =>
            call(name, input, o)
              .catch(async (error: unknown) => {
                const { asWrongUsage } = await import('./wrong-value.ts')
                throw await asWrongUsage(error, verb, name, input)
              })
              .finally(progress.stop),
          close,
        }
      },
      async release() {
        const open = await client
        client = undefined
        await open?.close()
      },
      async readStdin() {
        const { readText } = await import('./stdin.ts')
        return readText(surroundings.stdin(), signal)
      },
    })
    return code ?? 0
  } finally {
    progress.stop()
    await (await client?.catch(() => undefined))?.close()
  }
}

function homeOf(given: string | undefined, env: NodeJS.ProcessEnv): string {
  if (given === '')
    throw new MemCubeError('ERR_USAGE', '--home is empty', { hint: 'name a folder, or leave it out' })
  return resolve(given ?? (env['MEMCUBE_HOME'] || join(homedir(), '.memcube')))
}

/** A reader that closes the pipe, such as `head`, has what it wanted. Any other failure loses the answer. */
function onWriteError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return
  process.stderr.write(`error: the answer could not be written: ${error.message}\n`)
  process.exitCode = 1
}
