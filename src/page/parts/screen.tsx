/** One screen: its heading takes the focus when one comes to it, so that keyboard and screen reader start there. */
import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { plainLine } from '../plain-text.ts'
import { Words } from './words.tsx'

interface ScreenProps {
  title: string
  /** Above the heading: where this belongs. */
  above?: ComponentChildren
  /** Beside the heading. */
  beside?: ComponentChildren
  children: ComponentChildren
}

let isFirst = true

export function Screen({ title, above, beside, children }: ScreenProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${plainLine(title, 60)} · memcube`
  }, [title])
  useEffect(() => {
    if (!isFirst) {
      window.scrollTo(0, 0)
      heading.current?.focus({ preventScroll: true })
    }
    isFirst = false
  }, [])
  return (
    <>
      <header class="screen-head">
        {above !== undefined && <p class="above">{above}</p>}
        <div class="title-line">
          <h1 ref={heading} tabIndex={-1}>
            <Words text={title} />
          </h1>
          {beside !== undefined && <div class="beside">{beside}</div>}
        </div>
      </header>
      {children}
    </>
  )
}

export function Empty({ children }: { children: ComponentChildren }): JSX.Element {
  return <p class="empty">{children}</p>
}

export function Loading(): JSX.Element {
  return <p class="quiet loading">Loading…</p>
}
