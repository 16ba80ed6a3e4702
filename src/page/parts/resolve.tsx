/** Conflicts, each with both of its sides and what they began from; and what is to stand: one of them, or words of one's own. */
import type { ComponentChild, JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Conflict } from '../answers.ts'
import { call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { plainLine, plural } from '../plain-text.ts'
import { Action, Form } from './action.tsx'
import { TextArea } from './fields.tsx'
import { Label } from './labels.tsx'
import { Some } from './rows.tsx'
import { SideBySide } from './side-by-side.tsx'
import { Passage, Words } from './words.tsx'

export interface Decision {
  key: string
  take?: 'ours' | 'theirs'
  text?: string
}

interface ResolveProps {
  conflicts: readonly Conflict[]
  submit: string
  decide(decisions: Decision[], options: CallOptions): Promise<void>
  /** After what was begun is given up, with what was decided of it. */
  onCancelled(): void
  /** The branch that it would go into; the current one when absent. */
  into: { cube: string; branch?: string }
  /** What else may be done, in place of deciding. */
  beside?: ComponentChild
}

/** From so many on, one choice may stand for all: each can still be changed. Guess. */
const allAtOnceFrom = 4
/** Each is a table of lines. Guess. */
const conflictsAtFirst = 20

export function Resolve({ conflicts, submit, decide, into, onCancelled, beside }: ResolveProps): JSX.Element {
  const [decisions, setDecisions] = useState<Readonly<Record<string, Decision>>>({})
  const open = conflicts.filter(({ key }) => decisions[key] === undefined).length
  return (
    <section aria-labelledby="conflicts">
      <h2 id="conflicts">{plural(conflicts.length, 'conflict')} to resolve</h2>
      <p class="quiet">Both sides changed these memories. Nothing was merged yet.</p>
      <Form
        label="Conflicts"
        submit={submit}
        beside={
          <>
            <Action
              act={async (options) => {
                await call('merge', { ...into, abort: true }, options)
                touch('cubes')
                onCancelled()
              }}
            >
              Cancel
            </Action>
            {beside}
          </>
        }
        act={async (options) => {
          const made = conflicts.flatMap(({ key }) => decisions[key] ?? [])
          await decide(made, options)
        }}
      >
        {conflicts.length >= allAtOnceFrom && (
          <div class="buttons">
            {(['ours', 'theirs'] as const).map((take) => (
              <button
                key={take}
                type="button"
                onClick={() =>
                  setDecisions(Object.fromEntries(conflicts.map(({ key }) => [key, { key, take }])))
                }
              >
                {take === 'ours' ? 'Keep ours in all' : 'Take theirs in all'}
              </button>
            ))}
          </div>
        )}
        <Some of={conflicts} atFirst={conflictsAtFirst}>
          {(some) =>
            some.map((conflict) => (
              <OneConflict
                key={conflict.key}
                conflict={conflict}
                decision={decisions[conflict.key]}
                onDecide={(decision) => setDecisions({ ...decisions, [conflict.key]: decision })}
              />
            ))
          }
        </Some>
        {open > 0 && <p class="quiet">{plural(open, 'conflict')} without a decision.</p>}
      </Form>
    </section>
  )
}

interface OneProps {
  conflict: Conflict
  decision: Decision | undefined
  onDecide(decision: Decision): void
}

const kinds: Readonly<Record<Conflict['kind'], string>> = {
  'edit/edit': 'changed on both sides',
  'edit/remove': 'changed on one side, removed on the other',
  'add/add': 'added on both sides',
}

const sideWords = { base: 'what was before is', ours: 'ours is', theirs: 'theirs is' }

function OneConflict({ conflict, decision, onDecide }: OneProps): JSX.Element {
  const { key, kind, base, ours, theirs, texts, blocked = [] } = conflict
  const text = (side: string | null, words: string | null | undefined): string =>
    side === null ? '(removed)' : (words ?? '(its text is shown at the memory)')
  const name = `decide ${key}`
  const choice = (label: string, is: boolean, make: Decision): JSX.Element => (
    <label class="choice">
      <input type="radio" name={name} checked={is} required onChange={() => onDecide(make)} /> {label}
    </label>
  )
  return (
    <fieldset class="card">
      <legend>
        <Words text={key} most={160} /> <span class="quiet">{plainLine(kinds[kind], 60)}</span>
      </legend>
      {blocked.map((side) => (
        <Label key={side} kind="warn">{`${sideWords[side]} of somebody blocked`}</Label>
      ))}
      {base !== null && (
        <details class="base" open>
          <summary>Before, on both sides</summary>
          <Passage text={text(base, texts?.base)} most={20_000} />
        </details>
      )}
      <SideBySide
        before={text(ours, texts?.ours)}
        after={text(theirs, texts?.theirs)}
        names={['Ours', 'Theirs']}
      />
      <div class="choices">
        {choice('Keep ours', decision?.take === 'ours', { key, take: 'ours' })}
        {choice('Take theirs', decision?.take === 'theirs', { key, take: 'theirs' })}
        {choice('Write another', decision?.text !== undefined, { key, text: texts?.theirs ?? '' })}
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
