import { MemCubeError } from '../../../core/errors.ts'
import { plainLine } from '../terminal-text.ts'
import type { Verb } from '../verb.ts'

export const edit: Verb = {
  name: 'edit',
  group: 'write',
  summary: 'change a memory in your editor',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<key>', 'key of the memory'],
  ],
  options: [
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    [
      'EDITOR=nano memcube edit notes postgres/vacuum',
      'opens the text; what you save becomes a commit. Exit 4 when the memory was changed meanwhile',
    ],
  ],
  async run([cube, key], { branch, message }, context) {
    const { json, out } = context
    const editor = process.env['VISUAL'] || process.env['EDITOR']
    if (json || !out.isTerminal || process.stdin.isTTY !== true)
      throw new MemCubeError('ERR_USAGE', 'an editor needs a terminal, and this is none', {
        hint: 'give the text instead: `memcube add CUBE TEXT --key KEY`; with `-` in place of TEXT it is read from stdin',
      })
    if (!editor)
      throw new MemCubeError('ERR_USAGE', 'no editor is named', {
        hint: 'set EDITOR, such as `export EDITOR=nano`, or give the text: `memcube add CUBE TEXT --key KEY`',
      })
    const place = { cube, ...(branch !== undefined && { branch }) }
    const {
      body,
      memory,
      opaque,
      key: whole,
    } = await (await context.client()).call('get', { ...place, key }, context.call)
    if (opaque !== null || typeof body !== 'string')
      throw new MemCubeError('ERR_INVALID_INPUT', `${String(key)} is no text that an editor could change`, {
        hint: '`memcube add CUBE --key KEY --file FILE` puts another file in its place',
      })
    // Others may want the home while somebody thinks.
    await context.release()
    const { editText } = await import('../edit-text.ts')
    const edited = await editText(body, { key: whole, editor })
    if (edited.text === undefined) return out.note('nothing was changed')
    try {
      const asked = { ...place, key, text: edited.text, replaces: memory, message }
      const { commit } = await (await context.client()).call('add', asked, context.call)
      await edited.forget()
      out.line(`${plainLine(whole, 1024)}  ${commit}`)
    } catch (error) {
      out.note(`your text is kept in ${plainLine(edited.path, 1024)}`)
      throw error
    }
  },
}
