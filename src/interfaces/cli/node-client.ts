/** What a verb calls: a daemon, or a home that the command opens itself. */
import type { CallOptions } from '../../home/call-options.ts'
import type { AnswerOf } from '../../node/index.ts'

export interface NodeClient {
  /** @throws MemCubeError, the same whichever way it goes */
  call<N extends string>(name: N, input: unknown, options: CallOptions): Promise<AnswerOf<N>>
  close(): Promise<void>
}
