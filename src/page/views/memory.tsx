import type { JSX } from 'preact'
import type { Memory } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { mayWrite } from '../may-write.ts'
import { Action } from '../parts/action.tsx'
import { Time, Verified } from '../parts/labels.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Provenance } from '../parts/provenance.tsx'
import { Author, SaidBy } from '../parts/said-by.tsx'
import { Loading, Screen } from '../parts/screen.tsx'
import { MemoryText } from '../parts/memory-text.tsx'
import { Id, Words } from '../parts/words.tsx'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

interface MemoryProps {
  cube: string
  memoryKey: string
  at?: string
  branch?: string
}

export function MemoryView({ cube, memoryKey: key, at, branch }: MemoryProps): JSX.Element {
  const from = { ...(at !== undefined && { at }), ...(branch !== undefined && { branch }) }
  const shown = useCall('show', { cube }, ['cubes']).data
  const { data: memory, error } = useCall('get', { cube, key, ...from }, ['cubes'])
  const isNow = at === undefined
  return (
    <Screen
      title={key}
      above={
        <>
          <a href={linkTo(['cubes'])}>Cubes</a>
          <span aria-hidden="true"> / </span>
          <a href={linkTo(['cube', cube], branch === undefined ? {} : { branch })}>
            <Words text={shown?.name ?? 'cube'} most={60} />
          </a>
        </>
      }
      beside={
        isNow && shown !== undefined && mayWrite(shown) && memory !== undefined ? (
          <Doings cube={cube} memory={memory} branch={branch} />
        ) : undefined
      }
    >
      {!isNow && (
        <p class="note">
          As it was at <Id of={at} />. <a href={linkTo(['cube', cube, 'memory', key])}>As it is now</a>
        </p>
      )}
      <Failure error={error} />
      {memory === undefined && error === undefined && <Loading />}
      {memory !== undefined && (
        <>
          <SaidBy {...memory} />
          <MemoryText memory={memory} {...{ cube, from }} mayWrite={shown !== undefined && mayWrite(shown)} />
          <div class="columns">
            <Provenance memory={memory} />
            <div>
              <BlameOf cube={cube} memoryKey={key} from={from} />
              <Versions
                cube={cube}
                memoryKey={key}
                {...(branch !== undefined && { branch })}
                at={memory.commit}
              />
            </div>
          </div>
        </>
      )}
    </Screen>
  )
}

/** What may be done with it as it is now. */
function Doings({
  cube,
  memory,
  branch,
}: {
  cube: string
  memory: Memory
  branch: string | undefined
}): JSX.Element {
  const { key } = memory
  const from = branch === undefined ? {} : { branch }
  const gone = (text: string): void => {
    say(text)
    touch('cubes')
    go(linkTo(['cube', cube], from))
  }
  return (
    <div class="buttons">
      {typeof memory.body === 'string' && memory.type === 'plaintext' && (
        <a class="button" href={linkTo(['cube', cube, 'edit', key], from)}>
          Edit
        </a>
      )}
      <Action
        kind="danger"
        ask="Remove this memory? History keeps it, and it can be brought back."
        act={async (options) => {
          await call('remove', { cube, keys: [key], ...from }, options)
          gone('Removed; history keeps it.')
        }}
      >
        Remove
      </Action>
      <Action
        kind="danger"
        ask="Forget this memory for good? All of its versions are erased here, on every branch, and nodes that have the cube are told to erase it too. Nothing brings it back."
        act={async (options) => {
          await call('forget', { cube, keys: [key] }, options)
          gone('Forgotten: erased here, and others are told.')
        }}
      >
        Forget
      </Action>
    </div>
  )
}

interface OfMemory {
  cube: string
  memoryKey: string
  from: object
}

function BlameOf({ cube, memoryKey: key, from }: OfMemory): JSX.Element {
  const { data, error } = useCall('blame', { cube, key, ...from }, ['cubes'])
  return (
    <section aria-labelledby="blame">
      <h2 id="blame">Who wrote it</h2>
      <Failure error={error} />
      {data !== undefined && (
        <p class="facts">
          <Author did={data.author} />
          <Time ms={data.time} />
          <Verified is={data.verified} />
          <Id of={data.commit} />
          <Words text={data.message} most={160} />
        </p>
      )}
    </section>
  )
}

function Versions({
  cube,
  memoryKey: key,
  branch,
  at,
}: Omit<OfMemory, 'from'> & { branch?: string; at: string }): JSX.Element {
  const input = { cube, key, limit: 100, ...(branch !== undefined && { branch }) }
  const { data, error } = useCall('log', input, ['cubes'])
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <Failure error={error} />
      <ol class="versions">
        {data?.commits.map((commit) => (
          <li key={commit.commit}>
            <a
              href={linkTo(['cube', cube, 'memory', key], { at: commit.commit })}
              {...(commit.commit === at && { 'aria-current': 'true' as const })}
            >
              <Words text={commit.message === '' ? '(no message)' : commit.message} most={100} />
            </a>
            <p class="facts">
              <Author did={commit.author} />
              <Time ms={commit.time} />
              {commit.parents[0] !== undefined && (
                <a
                  href={linkTo(['cube', cube, 'diff'], { a: commit.parents[0], b: commit.commit })}
                  aria-label={`Compare the version of ${new Date(commit.time).toISOString()} with the one before`}
                >
                  compare
                </a>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}
