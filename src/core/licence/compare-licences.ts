/**
 * Whether what is under one licence may be taken into what is under another, as far as a small table knows. A warning to
 * look, never a permission: no legal advice. Pure.
 */
import parse from 'spdx-expression-parse'
import { termsOf, type Terms } from './licence-table.ts'

type LicenceVerdict = 'same' | 'compatible' | 'incompatible' | 'unknown'

export interface LicenceComparison {
  /** What it is taken into; null where nothing is said. */
  ours: string | null
  /** What is taken in. */
  theirs: string | null
  verdict: LicenceVerdict
  /** Why, in one sentence. */
  says: string
}

type Expression = ReturnType<typeof parse>
type Answer = Pick<LicenceComparison, 'verdict' | 'says'>

/** Longer ones are nobody's licence. Guess. */
const maxExpressionChars = 256

/**
 * What may be said of taking something in.
 * @param ours, theirs SPDX expressions, or undefined where nothing is said
 */
export function compareLicences(ours: string | undefined, theirs: string | undefined): LicenceComparison {
  const sides = { ours: ours ?? null, theirs: theirs ?? null }
  if (theirs === undefined)
    return {
      ...sides,
      verdict: 'unknown',
      says: 'what is taken in says no licence: nothing allows it to be passed on',
    }
  const from = parseLicence(theirs)
  if (from === undefined && ours?.trim() === theirs.trim())
    return { ...sides, verdict: 'same', says: 'both say the same, in words that SPDX does not have' }
  if (from === undefined)
    return {
      ...sides,
      verdict: 'unknown',
      says: `${theirs} is no licence that SPDX names: read what it says`,
    }
  // No licence of ours makes up for one that forbids changes.
  const [bound] = leaves(from).filter((id) => termsOf(id)?.noDerivatives === true)
  if (bound !== undefined && !offersFreedom(from))
    return { ...sides, verdict: 'incompatible', says: `${bound} lets nobody publish a changed copy` }
  if (ours === undefined)
    return {
      ...sides,
      verdict: 'unknown',
      says: `${theirs} may ask for terms, and none are said for what it is taken into`,
    }
  const into = parseLicence(ours)
  if (into === undefined)
    return { ...sides, verdict: 'unknown', says: `${ours} is no licence that SPDX names: read what it says` }
  if (shown(from) === shown(into))
    return { ...sides, verdict: 'same', says: 'both are under the same licence' }
  return { ...sides, ...takeIn(from, into) }
}

/** Of alternatives, one that allows changes may be chosen. */
function offersFreedom(expression: Expression): boolean {
  if ('license' in expression) return termsOf(expression.license)?.noDerivatives !== true
  const sides = [expression.left, expression.right].map(offersFreedom)
  return expression.conjunction === 'or' ? sides.includes(true) : !sides.includes(false)
}

/** Of what is offered under alternatives one will do; what is under several at once has to fit with each. */
function takeIn(from: Expression, into: Expression): Answer {
  if (!('license' in from)) {
    const answers = [takeIn(from.left, into), takeIn(from.right, into)]
    return from.conjunction === 'or' ? best(answers) : worst(answers)
  }
  if (!('license' in into)) {
    const answers = [takeIn(from, into.left), takeIn(from, into.right)]
    // Whoever gets ours may choose among alternatives, so theirs has to fit with each.
    return into.conjunction === 'or' ? worst(answers) : best(answers)
  }
  if (shown(from) === shown(into)) return { verdict: 'compatible', says: `both are under ${shown(from)}` }
  if (
    from.exception !== undefined ||
    into.exception !== undefined ||
    from.plus === true ||
    into.plus === true
  )
    return { verdict: 'unknown', says: `exceptions and later versions are not compared: read ${shown(from)}` }
  const [theirs, ours] = [termsOf(from.license), termsOf(into.license)]
  if (theirs === undefined || ours === undefined) {
    const stranger = theirs === undefined ? from.license : into.license
    return {
      verdict: 'unknown',
      says: `${stranger} is not among the licences that are compared: read what it asks`,
    }
  }
  return compareTerms(theirs, ours)
}

function compareTerms(theirs: Terms, ours: Terms): Answer {
  const no = (says: string): Answer => ({ verdict: 'incompatible', says })
  const { id } = theirs
  if (theirs.noDerivatives === true) return no(`${id} lets nobody publish a changed copy`)
  if (theirs.into?.includes(ours.id) === true || theirs.shareAlike?.includes(ours.id) === true)
    return { verdict: 'compatible', says: `${id} goes into ${ours.id}; its attribution and notices stay` }
  if (theirs.shareAlike !== undefined)
    return no(`${id} asks that what is made from it is shared alike; ${ours.id} is other terms`)
  if (theirs.nonCommercial === true && ours.nonCommercial !== true)
    return no(`${id} forbids commercial use; ${ours.id} allows it`)
  if (theirs.notInto?.includes(ours.id) === true) return no(`${id} is known not to go into ${ours.id}`)
  if (theirs.attribution !== true) return { verdict: 'compatible', says: `${id} asks for nothing` }
  if (ours.attribution !== true)
    return no(`${id} asks for attribution or a notice; ${ours.id} would free everybody of it`)
  if (theirs.software !== true && ours.software === true)
    return { verdict: 'unknown', says: `${id} is not made for software, ${ours.id} is: read both` }
  return { verdict: 'compatible', says: `${id} goes into ${ours.id}; its attribution and notices stay` }
}

const order: readonly LicenceVerdict[] = ['same', 'compatible', 'unknown', 'incompatible']

function best(answers: Answer[]): Answer {
  return answers.reduce((a, b) => (order.indexOf(b.verdict) < order.indexOf(a.verdict) ? b : a))
}

function worst(answers: Answer[]): Answer {
  return answers.reduce((a, b) => (order.indexOf(b.verdict) > order.indexOf(a.verdict) ? b : a))
}

/** In the case that SPDX writes it; undefined for what is no expression of SPDX. */
function parseLicence(text: string): Expression | undefined {
  if (text.length > maxExpressionChars) return undefined
  const proper = text
    .trim()
    .replace(/[A-Za-z0-9][A-Za-z0-9.-]*/g, (word) => termsOf(word)?.id ?? word)
    .replace(/(?<![\w.-])(and|or|with)(?![\w.-])/g, (word) => word.toUpperCase())
  try {
    return parse(proper)
  } catch {
    return undefined
  }
}

function leaves(expression: Expression): string[] {
  return 'license' in expression
    ? [expression.license]
    : [...leaves(expression.left), ...leaves(expression.right)]
}

function shown(expression: Expression): string {
  if (!('license' in expression))
    return `(${[shown(expression.left), shown(expression.right)].sort().join(` ${expression.conjunction} `)})`
  const { license, plus, exception } = expression
  return `${license}${plus === true ? '+' : ''}${exception === undefined ? '' : ` with ${exception}`}`
}
