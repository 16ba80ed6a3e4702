/** Publishing: first what would leave, then a button. Nothing is published by looking. */
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Answers, Cube, Leaving } from '../answers.ts'
import { call } from '../api.ts'
import { bytesText, plainLine, plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { DeedState, useDeed } from './action.tsx'
import { Words } from './words.tsx'

/** Of many places with secrets, as many are named; the command line lists all. Guess: what fits into the dialog. */
const mostSecrets = 10

interface PublishProps {
  cube: Cube
  /** Undefined: the current one. */
  branch?: string
  onDone(text: string): void
}

export function Publish({ cube, branch, onDone }: PublishProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const [asked, setAsked] = useState<Answers['publish'] | undefined>(undefined)
  const [allowed, setAllowed] = useState<readonly string[]>([])
  const input = { cube: cube.cube, ...(branch !== undefined && { branches: [branch] }) }
  const look = useDeed(async (options) => {
    setAllowed([])
    setAsked(await call('publish', { ...input, dryRun: true }, options))
    dialog.current?.showModal()
  })
  const publish = useDeed(async (options) => {
    const allow = allowed.length > 0 ? { allowSecret: allowed } : {}
    const { branches } = await call('publish', { ...input, ...allow }, options)
    onDone(`Published. Everybody can read ${branches.map((name) => plainLine(name, 60)).join(', ')} now.`)
  })
  const places = [...new Set(asked?.leaving?.secrets.map(({ where }) => where))]
  const what = branch === undefined ? cube.name : `the branch ${branch} of ${cube.name}`
  const question = `Publish ${plainLine(what)}?`
  return (
    <span class="action">
      <button
        type="button"
        class={branch === undefined ? '' : 'small'}
        {...(branch !== undefined && { 'aria-label': `Publish ${plainLine(branch)}` })}
        aria-busy={look.busy || publish.busy}
        disabled={look.busy}
        onClick={look.run}
      >
        Publish
      </button>
      <DeedState deed={look} what="Look at what leaves" />
      <DeedState deed={publish} what="Publish" />
      <dialog ref={dialog} class="wide" aria-label={question}>
        <h2>{question}</h2>
        {asked?.leaving !== undefined && (
          <WhatLeaves cube={cube} leaving={asked.leaving} branches={asked.branches} />
        )}
        {places.length > 0 && <Allow {...{ places, allowed }} onAllow={setAllowed} />}
        <div class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button
            type="button"
            class="main"
            disabled={places.some((place) => !allowed.includes(place))}
            onClick={() => {
              dialog.current?.close()
              publish.run()
            }}
          >
            Publish
          </button>
        </div>
      </dialog>
    </span>
  )
}

interface LeavesProps {
  cube: Cube
  leaving: Leaving
  branches: readonly string[]
}

function WhatLeaves({ cube, leaving, branches }: LeavesProps): JSX.Element {
  const { commits, memories, bytes, authors, unscanned, secrets } = leaving
  const rows: [string, string][] = [
    ['leaves now', `${plural(memories, 'memory', 'memories')}, ${bytesText(bytes)}`],
    ['history', `${plural(commits, 'commit')}, with older versions and removed memories`],
    ['signed by', plural(authors.length, 'author')],
    ['public then', branches.map((name) => plainLine(name, 60)).join(', ')],
  ]
  return (
    <>
      <p>Everybody can read it then. What others fetched stays theirs.</p>
      <dl class="leaves">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {unscanned > 0 && (
        <p class="quiet">
          {plural(unscanned, 'memory is', 'memories are')} no text, and could not be looked at for secrets.
        </p>
      )}
      {secrets.length === 0 && <p class="fine">Nothing in it looks like a secret.</p>}
      {secrets.length > 0 && <Secrets cube={cube} secrets={secrets} />}
    </>
  )
}

function Secrets({ cube, secrets }: { cube: Cube; secrets: Leaving['secrets'] }): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{plural(secrets.length, 'place looks', 'places look')} like a secret:</strong>
      </p>
      <ul class="found">
        {secrets.slice(0, mostSecrets).map(({ where, kind }) => (
          <li key={`${where} ${kind}`}>
            <Place cube={cube} where={where} />{' '}
            <span class="quiet">
              <Words text={kind} most={80} />
            </span>
          </li>
        ))}
      </ul>
      {secrets.length > mostSecrets && <p>and {secrets.length - mostSecrets} more</p>}
      <p class="quiet">
        History leaves too: to take a secret out, open the memory and forget it, which erases all of its
        versions.
      </p>
    </div>
  )
}

/** The key of a memory leads there; a message or the description of the cube is said in words that begin so. */
function Place({ cube, where }: { cube: Cube; where: string }): JSX.Element {
  const words = <Words text={where} most={200} />
  if (where.startsWith('the ')) return words
  return <a href={linkTo(['cube', cube.cube, 'memory', where])}>{words}</a>
}

interface AllowProps {
  places: readonly string[]
  allowed: readonly string[]
  onAllow(allowed: readonly string[]): void
}

/** Only what a person has looked at and allowed goes out. */
function Allow({ places, allowed, onAllow }: AllowProps): JSX.Element {
  const isAll = places.every((place) => allowed.includes(place))
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={isAll}
        onChange={({ currentTarget }) => onAllow(currentTarget.checked ? places : [])}
      />{' '}
      I looked at {places.length === 1 ? 'it' : 'all of them'}: everybody may know{' '}
      {places.length === 1 ? 'it' : 'them'}
    </label>
  )
}
