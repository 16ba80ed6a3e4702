import { MemCubeError } from '../../../core/errors.ts'
import type { Verb } from '../verb.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export const completion: Verb = {
  name: 'completion',
  group: 'start',
  summary: 'print completion for your shell',
  arguments: [['<shell>', shells.join(', ')]],
  options: [],
  examples: [
    ['source <(memcube completion bash)', 'in ~/.bashrc'],
    ['memcube completion fish > ~/.config/fish/completions/memcube.fish', 'once'],
  ],
  async run([shell], _options, { json, out, verbs }) {
    const { completionScript } = await import('../completion-scripts.ts')
    const known = shells.find((name) => name === shell)
    if (known === undefined)
      throw new MemCubeError('ERR_USAGE', `there is no completion for "${String(shell)}"`, {
        hint: `use one of: ${shells.join(', ')}`,
      })
    const script = completionScript(known, await verbs.all())
    if (json) out.json({ shell: known, script })
    else out.text(script)
  },
}
