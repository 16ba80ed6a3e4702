/** Something to do: a button that is busy while it is done, with progress where it takes long, and its refusal below it. */
import type { ComponentChild, ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ApiError, CallOptions, Progress } from '../api.ts'
import { asApiError } from '../use-call.ts'
import { bytesText } from '../plain-text.ts'
import { Failure } from './notice.tsx'

interface Deed {
  busy: boolean
  progress: Progress | undefined
  error: ApiError | undefined
  run(): void
  stop(): void
}

/** @param act is done once at a time */
export function useDeed(act: (options: CallOptions) => Promise<void>): Deed {
  const [state, setState] = useState<Pick<Deed, 'busy' | 'progress' | 'error'>>({
    busy: false,
    progress: undefined,
    error: undefined,
  })
  const running = useRef<AbortController | undefined>(undefined)
  // Long work goes on only while somebody can see it.
  useEffect(() => () => running.current?.abort(), [])
  const run = (): void => {
    if (running.current !== undefined) return
    const mine = new AbortController()
    running.current = mine
    const end = (error?: ApiError): void => {
      running.current = undefined
      setState({ busy: false, progress: undefined, error })
    }
    setState({ busy: true, progress: undefined, error: undefined })
    act({
      signal: mine.signal,
      progress: (progress) => setState({ busy: true, progress, error: undefined }),
    }).then(
      () => end(),
      (error: unknown) => end(mine.signal.aborted ? undefined : asApiError(error)),
    )
  }
  return { ...state, run, stop: () => running.current?.abort() }
}

interface ActionProps {
  act(options: CallOptions): Promise<void>
  children: string
  kind?: 'plain' | 'main' | 'danger'
  /** In a row of a list. */
  small?: boolean
  /** Asked before it is done. */
  ask?: string
  /** What a screen reader says, where the words of the button stand in several places. */
  name?: string
}

export function Action({
  act,
  children,
  kind = 'plain',
  small = false,
  ask,
  name,
}: ActionProps): JSX.Element {
  const deed = useDeed(act)
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <span class="action">
      <button
        type="button"
        class={small ? `${kind} small` : kind}
        {...(name !== undefined && { 'aria-label': name })}
        aria-busy={deed.busy}
        disabled={deed.busy}
        onClick={() => (ask === undefined ? deed.run() : dialog.current?.showModal())}
      >
        {children}
      </button>
      <DeedState deed={deed} what={children} />
      {ask !== undefined && (
        <dialog ref={dialog} aria-label={ask}>
          <p>{ask}</p>
          <div class="buttons">
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button
              type="button"
              class={kind}
              onClick={() => {
                dialog.current?.close()
                deed.run()
              }}
            >
              {children}
            </button>
          </div>
        </dialog>
      )}
    </span>
  )
}

export function DeedState({ deed, what }: { deed: Deed; what: string }): JSX.Element {
  return (
    <>
      {deed.busy && <Bar progress={deed.progress} what={what} stop={deed.stop} />}
      <Failure error={deed.error} />
    </>
  )
}

function Bar({
  progress,
  what,
  stop,
}: {
  progress: Progress | undefined
  what: string
  stop(): void
}): JSX.Element {
  const { phase = 'working', done = 0, total, unit } = progress ?? {}
  const shown = unit === 'bytes' ? bytesText(done) : done.toLocaleString('en')
  return (
    <span class="bar">
      <progress aria-label={what} {...(total !== undefined && total > 0 && { value: done, max: total })} />
      <span aria-live="polite">{phase}</span>
      {progress !== undefined && <span class="quiet">{shown}</span>}
      <button type="button" class="small" onClick={stop}>
        Stop
      </button>
    </span>
  )
}

interface FormProps {
  act(options: CallOptions): Promise<void>
  submit: string
  children: ComponentChildren
  label: string
  kind?: 'line' | 'stack'
  onCancel?: () => void
  /** Beside the buttons. */
  beside?: ComponentChild
}

export function Form({
  act,
  submit,
  children,
  label,
  kind = 'stack',
  onCancel,
  beside,
}: FormProps): JSX.Element {
  const deed = useDeed(act)
  return (
    <form
      class={kind}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        deed.run()
      }}
    >
      {children}
      <div class="buttons">
        <button type="submit" class="main" disabled={deed.busy} aria-busy={deed.busy}>
          {submit}
        </button>
        {onCancel !== undefined && (
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
        )}
        {beside}
      </div>
      <DeedState deed={deed} what={submit} />
    </form>
  )
}
