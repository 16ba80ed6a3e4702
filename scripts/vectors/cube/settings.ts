// What cubes say of themselves, as the memory under `.memcube/info`.
import {
  createMemory,
  infoMemory,
  parseInfo,
  parseMemory,
  type CubeInfo,
} from '../../../src/core/cube/index.ts'
import { hexOf, memoryInput, time } from './sample.ts'
import type { RefusedSettingsCase, SettingsCase, VectorFile } from './shape.ts'

const saying = (v: 1 | 2, body: string | Uint8Array): Uint8Array =>
  createMemory({ ...memoryInput, v, media: 'application/json', body, tags: [] }).block.bytes

export function validSettings(): VectorFile<SettingsCase> {
  const of = (name: string, memory: Uint8Array): SettingsCase => ({
    name,
    memory: hexOf(memory),
    settings: parseInfo(parseMemory(memory)),
  })
  const all: CubeInfo = { about: 'Notes', topics: ['events', 'typescript'], licence: 'CC0-1.0' }
  return {
    about: 'Memories with settings, and what they say.',
    cases: [
      of('all that can be said, version 1', infoMemory(all, time, 1).bytes),
      of('all that can be said, version 2', infoMemory(all, time, 2).bytes),
      of('topics alone', infoMemory({ topics: [] }, time, 2).bytes),
      of('fields in another order, with blanks', saying(2, ' { "topics" : [ "a" ] ,\n"about":"" } ')),
      of('topics as they came', saying(1, '{"topics":["B","a","a"]}')),
      of(
        'a field that is not known, in version 2',
        saying(2, '{"topics":["a"],"colour":{"deep":[1]},"__proto__":1}'),
      ),
    ],
  }
}

export function invalidSettings(): VectorFile<RefusedSettingsCase> {
  const of = (name: string, memory: Uint8Array): RefusedSettingsCase => ({
    name,
    memory: hexOf(memory),
    code: 'ERR_UNVERIFIABLE',
  })
  const many = JSON.stringify({ topics: Array.from({ length: 33 }, (_, i) => String(i)) })
  return {
    about: 'Memories whose settings cannot be read: the cube is about nothing.',
    cases: [
      of('no JSON', saying(2, 'notes')),
      of('a list', saying(2, '[]')),
      of('no topics', saying(2, '{}')),
      of('bytes', saying(2, Buffer.from('{"topics":[]}'))),
      of('a field that is not known, in version 1', saying(1, '{"topics":[],"colour":1}')),
      of('a topic that is a number', saying(2, '{"topics":[1]}')),
      of('an empty topic', saying(2, '{"topics":[""]}')),
      of('33 topics', saying(2, many)),
      of('a topic of 257 bytes', saying(2, JSON.stringify({ topics: ['x'.repeat(257)] }))),
      of('null for a licence', saying(2, '{"topics":[],"licence":null}')),
      of('4,097 bytes about it', saying(2, JSON.stringify({ topics: [], about: 'x'.repeat(4_097) }))),
    ],
  }
}
