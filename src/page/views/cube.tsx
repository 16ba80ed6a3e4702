import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Cube } from '../answers.ts'
import { mayWrite } from '../may-write.ts'
import { Branches } from '../parts/branches.tsx'
import { CubeDoings } from '../parts/cube-doings.tsx'
import { CubeSettings } from '../parts/cube-settings.tsx'
import { PutOutOf } from '../parts/put-out.tsx'
import { History } from '../parts/history.tsx'
import { KeyList } from '../parts/key-list.tsx'
import { Fresh, Label, Readers, RestsOn, Tier } from '../parts/labels.tsx'
import { Failure } from '../parts/notice.tsx'
import { ProposalRows } from '../parts/proposal-rows.tsx'
import { Author } from '../parts/said-by.tsx'
import { Empty, Loading, Screen } from '../parts/screen.tsx'
import { WaitingList } from '../parts/waiting.tsx'
import { Id, Words } from '../parts/words.tsx'
import { plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { useBranches } from '../use-branches.ts'
import { useCall, useGrowing } from '../use-call.ts'

type Tab = 'memories' | 'history' | 'branches' | 'proposals' | 'settings'

const tabs: readonly (readonly [Tab, string])[] = [
  ['memories', 'Memories'],
  ['history', 'History'],
  ['branches', 'Branches'],
  ['proposals', 'Proposals'],
  ['settings', 'Settings'],
]

export const isTab = (part: string): part is Tab => tabs.some(([name]) => name === part)

export function CubeView({
  cube: id,
  branch,
  tab,
}: {
  cube: string
  branch?: string
  tab: Tab
}): JSX.Element {
  const { data: cube, error } = useCall('show', { cube: id }, ['cubes'])
  const above = <a href={linkTo(['cubes'])}>Cubes</a>
  if (cube === undefined)
    return (
      <Screen title="Cube" above={above}>
        <Failure error={error} />
        {error === undefined && <Loading />}
      </Screen>
    )
  return (
    <Screen
      title={cube.displayName}
      above={above}
      beside={<CubeDoings cube={cube} {...(branch !== undefined && { branch })} />}
    >
      <Facts cube={cube} />
      <WaitingList cube={cube} mayDecide={mayWrite(cube)} />
      {branch !== undefined && branch !== cube.branch && (
        <p class="note">
          You look at the branch <Words text={branch} />.{' '}
          <a href={linkTo(['cube', id])}>
            Back to <Words text={cube.branch} />
          </a>
        </p>
      )}
      {cube.swarm !== null && <PutOutOf swarm={cube.swarm} />}
      <nav class="tabs" aria-label="Parts of the cube" ref={intoSight}>
        {tabs.map(([name, shown]) => (
          <a
            key={name}
            href={linkTo(name === 'memories' ? ['cube', id] : ['cube', id, name], { branch })}
            {...(name === tab && { 'aria-current': 'page' as const })}
          >
            {shown}
          </a>
        ))}
      </nav>
      {tab === 'memories' && <KeyList cube={cube} {...(branch !== undefined && { branch })} />}
      {tab === 'history' && <HistoryTab cube={cube} {...(branch !== undefined && { branch })} />}
      {tab === 'branches' && <Branches cube={cube} />}
      {tab === 'proposals' && <CubeProposals cube={cube} />}
      {tab === 'settings' && <CubeSettings cube={cube} />}
    </Screen>
  )
}

/** On a phone the tabs are a row that scrolls: where one is stays in sight. */
function intoSight(tabsShown: HTMLElement | null): void {
  tabsShown?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

function Facts({ cube }: { cube: Cube }): JSX.Element {
  // One that is not here has no name here.
  const from = cube.forkOf?.cube
  const upstream = useCall(from === undefined ? undefined : 'show', { cube: from }).data
  return (
    <>
      {cube.about !== null && cube.about !== '' && (
        <p class="about">
          <Words text={cube.about} most={1000} />
        </p>
      )}
      <p class="facts">
        <Label>{cube.role}</Label>
        {cube.tier !== 'own' && <Tier tier={cube.tier} />}
        <Readers of={cube} />
        {cube.state !== 'held' && <Label kind="warn">{cube.state}</Label>}
        {cube.part !== undefined && (
          <Label kind="warn">{`a part alone: ${cube.memories} of ${plural(cube.part.of, 'memory', 'memories')}`}</Label>
        )}
        <span>
          by <Author of={cube} />
        </span>
        <Fresh is={cube.fresh} />
        <RestsOn of={cube} />
        <span>
          branch <Words text={cube.branch} most={60} />
        </span>
        {cube.licence !== null && <Words text={cube.licence} most={60} />}
        <Id of={cube.cube} />
        {cube.forkOf !== null && (
          <span>
            fork of{' '}
            <a href={linkTo(['cube', cube.forkOf.cube])}>
              {upstream === undefined ? (
                <Id of={cube.forkOf.cube} />
              ) : (
                <Words text={upstream.displayName} most={60} />
              )}
            </a>
          </span>
        )}
      </p>
    </>
  )
}

const firstCommits = 200

function HistoryTab({ cube, branch }: { cube: Cube; branch?: string }): JSX.Element {
  const [limit, setLimit] = useState(firstCommits)
  const input = { cube: cube.cube, limit, ...(branch !== undefined && { branch }) }
  const { data, error } = useGrowing('log', input, ['cubes'], `${cube.cube} ${branch ?? ''}`)
  const branches = useBranches(cube.cube).data
  return (
    <section aria-label="History">
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data !== undefined && (
        <History {...{ cube: cube.cube, branch }} commits={data.commits} branches={branches ?? []} />
      )}
      {data?.commits.length === limit && (
        <button type="button" onClick={() => setLimit(limit * 5)}>
          Show older commits
        </button>
      )}
    </section>
  )
}

function CubeProposals({ cube }: { cube: Cube }): JSX.Element {
  const { data, error } = useCall('proposals', { cube: cube.cube }, ['proposals'])
  return (
    <section aria-label="Proposals">
      <Failure error={error} />
      {data?.proposals.length === 0 && <Empty>Nothing was proposed here.</Empty>}
      {data !== undefined && <ProposalRows proposals={data.proposals} />}
    </section>
  )
}
