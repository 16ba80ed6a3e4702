// Runs checkouts of ed25519-speccheck, dasl-testing and ipld/codec-fixtures against the verifier and the codec:
// `node scripts/vectors/check-originals.ts SPECCHECK DASL CODEC_FIXTURES`. Prints each case whose verdict is not theirs.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cidFor, DAG_CBOR, decode, encode } from '../../src/core/codec/index.ts'
import { verifyRaw, verifyRawByReference } from '../../src/core/identity/index.ts'

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

/** Undefined when the bytes decode and encode to themselves, else what was wrong. */
function faultOf(bytes: Uint8Array): string | undefined {
  try {
    return Buffer.compare(encode(decode(bytes)), bytes) === 0 ? undefined : 'encodes to other bytes'
  } catch (error) {
    return (error as Error).message
  }
}

function checkSpeccheck(folder: string): void {
  interface Case {
    message: string
    pub_key: string
    signature: string
  }
  const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as Case[]
  for (const [verifier, name] of [
    [verifyRaw, 'native'],
    [verifyRawByReference, 'reference'],
  ] as const) {
    const refused = cases.filter(
      (one) => !verifier(bytesOf(one.message), bytesOf(one.signature), bytesOf(one.pub_key)),
    )
    console.log(`speccheck, ${name}: ${refused.length} of ${cases.length} refused`)
  }
}

/** Cases of DASL that speak of dag-cbor or of every CBOR; encoders are held to `invalid_out` by the type of value, not bytes. */
function checkDasl(folder: string): void {
  interface Case {
    type: string
    data: string
    name: string
    tags: string[]
    desc: string
  }
  const files = readdirSync(join(folder, 'fixtures/cbor'))
  const all = files.flatMap(
    (file) => JSON.parse(readFileSync(join(folder, 'fixtures/cbor', file), 'utf8')) as Case[],
  )
  const ours = all.filter(
    ({ type, tags }) =>
      type !== 'invalid_out' && tags.some((tag) => ['basic', 'dag-cbor', 'dasl-cid'].includes(tag)),
  )
  const different = ours.filter(
    ({ type, data }) => (faultOf(bytesOf(data)) === undefined) !== (type === 'roundtrip'),
  )
  console.log(`DASL: ${ours.length - different.length} of ${ours.length} as they say`)
  for (const { type, name, data } of different)
    console.log(`  ${type} "${name}" ${data}: ${faultOf(bytesOf(data)) ?? 'accepted'}`)
}

function checkCodecFixtures(folder: string): void {
  let [same, count] = [0, 0]
  for (const { name: fixture } of readdirSync(join(folder, 'fixtures'), { withFileTypes: true }).filter(
    (entry) => entry.isDirectory(),
  )) {
    const file = readdirSync(join(folder, 'fixtures', fixture)).find((name) => name.endsWith('.dag-cbor'))
    if (file === undefined) continue
    count++
    const bytes = readFileSync(join(folder, 'fixtures', fixture, file))
    const fault =
      cidFor(DAG_CBOR, bytes).toString() === file.slice(0, -'.dag-cbor'.length)
        ? faultOf(bytes)
        : 'another CID'
    if (fault === undefined) same++
    else console.log(`  ${fixture}: ${fault}`)
  }
  console.log(`codec-fixtures: ${same} of ${count} taken and encoded to the same bytes`)
  checkNegative(join(folder, 'negative-fixtures/dag-cbor'))
}

function checkNegative(folder: string): void {
  interface Case {
    name?: string
    hex?: string
  }
  for (const part of readdirSync(folder)) {
    for (const file of readdirSync(join(folder, part))) {
      const cases = JSON.parse(readFileSync(join(folder, part, file), 'utf8')) as Case[]
      const taken = cases.filter(({ hex }) => hex !== undefined && faultOf(bytesOf(hex)) === undefined)
      console.log(
        `codec-fixtures, negative, ${part}/${file}: ${cases.length - taken.length} of ${cases.length} refused`,
      )
      for (const { name, hex } of taken) console.log(`  accepted: ${name ?? ''} ${hex ?? ''}`)
    }
  }
}

const [speccheck, dasl, codecFixtures] = process.argv.slice(2)
if (speccheck === undefined || dasl === undefined || codecFixtures === undefined) {
  console.error('usage: node scripts/vectors/check-originals.ts SPECCHECK DASL CODEC_FIXTURES')
  process.exitCode = 2
} else {
  checkSpeccheck(speccheck)
  checkDasl(dasl)
  checkCodecFixtures(codecFixtures)
}
