/**
 * Who holds objects of a class, by snapshots of the heap (`npm run test:strangers -- --snapshots FOLDER`): the shortest way from the
 * root to each, put together where ways are alike, those that grew most since the snapshot before first.
 *
 *   node scripts/test/churn/holders.ts CLASS AFTER.heapsnapshot [BEFORE.heapsnapshot]
 */
import { HeapSnapshot } from './heap-snapshot.ts'

/** Ways that are printed. */
const shown = 25
/** Steps of a way that are printed: the last ones, which say who holds. */
const steps = 14

/** How many objects of a class are held in each way. */
function waysTo(name: string, file: string): Map<string, number> {
  const heap = new HeapSnapshot(file)
  const ways = new Map<string, number>()
  for (let at = 0; at < heap.count; at++) {
    if (heap.nameOf(at) !== name) continue
    const text = shownWay(heap.wayTo(at))
    ways.set(text, (ways.get(text) ?? 0) + 1)
  }
  return ways
}

/** Links of a list are one step, however long it is. */
function shownWay(way: readonly string[] | undefined): string {
  if (way === undefined) return '(held weakly, or by a line of a WeakMap)'
  return way
    .filter((step, at) => step !== way[at - 1] && step !== way[at - 2])
    .slice(-steps)
    .join(' ')
}

const [name = '', after = '', before] = process.argv.slice(2)
const ways = waysTo(name, after)
const earlier = before === undefined ? new Map<string, number>() : waysTo(name, before)
const total = (of: Map<string, number>): number => [...of.values()].reduce((a, b) => a + b, 0)
console.log(`${total(earlier)}, then ${total(ways)} of ${name}`)
const grown = [...ways].map(([way, count]) => ({ way, count, more: count - (earlier.get(way) ?? 0) }))
for (const { way, count, more } of grown.toSorted((a, b) => b.more - a.more).slice(0, shown))
  console.log(`${more > 0 ? '+' : ''}${more} of ${count}  ${way}`)
