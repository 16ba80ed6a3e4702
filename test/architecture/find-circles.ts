/** Files that import each other in a circle, by types or by values: each circle is one line. */
import type { SourceFile } from './source-file.ts'

/** The strongly connected parts of the imports that have more than one file (Tarjan 1972). */
export function findCircles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter(({ local }) => local).map(({ target }) => target),
    ]),
  )
  const found: string[] = []
  const places = new Map<string, { order: number; low: number }>()
  const open: string[] = []
  const visit = (path: string): { order: number; low: number } => {
    const place = { order: places.size, low: places.size }
    places.set(path, place)
    open.push(path)
    for (const target of targets.get(path) ?? []) {
      if (!targets.has(target)) continue
      const seen = places.get(target)
      if (seen === undefined) place.low = Math.min(place.low, visit(target).low)
      else if (open.includes(target)) place.low = Math.min(place.low, seen.order)
    }
    if (place.low === place.order) {
      const circle = open.splice(open.indexOf(path))
      if (circle.length > 1) found.push(circle.sort().join(', '))
    }
    return place
  }
  for (const path of targets.keys()) if (!places.has(path)) visit(path)
  return found
}
