import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  auditOrigin,
  cosign,
  cosignersOf,
  cosignerName,
  formatCheckpoint,
  formatCosignRequest,
  formatNote,
  isSignedBy,
  noteKeyId,
  parseCheckpoint,
  parseCosignRequest,
  parseNote,
  rootOf,
  signCheckpoint,
  verifyCheckpoint,
} from '../../../src/core/audit/index.ts'
import { formatDid, keyPairFromSecret } from '../../../src/core/identity/index.ts'

interface PublishedNote {
  name: string
  key?: string
  note: string
  text: string
  checkpoint?: { origin: string; size: number; root: string }
  cosignedAt?: number
}

const published = JSON.parse(
  readFileSync(new URL('../../../protocols/audit/vectors/external/notes.json', import.meta.url), 'utf8'),
) as { cases: PublishedNote[] }

const alice = keyPairFromSecret(new Uint8Array(32).fill(1))
const bob = keyPairFromSecret(new Uint8Array(32).fill(2))
const [aliceDid, bobDid] = [formatDid(alice.publicKey), formatDid(bob.publicKey)]
const checkpoint = { origin: auditOrigin(aliceDid, '12D3KooWAlice'), size: 3, root: rootOf([]) }
const signed = signCheckpoint(checkpoint, alice.secret)

describe('a published note', () => {
  it.each(published.cases)(
    'is read as it was written: $name',
    ({ note, text, key, checkpoint: expected, cosignedAt }) => {
      const parsed = parseNote(note)
      expect(parsed.text).toBe(text)
      expect(formatNote(parsed)).toBe(note)
      if (key !== undefined) {
        const [name = '', id, encoded = ''] = key.split('+')
        const [algorithm = 0, ...publicKey] = Buffer.from(encoded, 'base64')
        expect(Buffer.from(noteKeyId(name, algorithm, Uint8Array.from(publicKey))).toString('hex')).toBe(id)
        expect(isSignedBy(parsed, name, Uint8Array.from(publicKey))).toBe(true)
        expect(() => isSignedBy({ ...parsed, text: `${text}.\n` }, name, Uint8Array.from(publicKey))).toThrow(
          'does not hold',
        )
      }
      if (expected !== undefined) {
        const { root, ...rest } = parseCheckpoint(parsed.text)
        expect({ ...rest, root: Buffer.from(root).toString('hex') }).toEqual(expected)
        expect(formatCheckpoint({ ...rest, root })).toBe(text)
        const cosignature = Buffer.from(parsed.signatures[1]!.signature)
        expect(Number(cosignature.readBigUInt64BE())).toBe(cosignedAt)
        expect(cosignature.length).toBe(72)
      }
    },
  )
})

describe('a checkpoint', () => {
  it('is signed by the author whose log it is about', () => {
    expect(verifyCheckpoint(signed)).toMatchObject({ ...checkpoint, author: aliceDid })
  })

  it('is refused when another author signed it, a byte of it changed, or it is about no home', () => {
    const forged = parseNote(signCheckpoint({ ...checkpoint, size: 4 }, bob.secret))
    expect(() => verifyCheckpoint(formatNote(forged))).toThrow('not signed by')
    expect(() => verifyCheckpoint(signed.replace('\n3\n', '\n4\n'))).toThrow('does not hold')
    expect(() =>
      verifyCheckpoint(signCheckpoint({ ...checkpoint, origin: 'example.com/log' }, alice.secret)),
    ).toThrow('no log of a memcube home')
  })

  it.each([
    ['a leading zero', '03'],
    ['a sign', '-3'],
    ['a fraction', '3.0'],
    ['nothing', ''],
    ['more than a number can say', '9007199254740993'],
  ])('is refused with %s for its size', (_, size) => {
    expect(() => parseCheckpoint(formatCheckpoint(checkpoint).replace('\n3\n', `\n${size}\n`))).toThrow(
      'not a',
    )
  })

  it.each([
    '',
    'no note',
    'text\n\n',
    'text\n\n- name c2lnbmF0dXJl\n',
    'te\u0007xt\n\n\u2014 name c2lnbmF0dXJl\n',
    'text\n\n\u2014 name c2lnbmF0dXJ\n',
  ])('is refused when it is no note: %j', (text) => {
    expect(() => parseNote(text)).toThrow('not a signed note')
  })
})

describe('a cosignature', () => {
  const note = parseNote(signed)
  const line = cosign(note.text, 1_800_000_000, cosignerName(bobDid), bob.secret)

  it('says who has seen which log, and when', () => {
    const cosigned = formatNote({ ...note, signatures: [...note.signatures, line] })
    expect(cosignersOf(verifyCheckpoint(cosigned).note)).toEqual([{ author: bobDid, timeS: 1_800_000_000 }])
  })

  it('does not hold for another checkpoint or another time', () => {
    const other = parseNote(signCheckpoint({ ...checkpoint, size: 4 }, alice.secret))
    expect(() => cosignersOf({ ...other, signatures: [...other.signatures, line] })).toThrow('does not hold')
    const later = { ...line, signature: Uint8Array.from(line.signature).with(7, 1) }
    expect(() => cosignersOf({ ...note, signatures: [later] })).toThrow('does not hold')
  })

  it('is asked for with a proof that goes before the checkpoint', () => {
    const request = { old: 2, proof: [rootOf([])], checkpoint: signed }
    expect(parseCosignRequest(formatCosignRequest(request))).toEqual(request)
    expect(parseCosignRequest(formatCosignRequest({ ...request, proof: [] }))).toEqual({
      ...request,
      proof: [],
    })
    expect(parseCosignRequest(signed)).toEqual({ old: 0, proof: [], checkpoint: signed })
    expect(() => parseCosignRequest(`old 2\nAAAA\n\n${signed}`)).toThrow('the proof before it is none')
  })
})
