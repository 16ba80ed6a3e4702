import type { JSX } from 'preact'
import type { Proposal } from '../answers.ts'
import { linkTo } from '../route.ts'
import { Label, Tier, Time, Verified } from './labels.tsx'
import { Rows } from './rows.tsx'
import { Author } from './said-by.tsx'
import { Id, Words } from './words.tsx'

export function ProposalRows({ proposals }: { proposals: readonly Proposal[] }): JSX.Element {
  return (
    <Rows of={proposals.filter(isNewest)} keyOf={({ id }) => id} textOf={wordsOf}>
      {(one) => (
        <>
          <div class="row-title">
            <a href={linkTo(['proposal', one.id])}>
              <Words text={one.message === '' ? '(no words)' : one.message} most={160} />
            </a>
            <Label kind={one.state === 'open' ? 'warn' : one.state === 'accepted' ? 'good' : 'plain'}>
              {one.state}
            </Label>
          </div>
          <p class="facts">
            <span>
              {one.direction === 'out' ? 'to' : 'for'}{' '}
              {one.name === null ? <Id of={one.cube} /> : <Words text={one.name} most={60} />}
            </span>
            <span>
              by <Author of={one} />
            </span>
            <Tier tier={one.tier} />
            <Verified is={one.verified} />
            <Counts of={one} />
            {one.revision > 1 && <span>revision {one.revision}</span>}
            {one.comments.length > 0 && <span>{one.comments.length} said</span>}
            <Time ms={one.time} />
          </p>
        </>
      )}
    </Rows>
  )
}

/** What a proposal is looked for by. */
function wordsOf({ message, name, authorLabel, author, state }: Proposal): string {
  return [message, name, authorLabel, author, state].join(' ')
}

/** A newer revision stands for it, and links to it. */
function isNewest({ state }: Proposal): boolean {
  return state !== 'superseded'
}

export function Counts({ of }: { of: Pick<Proposal, 'added' | 'changed' | 'removed'> }): JSX.Element {
  if (of.added === null) return <span>changes not held here yet</span>
  return (
    <span class="counts">
      {of.added} added, {of.changed} changed, {of.removed} removed
    </span>
  )
}
