/** Which screen is where. A new screen is a line here. */
import type { ComponentChild } from 'preact'
import { Empty, Screen } from '../parts/screen.tsx'
import { linkTo, type Route } from '../route.ts'
import { CubeView, isTab } from './cube.tsx'
import { Cubes } from './cubes.tsx'
import { Discover } from './discover.tsx'
import { DiffView } from './diff.tsx'
import { EditMemory } from './edit-memory.tsx'
import { Import } from './import.tsx'
import { MapView } from './map.tsx'
import { MemoryView } from './memory.tsx'
import { Merge } from './merge.tsx'
import { Node } from './node.tsx'
import { People } from './people.tsx'
import { ProposalView } from './proposal.tsx'
import { Proposals } from './proposals.tsx'
import { Search } from './search.tsx'
import { SwarmView } from './swarm.tsx'
import { Swarms } from './swarms.tsx'
import { WhyNotFound } from './why-not-found.tsx'

export function viewAt({ path, query }: Route): ComponentChild {
  const [top = 'cubes', id = '', part, key] = path
  if (top === 'cubes') return <Cubes />
  if (top === 'search') return <Search query={query} />
  if (top === 'discover') return <Discover />
  if (top === 'proposals') return <Proposals />
  if (top === 'proposal' && id !== '') return <ProposalView id={id} />
  if (top === 'node') return <Node />
  if (top === 'map') return <MapView />
  if (top === 'people') return <People {...(id !== '' && { who: id })} />
  if (top === 'swarms') return <Swarms />
  if (top === 'swarm' && id !== '') return <SwarmView swarm={id} />
  if (top === 'cube' && id !== '') {
    const at = { cube: id, ...(query['branch'] !== undefined && { branch: query['branch'] }) }
    if (part === undefined || isTab(part)) return <CubeView {...at} tab={part ?? 'memories'} />
    if (part === 'memory' && key !== undefined)
      return <MemoryView {...at} memoryKey={key} {...(query['at'] !== undefined && { at: query['at'] })} />
    if (part === 'edit')
      return (
        <EditMemory
          {...at}
          {...(key !== undefined && { memoryKey: key })}
          {...(query['key'] !== undefined && { newKey: query['key'] })}
        />
      )
    if (part === 'why' && key !== undefined)
      return (
        <WhyNotFound {...at} memoryKey={key} {...(query['q'] !== undefined && { question: query['q'] })} />
      )
    if (part === 'import') return <Import {...at} />
    if (part === 'diff')
      return <DiffView {...at} a={query['a'] ?? ''} {...(query['b'] !== undefined && { b: query['b'] })} />
    if (part === 'merge')
      return <Merge {...at} {...(query['other'] !== undefined && { other: query['other'] })} />
  }
  return (
    <Screen title="Nothing is here">
      <Empty>
        This address leads nowhere. <a href={linkTo(['cubes'])}>All cubes</a>
      </Empty>
    </Screen>
  )
}
