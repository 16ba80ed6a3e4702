import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { AnswerOf } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { plainLine } from '../terminal-text.ts'
import type { Values, Verb, VerbContext } from '../verb.ts'
import { skippedLines } from '../import-report.ts'
import type { FolderWatch } from '../watch-folder.ts'

/** Quiet time after the last change of a folder, in ms: editors and copies write in bursts. Guess. */
const defaultQuietMs = 500
/** Tries while another command has the home, one each second. Guess. */
const mostTries = 30
/** After a refusal the folder is tried again, whether or not it tells of a change. Guess. */
const retryMs = 30_000
/** While the folder is there: without the cube there is nothing to go on with. */
const endingCodes = new Set(['ERR_NOT_FOUND', 'ERR_USAGE'])
const busyCodes = new Set(['ERR_HOME_IN_USE', 'ERR_UNREACHABLE'])

export const watch: Verb = {
  name: 'watch',
  group: 'write',
  stays: true,
  summary: 'keep a cube in step with a folder, one commit per settled change',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<dir>', 'a folder of markdown or text'],
  ],
  options: [
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    {
      flags: '--quiet <ms>',
      about: 'how long nothing may change before a change is taken in; 500 when not given',
      whole: true,
    },
    { flags: '--allow-empty', about: 'remove also when no file is left, or most are gone at once' },
  ],
  examples: [
    [
      'memcube watch field-notes ./notes',
      'imports what is there, then each change until Ctrl-C. A memory is removed when its file is deleted, and stays when the whole folder is gone',
    ],
  ],
  async run([cube, dir], options, context) {
    const { signal } = context.call
    const path = await folderAt(resolve(dir as string))
    const { watchFolder } = await import('../watch-folder.ts')
    const input = {
      cube,
      path,
      mirror: true,
      allowEmpty: options['allowEmpty'],
      branch: options['branch'],
    }
    // Watched before it is read: what changes meanwhile is seen.
    const folder = await watchFolder(path, quietOf(options), signal)
    try {
      tell(await sync(input, context), context, true)
      say({ event: 'watching', cube, path }, `watching ${plainLine(path, 400)}; Ctrl-C ends it`, context)
      await goOn(folder, input, context)
    } catch (error) {
      // Asked to stop: an import is one commit, so none is half done.
      if (!signal.aborted) throw error
    } finally {
      await folder.close()
    }
  },
}

type Input = { cube: unknown; path: string } & Values

interface Trouble {
  code: string
  message: string
  hint: string
}

/** Takes each change until it is stopped. What cannot be taken now is said once, and tried again. */
async function goOn(folder: FolderWatch, input: Input, context: VerbContext): Promise<void> {
  let trouble: Trouble | undefined
  let retry: NodeJS.Timeout | undefined
  try {
    while (await folder.settled()) {
      clearTimeout(retry)
      const before = trouble
      const done = await attempt(input, context)
      if ('message' in done) {
        trouble = done
        retry = setTimeout(folder.disturb, retryMs)
        if (done.message !== before?.message)
          say({ event: 'waiting', ...done }, `${plainLine(done.message, 400)}: ${done.hint}`, context)
        continue
      }
      trouble = undefined
      tell(done, context, false)
      const { cube, path } = input
      if (before !== undefined) say({ event: 'watching', cube, path }, 'watching again', context)
    }
  } finally {
    clearTimeout(retry)
  }
}

/** @throws when there is nothing to wait for: the cube is gone, or it was asked to stop */
async function attempt(input: Input, context: VerbContext): Promise<AnswerOf<'import'> | Trouble> {
  const { folderIdentity } = await import('../watch-folder.ts')
  const isThere = async (): Promise<boolean> => (await folderIdentity(input.path)) !== undefined
  const gone = {
    code: 'ERR_NOT_FOUND',
    message: `${input.path} is not there or cannot be read`,
    hint: 'nothing is removed, and it goes on when the folder is back',
  }
  if (!(await isThere())) return gone
  try {
    return await sync(input, context)
  } catch (error) {
    if (context.call.signal.aborted) throw error
    if (!(await isThere())) return gone
    const { code = 'ERR_FAILED', message, hint } = error as Error & Partial<Trouble>
    if (endingCodes.has(code)) throw error
    return { code, message, hint: hint ?? 'it is tried again' }
  }
}

async function folderAt(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (cause) {
    throw new MemCubeError('ERR_NOT_FOUND', `nothing to watch at ${path}`, {
      cause,
      hint: 'give the path of a folder',
    })
  }
}

function quietOf({ quiet }: Values): number {
  if (quiet === undefined) return defaultQuietMs
  if (typeof quiet === 'number' && quiet >= 10 && quiet <= 60_000) return quiet
  throw new MemCubeError('ERR_USAGE', `--quiet takes 10 to 60000 ms; got ${JSON.stringify(quiet)}`, {
    hint: 'leave it out for 500',
  })
}

/** The home is opened for each import and closed again, so that other commands have it between; a daemon is asked instead. */
async function sync(input: unknown, { home, call }: VerbContext): Promise<AnswerOf<'import'>> {
  const { openClient } = await import('../client.ts')
  for (let tries = 1; ; tries++) {
    try {
      const client = await openClient({ home, network: false })
      try {
        return await client.call('import', input, call)
      } catch (error) {
        const { asWrongUsage } = await import('../wrong-value.ts')
        throw await asWrongUsage(error, watch, 'import', input)
      } finally {
        await client.close()
      }
    } catch (error) {
      const isBusy = error instanceof MemCubeError && busyCodes.has(error.code)
      if (!isBusy || tries >= mostTries) throw error
      await wait(1000, undefined, { signal: call.signal })
    }
  }
}

function tell(done: AnswerOf<'import'>, context: VerbContext, isFirst: boolean): void {
  const { added, changed, unchanged, removed = 0, skipped, commit } = done
  if (!isFirst && added + changed + removed + skipped.length === 0) return
  const { json, out } = context
  if (json) return out.json({ event: 'synced', ...done })
  out.line(
    `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged, ${skipped.length} skipped  ${commit}`,
  )
  for (const line of skippedLines(done)) out.note(line)
}

function say(event: Record<string, unknown>, line: string, { json, out }: VerbContext): void {
  if (json) out.json(event)
  else out.note(line)
}
