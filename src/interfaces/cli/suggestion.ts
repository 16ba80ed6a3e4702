/** What somebody who mistyped a verb may have meant. */

/** A word this far from a verb is another word. As commander does for options. */
const maxEdits = 2

/** A question that names the closest verbs; undefined when none is close. */
export function suggestion(word: string, verbs: readonly string[]): string | undefined {
  const close = closest(word, verbs)
  return close.length === 0 ? undefined : `did you mean ${close.map((verb) => `"${verb}"`).join(' or ')}?`
}

function closest(word: string, verbs: readonly string[]): string[] {
  const begun = word.length > 1 ? verbs.filter((verb) => verb.startsWith(word)) : []
  if (begun.length > 0) return begun
  const near = verbs.map((verb) => ({ verb, edits: editsBetween(verb, word) }))
  const fewest = Math.min(...near.map(({ edits }) => edits))
  return fewest > maxEdits || fewest >= word.length
    ? []
    : near.filter(({ edits }) => edits === fewest).map(({ verb }) => verb)
}

/** Edits that turn one word into the other (Levenshtein). A long word is cut: it is far from every verb. */
function editsBetween(a: string, word: string): number {
  const b = word.slice(0, 32)
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same))
    }
    row = next
  }
  return row[b.length] as number
}
