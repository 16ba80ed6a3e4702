/**
 * An attacker, in a process of its own, until it is killed.
 *
 *   node scripts/test/hostile/eve.ts CHECKOUT ERRAND
 */
import { attacks } from './attacks.ts'
import { comeFrom } from './local-address.ts'
import { Stage, type Target } from './stage.ts'
import { loadSources } from './sources.ts'

/** What an attacker is told, as JSON. */
export interface Errand extends Target {
  name: string
}

const [checkout = '.', given = '{}'] = process.argv.slice(2)
const { name, ...target } = JSON.parse(given) as Errand
const attack = attacks[name]
if (attack === undefined) throw new Error(`there is no attack "${name}"`)
// What the victim does to an attacker is no failure.
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => {})
const { from } = target
let connections = 0
if (from.length > 0) comeFrom(() => from[connections++ % from.length] as string)
await attack.run(new Stage(await loadSources(checkout), target))
