/** A count with its word: `1 memory`, `2 memories`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

export function memoriesOf(count: number): string {
  return countOf(count, 'memory', 'memories')
}
