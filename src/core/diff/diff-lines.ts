/** Two texts beside each other, line by line. Pure: the page and the command line show it each in its way. */
import { compareLists } from './compare-lists.ts'

export interface DiffRow {
  is: 'same' | 'changed' | 'added' | 'removed'
  left?: string
  right?: string
}

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

function middleOf(a: string[], b: string[]): DiffRow[] {
  return compareLists(a, b).map(({ is, of }): DiffRow => {
    if (is === 'same') return { is, left: of, right: of }
    return is === 'removed' ? { is, left: of } : { is, right: of }
  })
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
