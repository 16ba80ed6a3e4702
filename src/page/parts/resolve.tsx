/** Conflicts, each with both of its sides, and what is to stand: one of them, or words of one's own. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Conflict, Memory } from '../answers.ts'
import type { CallOptions } from '../api.ts'
import { plainLine, plural } from '../plain-text.ts'
import { useCall } from '../use-call.ts'
import { Form } from './action.tsx'
import { TextArea } from './fields.tsx'
import { bodyText, SideBySide } from './side-by-side.tsx'
import { Words } from './words.tsx'

export interface Decision {
  key: string
  take?: 'ours' | 'theirs'
  text?: string
}

/** What `get` takes to read a side. */
interface SideAt {
  cube: string
  at?: string
  branch?: string
}

interface ResolveProps {
  conflicts: readonly Conflict[]
  ours: SideAt
  theirs: SideAt
  submit: string
  decide(decisions: Decision[], options: CallOptions): Promise<void>
}

export function Resolve({ conflicts, ours, theirs, submit, decide }: ResolveProps): JSX.Element {
  const [decisions, setDecisions] = useState<Readonly<Record<string, Decision>>>({})
  const open = conflicts.filter(({ key }) => decisions[key] === undefined).length
  return (
    <section aria-labelledby="conflicts">
      <h2 id="conflicts">{plural(conflicts.length, 'conflict')} to resolve</h2>
      <p class="quiet">Both sides changed these memories. Nothing was merged yet.</p>
      <Form
        label="Conflicts"
        submit={submit}
        act={async (options) => {
          const made = conflicts.flatMap(({ key }) => decisions[key] ?? [])
          await decide(made, options)
        }}
      >
        {conflicts.map((conflict) => (
          <OneConflict
            key={conflict.key}
            {...{ conflict, ours, theirs }}
            decision={decisions[conflict.key]}
            onDecide={(decision) => setDecisions({ ...decisions, [conflict.key]: decision })}
          />
        ))}
        {open > 0 && <p class="quiet">{open} without a decision; what is decided is kept.</p>}
      </Form>
    </section>
  )
}

interface OneProps {
  conflict: Conflict
  ours: SideAt
  theirs: SideAt
  decision: Decision | undefined
  onDecide(decision: Decision): void
}

function OneConflict({ conflict, ours, theirs, decision, onDecide }: OneProps): JSX.Element {
  const { key } = conflict
  const mine = useCall(conflict.ours === null ? undefined : 'get', { ...ours, key })
  const other = useCall(conflict.theirs === null ? undefined : 'get', { ...theirs, key })
  const text = (side: string | null, { data }: { data?: Memory }): string =>
    side === null ? '(removed)' : data === undefined ? '' : bodyText(data.body)
  const name = `decide ${key}`
  const choice = (label: string, is: boolean, make: Decision): JSX.Element => (
    <label class="choice">
      <input type="radio" name={name} checked={is} required onChange={() => onDecide(make)} /> {label}
    </label>
  )
  return (
    <fieldset class="card">
      <legend>
        <Words text={key} most={160} /> <span class="quiet">{plainLine(conflict.kind, 40)}</span>
      </legend>
      <SideBySide
        before={text(conflict.ours, mine)}
        after={text(conflict.theirs, other)}
        names={['Ours', 'Theirs']}
      />
      <div class="choices">
        {choice('Keep ours', decision?.take === 'ours', { key, take: 'ours' })}
        {choice('Take theirs', decision?.take === 'theirs', { key, take: 'theirs' })}
        {choice('Write another', decision?.text !== undefined, { key, text: text(conflict.theirs, other) })}
      </div>
      {decision?.text !== undefined && (
        <TextArea
          label="What is to stand"
          rows={6}
          required
          value={decision.text}
          onValue={(words) => onDecide({ key, text: words })}
        />
      )}
    </fieldset>
  )
}
