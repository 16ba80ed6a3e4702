import type { JSX } from 'preact'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { mayWrite } from '../may-write.ts'
import { Action } from '../parts/action.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Loading, Screen } from '../parts/screen.tsx'
import { Changes } from '../parts/side-by-side.tsx'
import { Id } from '../parts/words.tsx'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

export function DiffView({ cube, a, b }: { cube: string; a: string; b?: string }): JSX.Element {
  const shown = useCall('show', { cube }).data
  const { data, error } = useCall('diff', { cube, a, ...(b !== undefined && { b }) })
  const isCommit = b !== undefined && b.startsWith('bafy')
  return (
    <Screen
      title="Changes"
      above={
        <a href={linkTo(['cube', cube, 'history'])}>
          History of {shown === undefined ? 'the cube' : shown.name}
        </a>
      }
      beside={
        isCommit && shown !== undefined && mayWrite(shown) ? (
          <Action
            ask="Take back what this commit did, in a new commit?"
            act={async (options) => {
              await call('revert', { cube, rev: b }, options)
              say('Taken back in a new commit.')
              touch('cubes')
              go(linkTo(['cube', cube, 'history']))
            }}
          >
            Revert
          </Action>
        ) : undefined
      }
    >
      <p class="facts">
        <span>
          from <Id of={a} />
        </span>
        <span>
          to <Id of={b ?? shown?.branch ?? ''} />
        </span>
      </p>
      <Failure error={error} />
      {data === undefined && error === undefined && <Loading />}
      {data !== undefined && (
        <Changes cube={cube} diff={data} before={a} after={b ?? shown?.branch ?? 'main'} />
      )}
    </Screen>
  )
}
