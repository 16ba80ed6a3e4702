/** The parts that inputs of use cases are made of. */
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import { normaliseTopic, parseTicketOrLink } from '../../core/cube/index.ts'
import { parseDid } from '../../core/identity/index.ts'
import { keyBytes } from '../../core/tree/index.ts'
import { checkName, checkOwnKey, likeCubeId, tiers } from '../../cubes/index.ts'
import { invalidInput } from '../../home/index.ts'
import { parseAddress } from '../../network/index.ts'
import { judgedBy } from './judged-by.ts'

/** A name is looked for in the home; a key, an id and a link say themselves whether they are whole. @throws ERR_INVALID_INPUT */
export function requireTarget(text: string): void {
  if (text.startsWith('did:')) parseDid(text)
  if (text.startsWith('memcube:')) parseTicketOrLink(text)
  if (likeCubeId.test(text)) parseCid(text)
}

export const cube = z
  .string()
  .min(1)
  .max(2048)
  .superRefine(judgedBy(requireTarget))
  .describe('a name that is unique in the home, a cube id, a link, or a ticket')
/** Of a cube that is made. */
export const newName = z.string().superRefine(judgedBy(checkName))
/** What no cube can hold is no key; what only a new one must not be is `ownKey`'s. */
export const key = z.string().superRefine(judgedBy(keyBytes)).describe('a path such as postgres/vacuum')
/** Under which something is written, or taken away. */
export const ownKey = z.string().superRefine(judgedBy(checkOwnKey)).describe('a path such as postgres/vacuum')
export const topic = z.string().superRefine(judgedBy(normaliseTopic))
export const person = z
  .string()
  .min(1)
  .max(256)
  .superRefine(judgedBy(requireTarget))
  .describe('a did:key or a nickname')
export const question = z
  .string()
  .max(8192)
  .superRefine(
    judgedBy((text) => {
      if (text.trim() === '') throw invalidInput('expected words, got none', 'say what to look for')
    }),
  )
export const revision = z
  .string()
  .min(1)
  .max(256)
  .describe('a commit CID, a unique prefix of one, a branch, a date, or REV~n')
/** One of two states that are compared. */
export const side = revision.or(cube).superRefine(judgedBy(requireTarget))
export const branch = z.string().min(1).max(512).describe('a branch; the current one when not given')
export const proposal = z.string().min(1).max(256).describe('the id of a proposal, or a unique prefix of it')
export const message = z.string().max(4096).optional().describe('why; kept in the commit')
export const tags = z.array(z.string().min(1).max(256)).max(256)
export const tier = z.enum(tiers)

/** One of some words. They stand in the description: a list of its own would cost agents tokens in every conversation. */
export function oneOf(words: readonly string[]): z.ZodString {
  return z
    .string()
    .max(64)
    .refine((text) => words.includes(text), {
      error: ({ input }) => `expected one of ${words.join(', ')}, got ${JSON.stringify(input)}`,
    })
    .describe(words.join(', '))
}
export const path = z
  .string()
  .min(1)
  .max(4096)
  .refine((text) => isAbsolute(text) && !text.includes('\0'), 'expected an absolute path')
  .describe('an absolute path')
export const address = z
  .string()
  .min(1)
  .max(1024)
  .superRefine(judgedBy(parseAddress))
  .describe('a multiaddr such as /ip4/127.0.0.1/tcp/4001/p2p/12D3...')
export const swarm = z.string().min(1).max(256).describe('in this swarm: its name or id')
export const nothing = z.strictObject({})
export const connection = z.strictObject({ address })

export const text = z.boolean().default(false).describe('with the words that changed')
