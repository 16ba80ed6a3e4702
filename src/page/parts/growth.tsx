/** How many memories there were over time. */
import type { JSX } from 'preact'
import { growthOf } from '../map-view.ts'
import { plural } from '../plain-text.ts'

const [steps, width, height] = [80, 640, 96]

export function Growth({ times }: { times: readonly number[] }): JSX.Element | null {
  const { from, to, counts } = growthOf(times, steps)
  if (times.length < 2 || to === from) return null
  const isOneDay = dayOf(from) === dayOf(to)
  const x = (step: number): number => (step * width) / (steps - 1)
  const y = (count: number): number => height - 2 - (count / times.length) * (height - 6)
  const line = counts.map(
    (count, step) => `${step === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(count).toFixed(1)}`,
  )
  const label = `From ${momentOf(from, isOneDay)} to ${momentOf(to, isOneDay)} the memories grew to ${times.length.toLocaleString('en')}.`
  return (
    <section aria-labelledby="growth">
      <h2 id="growth">Growth</h2>
      <svg
        class="growth"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
      >
        <path class="area" d={`${line.join('')}L${width} ${height}L0 ${height}z`} />
        <path class="edge" d={line.join('')} />
      </svg>
      <p class="facts">
        <span>{momentOf(from, isOneDay)}</span>
        <span>{plural(times.length, 'memory', 'memories')}</span>
        <span>{momentOf(to, isOneDay)}</span>
      </p>
    </section>
  )
}

function dayOf(ms: number): string {
  return new Date(ms).toLocaleDateString('en', { year: 'numeric', month: 'short', day: 'numeric' })
}

/** Of one day, the times; else the days. */
function momentOf(ms: number, isOneDay: boolean): string {
  return isOneDay ? new Date(ms).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit' }) : dayOf(ms)
}
