/** Two versions of a memory beside each other; below each other where there is no room. */
import type { ComponentChild, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { diffLines, diffWords, type DiffRow, type Run } from '../../core/diff/index.ts'
import type { Body, Diff } from '../answers.ts'
import { bytesText, plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'
import { Empty } from './screen.tsx'
import { Label } from './labels.tsx'
import { Failure } from './notice.tsx'
import { Words } from './words.tsx'

export function bodyText(body: Body): string {
  if (typeof body === 'string') return body
  return 'link' in body
    ? `(${bytesText(body.bytes)} of data, ${body.link})`
    : `(${bytesText(Math.floor((body.base64.length * 3) / 4))} of data)`
}

/** More rows than anybody reads; the memory itself shows all. Guess. */
const mostRows = 2_000
const mostInLine = 4_000

export function SideBySide({
  before,
  after,
  names,
}: {
  before: string
  after: string
  names: readonly [string, string]
}): JSX.Element {
  const rows = diffLines(before, after)
  return (
    <div class="sides-scroll" tabIndex={0} role="region" aria-label={`${names[0]} and ${names[1]}`}>
      <table class="sides">
        <thead>
          <tr>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, mostRows).map((row, order) => (
            <tr key={order} class={row.is}>
              <Cell row={row} side="left" />
              <Cell row={row} side="right" />
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > mostRows && <p class="quiet">{plural(rows.length - mostRows, 'more line')}</p>}
    </div>
  )
}

function Cell({ row, side }: { row: DiffRow; side: 'left' | 'right' }): JSX.Element {
  const text = row[side]
  if (text === undefined) return <td class="none" />
  const sign = row.is === 'same' ? '' : side === 'left' ? 'removed: ' : 'added: '
  return (
    <td class={row.is === 'same' ? '' : side} dir="auto">
      {sign !== '' && <span class="sr">{sign}</span>}
      {row.is === 'changed' ? (
        <Runs of={diffWords(row.left ?? '', row.right ?? '')[side]} />
      ) : (
        <Words text={text} most={mostInLine} />
      )}
    </td>
  )
}

/** The words that the other side does not have are marked; where all of it differs, the line itself says so. */
function Runs({ of }: { of: readonly Run[] }): JSX.Element {
  const isWhole = of.every(({ differs }) => differs)
  return (
    <>
      {of.map(({ differs, text }, order) =>
        differs && !isWhole ? (
          <strong key={order} class="differs">
            <Words text={text} most={mostInLine} />
          </strong>
        ) : (
          <Words key={order} text={text} most={mostInLine} />
        ),
      )}
    </>
  )
}

interface ChangesProps {
  cube: string
  diff: Diff
  /** Revisions of the cube to read both sides at. */
  before: string
  after: string
  /** What may be done about one of them. */
  beside?(key: string): ComponentChild
}

/** So many are opened at once; the others when they are asked for. Guess. */
const openAtFirst = 5
const mostKeys = 500

export function Changes({ cube, diff, before, after, beside }: ChangesProps): JSX.Element {
  const all = [
    ...diff.changed.map((key) => ({ key, is: 'changed' as const })),
    ...diff.added.map((key) => ({ key, is: 'added' as const })),
    ...diff.removed.map((key) => ({ key, is: 'removed' as const })),
  ].filter(({ key }) => !key.startsWith('.memcube/'))
  if (all.length === 0) return <Empty>No memory differs.</Empty>
  return (
    <div class="changes">
      {all.slice(0, mostKeys).map(({ key, is }, order) => (
        <Change
          key={`${is} ${key}`}
          {...{ cube, memoryKey: key, is, before, after }}
          open={order < openAtFirst}
          beside={beside?.(key)}
        />
      ))}
      {all.length > mostKeys && <p class="quiet">and {plural(all.length - mostKeys, 'other')}</p>}
    </div>
  )
}

/** Words of who is blocked are shown to who looks for them, with that said. */
export function OfBlocked({ before, after }: { before: boolean; after: boolean }): JSX.Element | null {
  if (!before && !after) return null
  const which = before && after ? 'both sides are' : before ? 'what was before is' : 'what is now is'
  return <Label kind="warn">{`${which} of somebody blocked`}</Label>
}

interface ChangeProps {
  cube: string
  memoryKey: string
  is: 'added' | 'changed' | 'removed'
  before: string
  after: string
  open: boolean
  beside: ComponentChild
}

function Change({ cube, memoryKey: key, is, before, after, open, beside }: ChangeProps): JSX.Element {
  const [isOpen, setOpen] = useState(open)
  const old = useCall(isOpen && is !== 'added' ? 'get' : undefined, { cube, key, at: before })
  const now = useCall(isOpen && is !== 'removed' ? 'get' : undefined, { cube, key, at: after })
  const isHere = (is === 'added' || old.data !== undefined) && (is === 'removed' || now.data !== undefined)
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <span class={`change ${is}`}>{is}</span> <Words text={key} />
      </summary>
      <Failure error={old.error ?? now.error} />
      {isHere && <OfBlocked before={old.data?.blocked === true} after={now.data?.blocked === true} />}
      {isHere && (
        <SideBySide
          before={old.data === undefined ? '' : bodyText(old.data.body)}
          after={now.data === undefined ? '' : bodyText(now.data.body)}
          names={['Before', 'After']}
        />
      )}
      <div class="buttons below">
        {is !== 'removed' && (
          <a href={linkTo(['cube', cube, 'memory', key], { at: after })}>The memory with its provenance</a>
        )}
        {beside}
      </div>
    </details>
  )
}
