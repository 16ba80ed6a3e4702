/** Whether others reach this node, and what is wrong around it. */
import type { Peers } from '../../sharing/index.ts'
import { fine, wrong, type DoctorCheck } from './check.ts'

export function checkReach({ network }: Peers): Promise<DoctorCheck> {
  return Promise.resolve(found(network?.host.reach()))
}

type Reach = ReturnType<NonNullable<Peers['network']>['host']['reach']>

function found(reach: Reach): DoctorCheck {
  if (reach === undefined)
    return fine(
      'reach',
      'no further than this machine and what it listens on: profile public goes to the internet',
    )
  const { state, summary, todo, problems } = reach
  const message = [summary, ...problems.map((one) => one.message)].join('; ')
  const hints = [...problems.map(({ hint }) => hint), ...(todo === undefined ? [] : [todo])]
  // With a relay everything works; what would make it faster is in `status`.
  const isWell = problems.length === 0 && (state === 'reachable' || state === 'relayed')
  return isWell
    ? fine('reach', message)
    : wrong('reach', message, hints.join('; ') || 'wait: it is being found out')
}
