/** Two texts beside each other, line by line. Pure. */

export interface DiffRow {
  is: 'same' | 'changed' | 'added' | 'removed'
  left?: string
  right?: string
}

/** Beyond so many pairs of lines, what is between the equal start and end is shown as replaced. Guess: 50 ms of work. */
const mostPairs = 4_000_000

export function diffLines(before: string, after: string): DiffRow[] {
  const [a, b] = [linesIn(before), linesIn(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const same = (lines: string[]): DiffRow[] => lines.map((line) => ({ is: 'same', left: line, right: line }))
  return [
    ...same(a.slice(0, start)),
    ...pairUp(middleOf(a.slice(start, a.length - end), b.slice(start, b.length - end))),
    ...same(a.slice(a.length - end)),
  ]
}

function linesIn(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}

/** By the longest common subsequence. */
function middleOf(a: string[], b: string[]): DiffRow[] {
  const removed = (line: string): DiffRow => ({ is: 'removed', left: line })
  const added = (line: string): DiffRow => ({ is: 'added', right: line })
  if (a.length * b.length > mostPairs) return [...a.map(removed), ...b.map(added)]
  const width = b.length + 1
  const longest = new Uint32Array((a.length + 1) * width)
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const rows: DiffRow[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]]
    if (left !== undefined && left === right) {
      rows.push({ is: 'same', left, right })
      i++
      j++
    } else if (left !== undefined && (right === undefined || at(i + 1, j) >= at(i, j + 1))) {
      rows.push(removed(left))
      i++
    } else if (right !== undefined) {
      rows.push(added(right))
      j++
    }
  }
  return rows
}

/** A run of removed lines that a run of added lines follows stands beside it. */
function pairUp(rows: DiffRow[]): DiffRow[] {
  const paired: DiffRow[] = []
  for (let from = 0; from < rows.length;) {
    let split = from
    while (rows[split]?.is === 'removed') split++
    let to = split
    while (rows[to]?.is === 'added') to++
    if (to === from) {
      paired.push(rows[from] as DiffRow)
      from++
      continue
    }
    const [gone, come] = [rows.slice(from, split), rows.slice(split, to)]
    for (let at = 0; at < Math.max(gone.length, come.length); at++) {
      const [left, right] = [gone[at]?.left, come[at]?.right]
      if (left !== undefined && right !== undefined) paired.push({ is: 'changed', left, right })
      else if (left !== undefined) paired.push({ is: 'removed', left })
      else if (right !== undefined) paired.push({ is: 'added', right })
    }
    from = to
  }
  return paired
}
