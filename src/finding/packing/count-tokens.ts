/** How many tokens a text is for a family of models. Tables of a tokenizer are loaded at the first count. */
import { NodeError } from '../../home/index.ts'

export interface TokenCounter {
  family: string
  /** `exact`: the published tokenizer of the family. `bound`: at most so many; see `basis`. */
  method: 'exact' | 'bound'
  /** What the count rests on, for people. */
  basis: string
  count(text: string): number
}

type Encoding = 'o200k_base' | 'cl100k_base'

/** Families whose tokenizer OpenAI publishes, as gpt-tokenizer has it. */
const exact: Readonly<Record<string, Encoding>> = {
  'gpt-5': 'o200k_base',
  'gpt-4.1': 'o200k_base',
  'gpt-4o': 'o200k_base',
  'gpt-oss': 'o200k_base',
  o1: 'o200k_base',
  o3: 'o200k_base',
  o4: 'o200k_base',
  'gpt-4': 'cl100k_base',
  'gpt-3.5': 'cl100k_base',
}

/** Families whose current tokenizers are not published, or are not here. */
const bounded = ['claude', 'gemini', 'llama', 'mistral', 'qwen', 'deepseek', 'other'] as const

/** The families that can be named. */
export const modelFamilies: readonly string[] = [...Object.keys(exact), ...bounded]

export const defaultFamily = 'other'

const loaders: Record<Encoding, () => Promise<{ countTokens(text: string, options: object): number }>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
}

/** @throws ERR_USAGE for a family that is not known */
export async function loadTokenCounter(family: string): Promise<TokenCounter> {
  if ((bounded as readonly string[]).includes(family)) return bounding(family)
  const encoding = Object.hasOwn(exact, family) ? exact[family] : undefined
  if (encoding === undefined) {
    throw new NodeError('ERR_USAGE', `the model family "${family}" is not known`, {
      hint: `there are: ${modelFamilies.join(', ')}; "other" for any that is not named`,
    })
  }
  return exactly(family, encoding)
}

async function exactly(family: string, encoding: Encoding): Promise<TokenCounter> {
  const { countTokens } = await loaders[encoding]()
  // Names of special tokens in a text are text: whoever wrote them gets neither an error nor their effect.
  const options = { disallowedSpecial: new Set<string>() }
  return {
    family,
    method: 'exact',
    basis: `${encoding}, of gpt-tokenizer`,
    count: (text) => countTokens(text, options),
  }
}

/**
 * Times the count of o200k_base. Over 80 paragraphs of READMEs and 26 slices of code, tokenizers that were published for
 * Claude 2, Llama 3 and Mistral took at most 1.33, 1.05 and 1.53 times as many; the current ones may differ.
 */
const RATIO = 2

async function bounding(family: string): Promise<TokenCounter> {
  const { count } = await exactly(family, 'o200k_base')
  return {
    family,
    method: 'bound',
    basis: `${RATIO} times o200k_base for ASCII (1.53 was the most measured), one token a byte for the rest: the tokenizer is not published, and up to half of the budget stays free`,
    count(text) {
      const ascii = text.replaceAll(/[^\0-\x7f]+/g, '')
      const others = Buffer.byteLength(text) - ascii.length
      return others + Math.min(ascii.length, RATIO * count(ascii))
    },
  }
}
