/** Where the blocks of a home are, when that is not its own disk: whether the place answers, and what is behind. */
import { countOf, type InFolder, type Stored } from '../../home/index.ts'
import { homeTarget, loadHomeConfig, type ElsewhereReport } from '../../storage/index.ts'
import { fine, wrong, type DoctorCheck } from './check.ts'

export async function checkBlocks({ store, home }: Stored & InFolder): Promise<DoctorCheck> {
  const report = await store.elsewhere({ ask: true })
  const wanted = (await loadHomeConfig(home))?.store ?? homeTarget
  if (report === undefined)
    return wanted === homeTarget
      ? fine('blocks', 'on this disk')
      : wrong(
          'blocks',
          `the setting says ${wanted}, and all blocks are on this disk`,
          'run `memcube store move`, or `memcube config unset store`',
        )
  return judged(report, wanted)
}

function judged(report: ElsewhereReport, wanted: string): DoctorCheck {
  const { target, whole, direction, waiting, toErase, problem, tookMs = 0 } = report
  if (problem !== undefined)
    return wrong(
      'blocks',
      `${problem}${behind(report)}`,
      'put right what it says; while the place does not answer, what is not cached here cannot be read and nothing can be written, and the node goes on by itself then',
    )
  if (!whole)
    return wrong(
      'blocks',
      `${countOf(waiting, 'block')} of this home ${waiting === 1 ? 'waits' : 'wait'} to move ${direction === 'out' ? `to ${target}` : `back from ${target}`}`,
      `run \`memcube store move ${direction === 'out' ? target : homeTarget}\`: it goes on where it was`,
    )
  if (toErase > 0)
    return wrong(
      'blocks',
      `${countOf(toErase, 'block')} that ${toErase === 1 ? 'is' : 'are'} deleted here may still be in ${target}`,
      'it is tried again with the next write; look whether somebody else keeps them there',
    )
  if (wanted !== target)
    return wrong(
      'blocks',
      `the setting says ${wanted}, and the blocks are in ${target}`,
      wanted === homeTarget
        ? 'run `memcube store move level`'
        : 'run `memcube store move level`, then `memcube store move`',
    )
  return fine('blocks', `in ${target}, which answered in ${tookMs} ms`)
}

function behind({ toErase }: ElsewhereReport): string {
  return toErase === 0 ? '' : `; ${countOf(toErase, 'block')} deleted here may still be there`
}
