import { MemCubeError } from '../../../core/errors.ts'
import { formatBytes } from '../format-bytes.ts'
import { storeLine } from '../status-lines.ts'
import { plainLine } from '../terminal-text.ts'
import type { Verb, VerbContext, VerbPart } from '../verb.ts'

const parts: readonly VerbPart[] = [
  { name: 'show', takes: '', about: 'where the blocks are, and what waits; this is the default' },
  { name: 'move', takes: '[target]', about: 'take the blocks there; the disk is emptied once all is there' },
]

export const store: Verb = {
  name: 'store',
  group: 'care',
  summary: 'where the blocks of the home are: on this disk, in S3 or in Kubo',
  arguments: [
    ['[what]', 'show or move; show when not given'],
    [
      '[target]',
      'for move: level, s3://BUCKET/PREFIX?endpoint=URL or kubo:URL; what the setting says when not given',
    ],
  ],
  options: [],
  parts,
  examples: [
    ['memcube store', 'where they are, whether that place answers, and what waits'],
    [
      "memcube store move 's3://memories/alice?endpoint=http://127.0.0.1:7070'",
      'with the keys of HOME/s3.key or of the environment; the disk is emptied once all is there',
    ],
    ['memcube store move kubo:http://127.0.0.1:5001', 'into a Kubo that serves blocks to nobody'],
    ['memcube store move level', 'back to this disk; what was broken off goes on where it was'],
  ],
  async run([what = 'show', target], _options, context) {
    if (what === 'show' && target === undefined) return show(context)
    if (what === 'move') return move(context, target as string | undefined)
    throw new MemCubeError('ERR_USAGE', `there is no "store ${plainLine(String(what), 40)}" of that form`, {
      hint: 'there are: show, move; `memcube store move TARGET` takes one target',
    })
  },
}

async function show({ client, call, json, out }: VerbContext): Promise<void> {
  const answer = await (await client()).call('store', {}, call)
  if (json) return out.json(answer)
  out.line(answer.target === 'level' ? 'blocks  on this disk' : storeLine(answer))
  if (answer.wanted !== answer.target)
    out.note(`the setting says ${plainLine(answer.wanted, 400)}: \`memcube store move\` takes them there`)
}

async function move({ client, call, json, out }: VerbContext, target: string | undefined): Promise<void> {
  const input = target === undefined ? {} : { target }
  const answer = await (await client()).call('store-move', input, call)
  if (json) return out.json(answer)
  const where = answer.target === 'level' ? 'on this disk' : `in ${plainLine(answer.target, 400)}`
  out.line(
    answer.changed
      ? `all blocks are ${where}: ${answer.moved} moved, ${formatBytes(answer.bytes)}`
      : `nothing changed: all blocks are ${where}`,
  )
}
