/**
 * Values that a function of ours judges, as a part of the schema of a call. What it refuses does not fit whatever is in the home, as
 * a word that is none of a few: the command line calls it wrong usage. The function stays the one that says what is wrong.
 */
import type { z } from 'zod'
import { MemCubeError } from '../../core/errors.ts'

interface Context {
  addIssue(issue: {
    code: 'custom'
    message: string
    path?: PropertyKey[]
    params: { hint: string | undefined }
  }): void
}

/**
 * For `superRefine`.
 * @param check throws ERR_INVALID_INPUT or ERR_USAGE for what does not fit
 * @param path of the field that it is about, where an object is judged
 */
export function judgedBy<T>(
  check: (value: T) => unknown,
  path?: (value: T) => string,
): (value: T, context: Context) => void {
  return (value, context) => {
    try {
      check(value)
    } catch (error) {
      if (!(error instanceof MemCubeError) || !isAboutTheValue(error)) throw error
      context.addIssue({
        code: 'custom',
        message: error.message,
        params: { hint: error.hint },
        ...(path !== undefined && { path: [path(value)] }),
      })
    }
  }
}

function isAboutTheValue({ code }: MemCubeError): boolean {
  return code === 'ERR_INVALID_INPUT' || code === 'ERR_USAGE'
}

/** What to do about the first thing that does not fit, where the function that judged it said so. */
export function hintOf(error: z.ZodError): string | undefined {
  const [issue] = error.issues
  const hint: unknown = issue?.code === 'custom' ? issue.params?.['hint'] : undefined
  return typeof hint === 'string' ? hint : undefined
}
