/** What may end a command that is not a daemon from outside: a signal, or a mistake that nothing handled. */
import { MemCubeError } from '../../core/errors.ts'

/**
 * Runs a task that the first SIGINT or SIGTERM asks to stop; a second one ends the process, as it does without us.
 * @throws what the task throws, or what was thrown past it
 */
export async function interruptible<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const aborter = new AbortController()
  const mistake = Promise.withResolvers<never>()
  const onMistake = (error: unknown): void => {
    aborter.abort(error)
    mistake.reject(error)
  }
  const onSignal = (): void => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    aborter.abort(new MemCubeError('ERR_ABORTED', 'interrupted; nothing was left half done'))
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  process.on('uncaughtException', onMistake).on('unhandledRejection', onMistake)
  try {
    return await Promise.race([task(aborter.signal), mistake.promise])
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    process.off('uncaughtException', onMistake).off('unhandledRejection', onMistake)
  }
}
