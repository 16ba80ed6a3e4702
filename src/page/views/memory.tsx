import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { mayWrite } from '../may-write.ts'
import { Forgotten, type Erased } from '../parts/forget.tsx'
import { MemoryDoings, VersionDoings } from '../parts/memory-doings.tsx'
import { MemoryText } from '../parts/memory-text.tsx'
import { Failure } from '../parts/notice.tsx'
import { Provenance } from '../parts/provenance.tsx'
import { SaidBy } from '../parts/said-by.tsx'
import { Loading, Screen } from '../parts/screen.tsx'
import { BlameOf, Versions } from '../parts/versions.tsx'
import { Id, Words } from '../parts/words.tsx'
import { linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

interface MemoryProps {
  cube: string
  memoryKey: string
  at?: string
  branch?: string
}

export function MemoryView({ cube, memoryKey: key, at, branch }: MemoryProps): JSX.Element {
  const on = branch === undefined ? {} : { branch }
  const from = { ...(at !== undefined && { at }), ...on }
  const [erased, setErased] = useState<Erased | undefined>(undefined)
  const shown = useCall('show', { cube }, ['cubes']).data
  const { data: memory, error } = useCall('get', { cube, key, ...from }, ['cubes'])
  const isGone = erased !== undefined
  const mayChange = shown !== undefined && mayWrite(shown)
  const doings = { cube, memoryKey: key, on, onErased: setErased }
  return (
    <Screen
      title={key}
      above={
        <>
          <a href={linkTo(['cubes'])}>Cubes</a>
          <span aria-hidden="true"> / </span>
          <a href={linkTo(['cube', cube], on)}>
            <Words text={shown?.displayName ?? 'cube'} most={60} />
          </a>
        </>
      }
      beside={
        mayChange && memory !== undefined && !isGone ? (
          at === undefined ? (
            <MemoryDoings {...doings} memory={memory} />
          ) : (
            <VersionDoings {...doings} at={at} />
          )
        ) : undefined
      }
    >
      {at !== undefined && !isGone && (
        <p class="note">
          As it was at <Id of={at} />. <a href={linkTo(['cube', cube, 'memory', key], on)}>As it is now</a>
        </p>
      )}
      <div role="status">{isGone && <Forgotten erased={erased} cube={cube} on={on} />}</div>
      {!isGone && <Failure error={error} />}
      {memory === undefined && error === undefined && <Loading />}
      {memory !== undefined && !isGone && (
        <>
          <SaidBy {...memory} />
          <MemoryText memory={memory} {...{ cube, from }} mayWrite={mayChange} />
          <div class="columns">
            <Provenance memory={memory} />
            <div>
              <BlameOf cube={cube} memoryKey={key} from={from} />
              <Versions {...{ cube, on, mayChange }} memoryKey={key} at={memory.commit} />
              <p>
                <a href={linkTo(['cube', cube, 'why', key], on)}>Why does search not find it?</a>
              </p>
            </div>
          </div>
        </>
      )}
      {/* What was removed is still in its versions. */}
      {error !== undefined && !isGone && <Versions {...{ cube, on, mayChange }} memoryKey={key} at="" />}
    </Screen>
  )
}
