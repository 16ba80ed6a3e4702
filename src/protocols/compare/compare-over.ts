// One comparison over a stream: the peer is told which cubes are compared, then asked until nothing is left to ask.
import { ProtocolError } from '../errors.ts'
import type { PlannedComparison } from '../interface.ts'
import type { Compare, Compared, Watch } from './messages.ts'

interface AskingStream {
  watch(watch: Watch): Promise<number>
  compare(compare: Compare): Promise<Compared>
}

/** @throws ProtocolError */
export async function compareOver(
  stream: AskingStream,
  { watches, count, comparison }: PlannedComparison,
): Promise<void> {
  let watching: number | undefined
  for (const watch of watches) watching = await stream.watch(watch)
  if (watching !== undefined && watching !== count)
    throw new ProtocolError(
      'ERR_UNVERIFIABLE',
      `the peer compares ${watching} cubes, and was told of ${count}`,
    )
  for (let ranges = comparison.question(); ranges !== undefined; ranges = comparison.question())
    comparison.answered((await stream.compare({ cubes: count, ranges })).answers)
}
