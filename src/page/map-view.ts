/** Where in the picture one looks: its middle and how much it is enlarged. Pure. */

export interface View {
  /** The middle, in the coordinates of the points (-1 to 1). */
  x: number
  y: number
  zoom: number
}

export interface Size {
  width: number
  height: number
}

export const wholeView: View = { x: 0, y: 0, zoom: 1 }
const [leastZoom, mostZoom] = [0.8, 60]
/** Between the outermost points and the edge. */
const margin = 0.92

const scaleOf = ({ zoom }: View, { width, height }: Size): readonly [number, number] => [
  (width / 2) * margin * zoom,
  (height / 2) * margin * zoom,
]

export function toScreen(point: { x: number; y: number }, view: View, size: Size): readonly [number, number] {
  const [across, up] = scaleOf(view, size)
  return [size.width / 2 + (point.x - view.x) * across, size.height / 2 - (point.y - view.y) * up]
}

export function moved(view: View, by: { x: number; y: number }, size: Size): View {
  const [across, up] = scaleOf(view, size)
  return { ...view, x: bounded(view.x - by.x / across), y: bounded(view.y + by.y / up) }
}

/** Enlarged around a place of the screen, which stays where it is. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }, size: Size): View {
  const zoom = Math.max(leastZoom, Math.min(mostZoom, view.zoom * factor))
  const [before, after] = [scaleOf(view, size), scaleOf({ ...view, zoom }, size)]
  const [dx, dy] = [at.x - size.width / 2, at.y - size.height / 2]
  return {
    zoom,
    x: bounded(view.x + dx / before[0] - dx / after[0]),
    y: bounded(view.y - dy / before[1] + dy / after[1]),
  }
}

const bounded = (value: number): number => Math.max(-1.2, Math.min(1.2, value))

/** The points nearest to a place of the screen, the nearest first. */
export function nearestTo<P extends { x: number; y: number }>(
  points: readonly P[],
  at: { x: number; y: number },
  { view, size, count, within }: { view: View; size: Size; count: number; within: number },
): P[] {
  const near: { point: P; distance: number }[] = []
  for (const point of points) {
    const [x, y] = toScreen(point, view, size)
    const distance = Math.hypot(x - at.x, y - at.y)
    if (distance <= within) near.push({ point, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ point }) => point)
}

/** Into which colour each point goes: those that most points have get one of their own, the others share the last. */
export function groupsOf(
  labels: readonly (string | undefined)[],
  most: number,
): { names: string[]; counts: number[]; of: number[] } {
  const counts = new Map<string, number>()
  for (const label of labels) if (label !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1)
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const names = byCount.slice(0, most).map(([name]) => name)
  const placeOf = new Map(names.map((name, place) => [name, place]))
  const of = labels.map((label) => (label === undefined ? most : (placeOf.get(label) ?? most)))
  const inGroup = names.map((name) => counts.get(name) ?? 0)
  return { names, of, counts: [...inGroup, labels.length - inGroup.reduce((sum, count) => sum + count, 0)] }
}

/** How many there were at the end of each of so many equal times. */
export function growthOf(
  times: readonly number[],
  steps: number,
): { from: number; to: number; counts: number[] } {
  const sorted = [...times].filter(Number.isFinite).sort((a, b) => a - b)
  const [from, to] = [sorted[0] ?? 0, sorted.at(-1) ?? 0]
  const length = Math.max(1, to - from)
  let at = 0
  const counts = Array.from({ length: steps }, (_, step) => {
    const end = from + (length * (step + 1)) / steps
    while (at < sorted.length && (sorted[at] ?? 0) <= end) at++
    return at
  })
  return { from, to, counts }
}
