/**
 * The generated half of the Python client in `clients/python`: what each call answers, as types, and a method for each call,
 * twice, for programs that wait and for those that await.
 */
import { callSchemas, type CallSchema } from '../../src/node/index.ts'
import { kinds } from '../../src/interfaces/http/problem.ts'
import type { Json } from './print-types.ts'
import { pascal, PythonTypes, snake } from './python-types.ts'

const header = (says: string): string =>
  `"""${says}\n\nGenerated from the schemas of the use cases by \`npm run client\`: do not edit. A test compares it with what is\ngenerated.\n"""\n\nfrom __future__ import annotations\n\n`

const typing = `import sys
from typing import Any, Literal, TypedDict

if sys.version_info >= (3, 11):
    from typing import NotRequired
else:
    from typing_extensions import NotRequired

`

/** Fields that may be left out and still come without their name, in this order after those that must be given. */
const inOrder: Readonly<Record<string, readonly string[]>> = {
  add: ['text'],
  import: ['path'],
  keys: ['prefix'],
  merge: ['other'],
  diff: ['b'],
  branch: ['name'],
  fork: ['name'],
  discover: ['topic'],
  trust: ['tier'],
  forget: ['keys'],
  propose: ['message'],
}

/** The text of each generated file, by its name in `clients/python/src/memcube`. */
export function generatePython(): Record<string, string> {
  const calls = callSchemas()
  const types = new PythonTypes({ list: 'list', dict: 'dict' })
  const answers = new Map(
    calls.map(({ name, output }) => [name, types.typeOf(answerOf(output), pascal(name))]),
  )
  return {
    'answers.py': `${header('What each call answers: dictionaries, as they come from the daemon.')}${typing}\n${types.declarations()}`,
    '_calls.py': methods(calls, answers),
    'errors.py': errors(),
  }
}

/** Of several shapes each is a type; an answer without fields is still an object. */
function answerOf(output: Json): Json {
  return 'anyOf' in output ? output : { ...output, properties: output['properties'] ?? {} }
}

function methods(calls: readonly CallSchema[], answers: ReadonlyMap<string, string>): string {
  const one = (isAsync: boolean): string =>
    calls.map((call) => method(call, answers.get(call.name) ?? 'Any', isAsync)).join('\n')
  return `${header('A method for each call of the daemon.')}from typing import Any, Callable, Dict, List, Literal, Mapping, Optional

from . import answers

Progress = Dict[str, Any]
"""\`phase\` and \`done\`, and where they are known \`total\` and \`unit\`."""
OnProgress = Callable[[Progress], None]


class Calls:
    def call(self, name: str, given: Mapping[str, Any], *, on_progress: Optional[OnProgress] = None) -> Any:
        raise NotImplementedError

${one(false)}

class AsyncCalls:
    async def call(self, name: str, given: Mapping[str, Any], *, on_progress: Optional[OnProgress] = None) -> Any:
        raise NotImplementedError

${one(true)}`
}

function method({ name, summary, input }: CallSchema, answer: string, isAsync: boolean): string {
  const fields = (input['properties'] ?? {}) as Record<string, Json>
  const required = (input['required'] ?? []) as string[]
  const first = inOrder[name] ?? []
  const named = Object.keys(fields).filter((field) => !required.includes(field) && !first.includes(field))
  const parameters = [
    'self',
    ...required.map((field) => `${snake(field)}: ${argument(fields[field] ?? {})}`),
    ...first.map((field) => optional(field, fields[field] ?? {})),
    '*',
    ...named.map((field) => optional(field, fields[field] ?? {})),
    'on_progress: Optional[OnProgress] = None',
  ]
  const given = Object.keys(fields).map((field) => `            ${JSON.stringify(field)}: ${snake(field)},\n`)
  return `    ${isAsync ? 'async ' : ''}def ${snake(name)}(
${parameters.map((line) => `        ${line},\n`).join('')}    ) -> ${qualified(answer)}:
${docstring(summary, fields)}        given: Dict[str, Any] = {
${given.join('')}        }
        answer: ${qualified(answer)} = ${isAsync ? 'await ' : ''}self.call(${JSON.stringify(name)}, given, on_progress=on_progress)
        return answer
`
}

function docstring(summary: string, fields: Readonly<Record<string, Json>>): string {
  const said = Object.entries(fields).flatMap(([field, { description }]) =>
    typeof description === 'string' ? [`        ${snake(field)}: ${description}\n`] : [],
  )
  const text = said.length === 0 ? summary : `${summary}\n\n${said.join('')}        `
  return `        """${text.replaceAll('\\', '\\\\')}"""\n`
}

function optional(field: string, schema: Json): string {
  return `${snake(field)}: Optional[${argument(schema)}] = None`
}

/** A class with a method `list` has to call lists otherwise. Objects in an input are plain dictionaries; the daemon checks them. */
function argument(schema: Json): string {
  const plain = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(plain)
        : Object.fromEntries(
            Object.entries(value)
              .filter(([name]) => !['properties', 'additionalProperties'].includes(name))
              .map(([name, inner]) => [name, plain(inner)]),
          )
  return new PythonTypes({ list: 'List', dict: 'Dict' }).typeOf(plain(schema) as Json, 'Input')
}

function qualified(answer: string): string {
  return answer
    .split(' | ')
    .map((type) => `answers.${type}`)
    .join(' | ')
}

function errors(): string {
  const classes = Object.entries(kinds).map(([code, [, title]]) => ({ code, title, name: errorName(code) }))
  return `${header('What the daemon refuses, as exceptions: one for each code.')}from typing import Dict, Optional, Type


class MemcubeError(Exception):
    """A refusal: \`code\` for programs, \`message\` for people, and \`hint\` where there is something to do about it."""

    def __init__(self, code: str, message: str, hint: Optional[str] = None) -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type, tuple[str, str, Optional[str]]]:
        return (type(self), (self.code, self.message, self.hint))


${classes.map(({ name, title, code }) => `class ${name}(MemcubeError):\n    """${code}: ${title}."""\n`).join('\n\n')}

class NoDaemonError(UnreachableError):
    """No daemon answers for the home."""


_BY_CODE: Dict[str, Type[MemcubeError]] = {
${classes.map(({ code, name }) => `    ${JSON.stringify(code)}: ${name},\n`).join('')}}


def error_of(code: str, message: str, hint: Optional[str] = None) -> MemcubeError:
    """The exception of a code; of one that this client does not know, \`MemcubeError\` itself."""
    return _BY_CODE.get(code, MemcubeError)(code, message, hint)
`
}

/** `ERR_NOT_FOUND` is `NotFoundError`. Python has a `TimeoutError` of its own. */
function errorName(code: string): string {
  if (code === 'ERR_TIMEOUT') return 'TimedOutError'
  return `${pascal(code.slice('ERR_'.length).toLowerCase())}Error`
}
