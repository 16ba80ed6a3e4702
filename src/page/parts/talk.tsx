import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Proposal } from '../answers.ts'
import { call } from '../api.ts'
import { touch } from '../live.ts'
import { Form } from './action.tsx'
import { TextField } from './fields.tsx'
import { Time } from './labels.tsx'
import { say } from './notice.tsx'
import { Rows } from './rows.tsx'
import { Author } from './said-by.tsx'
import { Empty } from './screen.tsx'
import { Words } from './words.tsx'

/** What was said of a proposal and its revisions; who proposes and who decides may say more. */
export function Talk({ proposal }: { proposal: Proposal }): JSX.Element {
  const { comments } = proposal
  return (
    <section aria-labelledby="talk">
      <h2 id="talk">What was said</h2>
      {comments.length === 0 && <Empty>Nothing yet.</Empty>}
      <Rows of={comments} keyOf={({ author, time }) => `${author} ${time}`}>
        {(one) => (
          <>
            <p class="facts">
              <Author of={one} />
              <Time ms={one.time} />
              {one.proposal !== proposal.id && <span>of another revision</span>}
            </p>
            <p>
              <Words text={one.text} most={4_000} />
            </p>
          </>
        )}
      </Rows>
      {proposal.direction !== 'kept' && <Say proposal={proposal} />}
    </section>
  )
}

function Say({ proposal }: { proposal: Proposal }): JSX.Element {
  const [text, setText] = useState('')
  return (
    <Form
      label="Comment"
      submit="Say it"
      act={async (options) => {
        await call('comment', { proposal: proposal.id, text: text.trim() }, options)
        setText('')
        say('Said. It goes to who proposes and to the authors of the cube.')
        touch('proposals')
      }}
    >
      <TextField label="Your words" value={text} onValue={setText} hint="public, as the proposal is" />
    </Form>
  )
}
