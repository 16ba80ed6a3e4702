import type { AnswerOf, CallName } from '../../../node/index.ts'
import { MemCubeError } from '../../../core/errors.ts'
import { bold, dim, type Output } from '../output.ts'
import { plainLine } from '../terminal-text.ts'
import type { Values, Verb } from '../verb.ts'

type Pins = AnswerOf<'pins-list'>['pins']

const calls: Record<string, CallName> = { list: 'pins-list', add: 'pins-add', remove: 'pins-remove' }

export const pins: Verb = {
  name: 'pins',
  group: 'share',
  summary: 'have a Kubo of yours keep published cubes and give them to others',
  arguments: [
    ['[what]', 'add, remove or list; list when not given'],
    ['[cube]', 'the cube that is pinned, or no longer'],
  ],
  options: [{ flags: '--at <place>', about: 'kubo:http://127.0.0.1:5001, the RPC of a Kubo' }],
  parts: [
    { name: 'list', takes: '', about: 'what is pinned where, and what is behind; this is the default' },
    {
      name: 'add',
      takes: '<cube> --at <place>',
      about: 'send it there and pin it, or bring the pin up to date',
    },
    { name: 'remove', takes: '<cube> --at <place>', about: 'take the pin back' },
  ],
  examples: [
    [
      'memcube pins add field-notes --at kubo:http://127.0.0.1:5001',
      'the blocks of a published cube go to a Kubo, which keeps them',
    ],
    ['memcube pins list', 'what is pinned where, and what is behind'],
    ['memcube pins remove field-notes --at kubo:http://127.0.0.1:5001', 'the Kubo may delete them again'],
  ],
  async run([what = 'list', cube], options, context) {
    const call = Object.hasOwn(calls, String(what)) ? calls[String(what)] : undefined
    if (call === undefined)
      throw new MemCubeError('ERR_USAGE', `there is no "pins ${plainLine(String(what), 40)}"`, {
        hint: `there are: ${Object.keys(calls).join(', ')}`,
      })
    const input = inputOf(String(what), cube, options)
    const answer = await (await context.client()).call(call, input, context.call)
    if (context.json) context.out.json(answer)
    else show(String(what), answer as { pins: Pins; changed?: boolean }, context.out)
  },
}

function inputOf(what: string, cube: unknown, { at }: Values): object {
  const isNamed = what !== 'list'
  if ((cube !== undefined) !== isNamed || (at !== undefined) !== isNamed)
    throw new MemCubeError(
      'ERR_USAGE',
      `pins ${what} takes ${isNamed ? 'a cube and --at' : 'nothing more'}`,
      {
        hint: 'see `memcube help pins`',
      },
    )
  return isNamed ? { cube, at } : {}
}

function show(what: string, { pins: all, changed }: { pins: Pins; changed?: boolean }, out: Output): void {
  if (all.length === 0)
    out.line('nothing is pinned; `memcube pins add CUBE --at kubo:URL` pins a published cube')
  for (const one of all) {
    out.line(bold(plainLine(one.name ?? one.cube, 128)), `  ${plainLine(one.place, 128)}  ${one.state}`)
    if (one.state === 'behind') out.line(dim('  `memcube pins add` brings it up to date'))
    if (one.state === 'hidden')
      out.line(dim('  not published here any more: `memcube pins remove` takes it back'))
  }
  if (what === 'add' && changed === false) out.note('nothing changed: it already had that')
}
