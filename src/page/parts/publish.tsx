/** Publishing: first what would leave, then a button. Nothing is published by looking. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Cube, Leaving } from '../answers.ts'
import { call } from '../api.ts'
import { bytesText, plural } from '../plain-text.ts'
import { DeedState, useDeed } from './action.tsx'
import { Words } from './words.tsx'

/** Of many places with secrets, as many are named; the command line lists all. Guess: what fits into the dialog. */
const mostSecrets = 10

export function Publish({ cube, onDone }: { cube: Cube; onDone(text: string): void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const [leaving, setLeaving] = useState<Leaving | undefined>(undefined)
  const look = useDeed(async (options) => {
    const answer = await call('publish', { cube: cube.cube, dryRun: true }, options)
    setLeaving(answer.leaving)
    dialog.current?.showModal()
  })
  const publish = useDeed(async (options) => {
    await call('publish', { cube: cube.cube }, options)
    onDone('Published.')
  })
  const isRefused = (leaving?.secrets.length ?? 0) > 0
  const question = `Publish ${cube.name}? Everybody can then read all of it, with its history.`
  return (
    <span class="action">
      <button type="button" aria-busy={look.busy || publish.busy} disabled={look.busy} onClick={look.run}>
        Publish
      </button>
      <DeedState deed={look} what="Look at what leaves" />
      <DeedState deed={publish} what="Publish" />
      <dialog ref={dialog} aria-label={question}>
        <p>{question}</p>
        {leaving !== undefined && <WhatLeaves leaving={leaving} />}
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          {!isRefused && (
            <button
              type="button"
              onClick={() => {
                dialog.current?.close()
                publish.run()
              }}
            >
              Publish
            </button>
          )}
        </div>
      </dialog>
    </span>
  )
}

function WhatLeaves({ leaving }: { leaving: Leaving }): JSX.Element {
  const { commits, memories, bytes, authors, unscanned, secrets } = leaving
  return (
    <>
      <p>
        {plural(memories, 'memory', 'memories')} of {plural(commits, 'commit')} would leave,{' '}
        {bytesText(bytes)}, signed by {plural(authors.length, 'author')}. Older versions and removed memories
        are among them.
      </p>
      {unscanned > 0 && (
        <p>{plural(unscanned, 'of them is', 'of them are')} no text that could be looked at for secrets.</p>
      )}
      {secrets.length > 0 && (
        <div class="failure" role="alert">
          <p>Something in it looks like a secret, so it is not published from here:</p>
          <ul>
            {secrets.slice(0, mostSecrets).map(({ where, kind }) => (
              <li key={`${where} ${kind}`}>
                <Words text={where} most={200} />: <Words text={kind} most={80} />
              </li>
            ))}
          </ul>
          {secrets.length > mostSecrets && <p>and {secrets.length - mostSecrets} more</p>}
          <p>
            Take it out with <code>memcube forget</code>, or allow the places with{' '}
            <code>memcube publish --allow-secret</code>.
          </p>
        </div>
      )}
    </>
  )
}
