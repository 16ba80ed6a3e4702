import { countOf } from '../../../home/count-of.ts'
import { dim } from '../output.ts'
import { partNote } from '../part-line.ts'
import { nameOf } from '../person.ts'
import { plainLine, timeText } from '../terminal-text.ts'
import { callVerb, type Verb } from '../verb.ts'

const showMemory = callVerb({
  name: 'get',
  group: 'read',
  summary: 'one memory, whole',
  call: 'get',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<key>', 'key of the memory'],
  ],
  options: [
    { flags: '--at <rev>', about: 'as it was at a commit' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    {
      flags: '--out <file>',
      about: 'write it to this file, or into this folder; for pictures and other payloads',
    },
    { flags: '--force', about: 'with --out: over a file that is there' },
  ],
  examples: [
    ['memcube get notes postgres/vacuum', 'prints the text, then where it comes from'],
    ['memcube get notes scans/page-1 --out page-1.png', 'the bytes as they were added'],
    ['memcube get notes postgres/vacuum --at main~1', 'as it was one commit ago'],
  ],
  input: ([cube, key], { at, branch }) => ({ cube, key, at, branch }),
  show({ body, memory, tags, created, provenance, opaque, blocked, ...person }, { out }) {
    if (blocked)
      out.note('you blocked an author of this: recall leaves it out; `memcube people` names whom you blocked')
    if (opaque !== null) {
      const what =
        opaque.unknown.length > 0
          ? `it has fields that have to be understood: ${opaque.unknown.map(plainLine).join(', ')}`
          : `it is of version ${opaque.version}`
      out.note(
        `this memcube cannot read the memory: ${what}; ${countOf(opaque.bytes, 'byte')}, kept and served as they are`,
      )
      out.note(dim(`${memory}  by ${nameOf(person)}`))
      return
    }
    if (typeof body === 'string') out.text(body)
    else {
      out.text(JSON.stringify(body))
      out.note('this is no text: `--out FILE` writes it to a file')
    }
    out.note(dim(`${memory}  by ${nameOf(person)}  ${timeText(created)}`))
    const source = provenance.source === undefined ? '' : `  from ${plainLine(provenance.source.uri)}`
    if (tags.length > 0 || source !== '')
      out.note(dim(`${tags.map((tag) => `#${plainLine(tag)}`).join(' ')}${source}`))
  },
})

export const get: Verb = {
  ...showMemory,
  async run(args, options, context) {
    const { out: file, force, at, branch } = options
    if (typeof file !== 'string') return showMemory.run(args, options, context)
    const [cube, key] = args
    const asked = { cube, key, at, branch, bytes: true }
    const memory = await (await context.client()).call('get', asked, context.call)
    const { saveBody } = await import('../save-body.ts')
    const written = await saveBody(memory, file, force === true)
    if (context.json)
      context.out.json({ key: memory.key, memory: memory.memory, media: memory.media, ...written })
    else
      context.out.line(
        `wrote ${plainLine(written.path, 4_096)}: ${countOf(written.bytes, 'byte')}, ${plainLine(memory.media)}`,
      )
  },
}

export const remove = callVerb({
  name: 'remove',
  group: 'write',
  summary: 'remove memories from the current state; history keeps them',
  call: 'remove',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<keys...>', 'keys of the memories'],
  ],
  options: [
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    [
      'memcube remove notes postgres/vacuum',
      '`memcube get notes postgres/vacuum --at main~1` still finds it',
    ],
  ],
  show({ removed, commit }, { out }) {
    out.line(`removed ${removed.length}  ${commit}`)
    out.note('the history keeps what was removed; `memcube forget` erases it for good')
  },
})

export const choose = callVerb({
  name: 'choose',
  group: 'write',
  summary: 'keep one of two edits that were made at the same time',
  call: 'choose',
  arguments: [
    ['<cube>', 'where; `memcube show CUBE` lists what waits'],
    ['<key>', 'the key of the edit that is kept'],
  ],
  options: [
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    ['memcube choose crew/runbook ops/rollback', 'keeps what the key holds, and removes the edit beside it'],
    [
      'memcube choose crew/runbook ops/rollback~yzd5g3c4',
      'keeps the edit beside it, under ops/rollback; history keeps the other one',
    ],
  ],
  show: ({ key, commit }, { out }) => out.line(`${plainLine(key)}  ${commit}`),
})

export const keys = callVerb({
  name: 'keys',
  group: 'read',
  summary: 'the keys of a cube',
  call: 'keys',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['[prefix]', 'only keys that start with this'],
  ],
  options: [
    { flags: '--at <rev>', about: 'as they were at a commit' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
  ],
  examples: [['memcube keys notes postgres/', 'lists what is under postgres/']],
  show({ keys: found, part }, { out }) {
    for (const key of found) out.line(key)
    if (part !== undefined) out.note(partNote(part))
  },
})
