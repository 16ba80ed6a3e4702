// Signatures over a message: what a verifier takes, and what it refuses by each rule under "Signatures" in spec.md.
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'
import { edgeCases } from '../ed25519.ts'
import type { VectorFile, VerdictCase } from './shape.ts'

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** RFC 8032, section 7.1, tests 1 to 3: secret, message, signature. */
const published: [secret: string, message: string, signature: string][] = [
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
]

export function validVerdicts(): VectorFile<VerdictCase> {
  return {
    about: 'Signatures over a message that hold.',
    cases: published.map(([secret, message, signature], i) => ({
      name: `RFC 8032, test ${i + 1}`,
      rule: 'Signatures, rules 1 to 6',
      message,
      publicKey: hexOf(keyPairFromSecret(bytesOf(secret)).publicKey),
      signature,
    })),
  }
}

/** Which rule each of the cases of `../ed25519.ts` breaks first, by the beginning of its name. */
const EDGES: [start: string, rule: number][] = [
  ['S is ', 2],
  ['S = 0', 4],
  ['key of small order', 4],
  ['key with torsion', 4],
  ['key and R with torsion', 4],
  ['key not canonical', 3],
  ['key the neutral element', 4],
  ['R not canonical', 4],
  ['key of prime order, R', 5],
]

function ruleOf(name: string): string {
  const rule = EDGES.find(([start]) => name.startsWith(start))?.[1]
  if (rule === undefined) throw new Error(`no rule is named for ${name}`)
  return `Signatures, rule ${rule}`
}

/** Cases that are a signature that holds, with one part in the place of another. */
function changed(): VerdictCase[] {
  const { publicKey, ...sound } = validVerdicts().cases[1] as VerdictCase
  const [r, s] = [sound.signature.slice(0, 64), sound.signature.slice(64)]
  const other = (validVerdicts().cases[2] as VerdictCase).publicKey
  const one = (name: string, rule: number, change: Partial<VerdictCase>): VerdictCase => ({
    ...sound,
    publicKey,
    name,
    rule: `Signatures, rule ${rule}`,
    ...change,
  })
  // y = 1 is the point with x = 0; y = 2 is on no point of the curve.
  const signedZero = `01${'00'.repeat(30)}80`
  const noPoint = `02${'00'.repeat(31)}`
  return [
    one('no signature', 1, { signature: '' }),
    one('a signature of 63 bytes', 1, { signature: sound.signature.slice(2) }),
    one('a signature of 65 bytes', 1, { signature: `${sound.signature}00` }),
    one('a key of 31 bytes', 1, { publicKey: publicKey.slice(2) }),
    one('a key of 33 bytes', 1, { publicKey: `${publicKey}00` }),
    one('S is the order', 2, {
      signature: `${r}edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010`,
    }),
    one('S with its highest bit set', 2, { signature: `${r}${s.slice(0, 62)}80` }),
    one('key with a sign on x = 0', 3, { publicKey: signedZero }),
    one('key that is no point', 3, { publicKey: noPoint }),
    one('R with a sign on x = 0', 5, { signature: `${signedZero}${s}` }),
    one('R that is no point', 5, { signature: `${noPoint}${s}` }),
    one('another message', 6, { message: '73' }),
    one('another key', 6, { publicKey: other }),
    one('another S', 6, { signature: `${r}01${s.slice(2)}` }),
  ]
}

/** Signatures on which verifiers of the world disagree, and some that all refuse. */
export function invalidVerdicts(): VectorFile<VerdictCase> {
  const edges = edgeCases().map(({ name, message, publicKey, signature }) => ({
    name,
    rule: ruleOf(name),
    message,
    publicKey,
    signature,
  }))
  return {
    about: 'Signatures over a message, each of which breaks one of the rules under "Signatures" in spec.md.',
    cases: [...edges, ...changed()],
  }
}
