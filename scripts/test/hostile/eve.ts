/**
 * An attacker, in a process of its own, until it is killed.
 *
 *   node scripts/test/hostile/eve.ts CHECKOUT ADDRESS CUBE COMMIT ATTACK [INVITATION]
 */
import { attacks } from './attacks.ts'
import { Stage } from './stage.ts'
import { loadSources } from './sources.ts'

const [checkout = '.', address = '', cube = '', commit = '', name = '', invite = ''] = process.argv.slice(2)
const attack = attacks[name]
if (attack === undefined) throw new Error(`there is no attack "${name}"`)
// What the victim does to an attacker is no failure.
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => {})
const stage = new Stage(await loadSources(checkout), { address, cube, commit, invite })
await attack.run(stage)
