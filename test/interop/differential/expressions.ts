/** Random expressions of policies: most of them of the language, some bent, so that both verdicts come. */
import type { Random } from './random.ts'

const texts = [
  '"notes/"',
  '"a"',
  '"é"',
  '"\\u{1F600}"',
  "'x'",
  '"\\n"',
  'r"\\d"',
  '""',
  '"2"',
  '"main"',
  '"postgres"',
]
const numbers = [
  '0',
  '1',
  '2',
  '-1',
  '0x10',
  '4096',
  '9223372036854775807',
  '-9223372036854775808',
  '256',
  '1u',
  '1.5',
  '1e3',
]
const facts = [
  'author',
  'branch',
  'key',
  'op',
  'hour',
  'day',
  'commit.time',
  'commit.message',
  'memory.type',
  'memory.media',
  'memory.created',
  'memory.bytes',
  'memory.provenance.model',
  'memory.provenance.source.uri',
  'memory.governance.priority',
  'memory.governance.licence',
]
const lists = [
  'authors',
  'approvals',
  'commit.parents',
  'memory.tags',
  'memory.provenance.derived',
  '[1, 2, 3]',
  '["a", "b"]',
  '[]',
]
const odd = [
  'nobody',
  'memory.nothing',
  'memory',
  'commit',
  'memory.provenance',
  'null',
  'b"x"',
  '{"a": 1}',
  'int("1")',
  'type(1)',
  'memory["type"]',
  'authors[0]',
  'key[0]',
  'memory.tags.first',
  '.key',
  '.size("a")',
  '.has(memory.type)',
  'startsWith("a", "b")',
  'key.size(1)',
  'size()',
  'key.matches("a", "b")',
  '[1][null]',
  'has(memory.type)[0]',
  '"\\u600}"',
  '"\\q"',
  '"\\x41"',
  '"\\101"',
  '"\\?"',
  '// comment\n',
  '// a\n// b\r\n',
  '-(-(1))',
  '--hour',
  '-(-(hour))',
  '9223372036854775808',
  '0xFFFFFFFFFFFFFFFF',
  '08',
  '"""a"b"""',
  'key in7',
  'timestamp("2026-01-01T00:00:00Z")',
]
const patterns = [
  '^[a-z]+$',
  '(a|b){1,3}',
  '\\\\p{L}+',
  '\\\\p{Greek}',
  '(?i)A',
  '(a)\\\\1',
  'a{1001}',
  '(a{20}){20}',
  '[',
  '\\\\d{2,}',
  '^$',
  '.',
  '\\\\bx\\\\b',
  '[[:alpha:]]',
  '\\\\Q.\\\\E',
  'x{,3}',
  '(?P<n>a)',
  '(?<n>a)',
  '\\\\pL',
  '\\\\p{^L}',
  '\\\\z',
  '\\\\Z',
  '\\\\C',
  '\\\\x{1F600}',
]
const comparisons = ['==', '!=', '<', '<=', '>', '>=']
const names = ['x', 'y', 't', 'key', '_', 'in_', 'memory', 'for', 'in', 'package', 'size', 'has']

/** Facts and operators are drawn for a type that is wanted, and one time in fifteen for another. */
export class Expressions {
  readonly #random: Random
  #bound: string[] = []

  constructor(random: Random) {
    this.#random = random
  }

  any(depth: number): string {
    return this.#random.pick([
      () => this.truth(depth),
      () => this.text(depth),
      () => this.number(depth),
      () => this.list(depth),
    ])()
  }

  truth(depth: number): string {
    if (this.#isOdd()) return this.any(depth)
    if (depth <= 0)
      return this.#random.pick([
        'true',
        'false',
        'key == "a"',
        'has(memory.provenance.model)',
        'branch == "main"',
      ])
    const next = depth - 1
    return this.#random.pick([
      () => `${this.truth(next)} && ${this.truth(next)}`,
      () => `${this.truth(next)} || ${this.truth(next)}`,
      () =>
        `${this.#random.pick(['!', '!', '!!', '!(!'])}(${this.truth(next)})`.replace(/^!\(!(.*)$/, '!(!$1)'),
      () => `(${this.truth(next)} ? ${this.truth(next)} : ${this.truth(next)})`,
      () => this.#compared(next),
      () => `${this.any(next)} in ${this.list(next)}`,
      () =>
        `${this.text(next)}.${this.#random.pick(['startsWith', 'endsWith', 'contains'])}(${this.text(next)})`,
      () => `${this.text(next)}.matches("${this.#random.pick(patterns)}")`,
      () => `has(${this.#random.pick(facts)})`,
      () => this.#quantified(next),
    ])()
  }

  text(depth: number): string {
    if (this.#isOdd()) return this.any(depth)
    if (depth <= 0) return this.#leaf(texts)
    return this.#random.pick([
      () => this.#leaf(texts),
      () => `${this.text(depth - 1)} + ${this.text(depth - 1)}`,
      () => `${this.list(depth - 1)}[${this.number(0)}]`,
      () => `(${this.truth(depth - 1)} ? ${this.text(0)} : ${this.text(0)})`,
    ])()
  }

  number(depth: number): string {
    if (this.#isOdd()) return this.any(depth)
    if (depth <= 0) return this.#leaf(numbers)
    return this.#random.pick([
      () => this.#leaf(numbers),
      () =>
        `(${this.number(depth - 1)} ${this.#random.pick(['+', '-', '*', '/', '%'])} ${this.number(depth - 1)})`,
      () => `-${this.#random.chance(50) ? '-' : ''}(${this.number(depth - 1)})`,
      () => `size(${this.text(depth - 1)})`,
      () => `${this.list(depth - 1)}.size()`,
    ])()
  }

  list(depth: number): string {
    if (this.#isOdd()) return this.any(depth)
    if (depth <= 0) return this.#random.pick(lists)
    return this.#random.pick([
      () => this.#random.pick(lists),
      () => `[${this.any(depth - 1)}, ${this.any(depth - 1)}]`,
      () => `${this.list(depth - 1)} + ${this.list(depth - 1)}`,
      () => this.#over('map', depth - 1),
      () => this.#over('filter', depth - 1),
    ])()
  }

  #isOdd = (): boolean => this.#random.chance(5)

  #leaf(own: readonly string[]): string {
    if (this.#bound.length > 0 && this.#random.chance(30)) return this.#random.pick(this.#bound)
    if (this.#random.chance(8)) return this.#random.pick(odd)
    return this.#random.pick(this.#random.chance(50) ? facts : own)
  }

  #compared(depth: number): string {
    const side = this.#random.pick([() => this.text(depth), () => this.number(depth), () => this.any(depth)])
    return `${side()} ${this.#random.pick(comparisons)} ${side()}`
  }

  #quantified(depth: number): string {
    return this.#over(this.#random.pick(['all', 'exists', 'exists_one']), depth)
  }

  #over(macro: string, depth: number): string {
    const over = this.list(depth)
    const name = this.#random.pick(names)
    this.#bound.push(name)
    const condition = this.truth(depth)
    const value = this.any(depth)
    this.#bound.pop()
    if (macro !== 'map') return `${over}.${macro}(${name}, ${condition})`
    return this.#random.chance(40)
      ? `${over}.map(${name}, ${condition}, ${value})`
      : `${over}.map(${name}, ${value})`
  }
}

/** A few characters out, in or twice. */
export function bentText(random: Random, text: string): string {
  let bent = text
  for (let times = 1 + random.int(3); times > 0; times--) {
    const at = random.int(bent.length + 1)
    const more = random.pick([
      '(',
      ')',
      '"',
      '.',
      ' ',
      '\\',
      '{',
      '[',
      ',',
      '-',
      'x',
      '&',
      '\n',
      '//',
      '?',
      '`',
      "'",
      '0',
      '\u0000',
      'é',
    ])
    bent = random.pick([
      () => bent.slice(0, at) + more + bent.slice(at),
      () => bent.slice(0, at) + bent.slice(at + 1 + random.int(3)),
      () => bent.slice(0, at) + bent.slice(Math.max(0, at - 4)),
    ])()
  }
  return bent
}
