/** A policy as people write it: YAML or JSON, with comments and long lines. It is stored in one form of its own. */
import { readFileSync, statSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { invalidInput, notFound } from '../../home/index.ts'

/** Comments and blanks are not stored. Guess: four times the largest policy. */
const maxFileBytes = 64 * 1024

/** What the file says, as data; not checked as a policy. @throws ERR_NOT_FOUND, ERR_INVALID_INPUT with line and column */
export function readPolicyFile(path: string): unknown {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat?.isFile() !== true)
    throw notFound(`no file at ${path}`, 'give --set the path of a file with rules')
  if (stat.size > maxFileBytes)
    throw invalidInput(
      `the file has ${stat.size} bytes; a policy is at most ${maxFileBytes}`,
      'say more with fewer rules',
    )
  return parsePolicyText(readFileSync(path, 'utf8'))
}

/** @throws ERR_INVALID_INPUT with line and column */
export function parsePolicyText(text: string): unknown {
  const document = parseDocument(text, { schema: 'core', logLevel: 'silent', stringKeys: true })
  const [error] = document.errors
  if (error === undefined) {
    try {
      // No aliases: they can grow a small text into a huge value.
      return document.toJS({ maxAliasCount: 0 })
    } catch (cause) {
      throw unfit((cause as Error).message, cause)
    }
  }
  const place = error.linePos?.[0]
  const where = place === undefined ? '' : `line ${place.line}, column ${place.col}: `
  const why = isTooDeep(error) ? 'its values are nested too deeply' : (error.message.split('\n')[0] ?? '')
  throw unfit(`${where}${why}`, error)
}

/** The parser calls itself for each level, and tells of the end of the stack as of any other fault. */
function isTooDeep(error: Error): boolean {
  return /call stack/i.test(error.message)
}

function unfit(why: string, cause: unknown): Error {
  return invalidInput(
    `the policy is neither YAML nor JSON: ${why}`,
    'a policy is { v: 1, rules: [{ name, on, when, require, message }] }',
    { cause },
  )
}
