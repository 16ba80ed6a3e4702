/** What became of what was imported: all of it is accounted for. */
import type { JSX } from 'preact'
import type { Imported } from '../answers.ts'
import { plural } from '../plain-text.ts'
import { Words } from './words.tsx'

/** More than this nobody reads here. Guess. */
const mostShown = 50

export function ImportReport({ report }: { report: Imported }): JSX.Element {
  const { added, changed, unchanged, skipped, leftOut } = report
  const lost = skipped.filter(({ loss }) => loss !== false)
  return (
    <section class="card" aria-labelledby="report">
      <h2 id="report">{plural(added + changed, 'memory', 'memories')} imported</h2>
      <p class="facts">
        <span>{added.toLocaleString('en')} added</span>
        <span>{changed.toLocaleString('en')} changed</span>
        <span>{unchanged.toLocaleString('en')} unchanged</span>
        <span>{lost.length.toLocaleString('en')} not taken</span>
      </p>
      {skipped.length > 0 && (
        <details open={lost.length > 0}>
          <summary>Not taken</summary>
          <ul class="found">
            {skipped.slice(0, mostShown).map(({ item, reason }) => (
              <li key={`${item} ${reason}`}>
                <Words text={item} most={160} />{' '}
                <span class="quiet">
                  <Words text={reason} most={400} />
                </span>
              </li>
            ))}
          </ul>
          {skipped.length > mostShown && (
            <p class="quiet">and {plural(skipped.length - mostShown, 'other')}</p>
          )}
        </details>
      )}
      {leftOut.length > 0 && (
        <details>
          <summary>Left out, since it is no memory</summary>
          <ul class="found">
            {leftOut.slice(0, mostShown).map(({ reason, count, examples }) => (
              <li key={`${reason} ${examples[0] ?? ''}`}>
                {count.toLocaleString('en')}: <Words text={reason} most={200} />{' '}
                <span class="quiet">
                  <Words text={examples.slice(0, 3).join(', ')} most={300} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}
