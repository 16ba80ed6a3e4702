/** What two lists have in common, by the longest common subsequence. Pure. */

export interface Step {
  is: 'same' | 'removed' | 'added'
  of: string
}

/** Beyond so many pairs, all of it is shown as replaced. Guess: 50 ms of work. */
const mostPairs = 4_000_000

export function compareLists(a: readonly string[], b: readonly string[]): Step[] {
  const removed = (of: string): Step => ({ is: 'removed', of })
  const added = (of: string): Step => ({ is: 'added', of })
  if (a.length * b.length > mostPairs) return [...a.map(removed), ...b.map(added)]
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const steps: Step[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      steps.push({ is: 'same', of: left })
      i++
      j++
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      steps.push(removed(left))
      i++
    } else if (right !== undefined) {
      steps.push(added(right))
      j++
    }
  }
  return steps
}
