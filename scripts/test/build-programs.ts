/**
 * Gets the programs of others that tests run: builds those in Go, and fetches the PostgreSQL. On a new machine that takes minutes of
 * processor; the gate does it with what the first steps leave, so that no test waits for it. A test that misses one gets it itself.
 */
import { buildGo, GO_PROGRAMS, goIsMissing } from '../../test/interop/go-program.ts'
import { postgresIsMissing } from '../../test/interop/recall-servers.ts'

const started = performance.now()
const say = (line: string): void =>
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s  ${line}`)

const noPostgres = postgresIsMissing()
say(noPostgres ?? 'PostgreSQL is here')
if (goIsMissing !== undefined) say(goIsMissing)
else
  for (const program of Object.values(GO_PROGRAMS)) {
    buildGo(program)
    say(`${program.name} is built`)
  }
