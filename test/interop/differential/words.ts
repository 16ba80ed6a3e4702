/** Links, notes, requests and invitations, which people pass on as texts: bent at random. */
import { readFileSync } from 'node:fs'
import { parseCosignRequest, verifyCheckpoint } from '../../../src/core/audit/index.ts'
import { parseLink } from '../../../src/core/cube/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { PROTOCOL_FOLDERS } from '../../../scripts/vectors/protocols.ts'
import { checkpointOf } from '../../../scripts/vectors/audit/entries.ts'
import { bentText } from './expressions.ts'
import { hexOf, type Judged } from './inputs.ts'
import type { Random } from './random.ts'

function casesIn<Case>(...paths: string[]): Case[] {
  const read = (path: string): Case[] =>
    (JSON.parse(readFileSync(new URL(path, PROTOCOL_FOLDERS), 'utf8')) as { cases: Case[] }).cases
  return paths.flatMap(read)
}

/** @param one makes an input, and what a case says beside its name; it throws for what is refused */
function judged(random: Random, count: number, one: () => { given: object; read: () => object }): Judged {
  const found: Judged = { valid: [], invalid: [] }
  for (let i = 0; i < count; i++) {
    const { given, read } = one()
    const name = `${i}`
    try {
      found.valid.push({ name, ...given, ...read() })
    } catch (error) {
      if (!(error instanceof MemCubeError)) throw error
      found.invalid.push({ name, ...given })
    }
  }
  return found
}

const wholeText = (random: Random, text: string, whole = 30): string => {
  const bent = random.chance(whole) ? text : bentText(random, text)
  return bent.toWellFormed()
}

export function links(random: Random, count: number): Judged {
  const known = casesIn<{ link: string }>('link/vectors/valid/links.json', 'link/vectors/invalid/links.json')
  const parts = known.flatMap(({ link }) => link.split(/(?<=[?&])/).slice(1))
  const [cube] = known
  return judged(random, count, () => {
    const more = Array.from({ length: 1 + random.int(3) }, () => random.pick(parts))
    const whole = random.chance(50)
      ? random.pick(known).link
      : `${cube!.link}?${more.join('&').replaceAll('&&', '&')}`
    const link = wholeText(random, whole, 60)
    const read = () => {
      const { cube: of, addresses } = parseLink(link)
      return { cube: of.toString(), addresses }
    }
    return { given: { link }, read }
  })
}

export function checkpoints(random: Random, count: number): Judged {
  const known = casesIn<{ note: string }>(
    'audit/vectors/valid/checkpoints.json',
    'audit/vectors/invalid/checkpoints.json',
  )
  return judged(random, count, () => {
    const [text = ''] = random.pick(known).note.split(/(?<=\n)\n(?=\u2014)/)
    // Signed again, so that what is in the text decides.
    const note = random.chance(60)
      ? checkpointOf(wholeText(random, text))
      : wholeText(random, random.pick(known).note)
    const read = () => {
      const { size, root } = verifyCheckpoint(note)
      return { size, root: hexOf(root) }
    }
    return { given: { note }, read }
  })
}

export function requests(random: Random, count: number): Judged {
  const known = casesIn<{ request: string }>(
    'audit/vectors/valid/requests.json',
    'audit/vectors/invalid/requests.json',
  )
  return judged(random, count, () => {
    const { request: whole } = random.pick(known)
    const [head, rest] = [whole.slice(0, 60), whole.slice(60)] as const
    const request = wholeText(random, head) + rest
    const read = () => {
      const { old, proof, checkpoint } = parseCosignRequest(request)
      return { old, proof: proof.map(hexOf), checkpoint }
    }
    return { given: { request }, read }
  })
}
