/**
 * A value that does not fit its option, whatever is in the home: wrong usage of the command line. The node says ERR_INVALID_INPUT of
 * it, as of a file that it cannot read; which of the two it was is told by the schema of the call.
 */
import { MemCubeError } from '../../core/errors.ts'
import type { Verb } from './verb.ts'

/** @returns the error of a call as the command line reports it */
export async function asWrongUsage(
  error: unknown,
  verb: Pick<Verb, 'arguments' | 'options'>,
  call: string,
  input: unknown,
): Promise<unknown> {
  if (!(error instanceof MemCubeError) || error.code !== 'ERR_INVALID_INPUT') return error
  const { checkInput } = await import('../../node/index.ts')
  try {
    checkInput(call, input)
    return error
  } catch (unfit) {
    return unfit instanceof MemCubeError ? wrongUsage(unfit, verb, call) : error
  }
}

function wrongUsage(
  { message, hint }: MemCubeError,
  verb: Pick<Verb, 'arguments' | 'options'>,
  call: string,
): MemCubeError {
  const [field = '', ...said] = message.replace(`${call}: `, '').split(': ')
  return new MemCubeError(
    'ERR_USAGE',
    [wordFor(field, verb), ...said].join(': '),
    hint === undefined ? {} : { hint },
  )
}

/** What was typed for a field: `cubes.0` is `--cube`, `ttlMs` is `--ttl`. */
function wordFor(field: string, { options }: Pick<Verb, 'options'>): string {
  const [name = ''] = field.split('.')
  const flags = options.flatMap(({ flags: all }) => /--[a-z-]+/.exec(all) ?? [])
  return flags.find((flag) => sameAs(name, flag)) ?? field
}

function sameAs(field: string, flag: string): boolean {
  const option = flag.slice(2).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  return [option, `${option}s`, `${option}Ms`].includes(field)
}
