import { resolve } from 'node:path'
import { bold } from '../output.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb } from '../verb.ts'

export const policy = callVerb({
  name: 'policy',
  group: 'history',
  summary: 'the rules that a cube carries: who may write what, and how',
  call: 'policy',
  arguments: [['<cube>', 'name or id of the cube']],
  options: [
    { flags: '--set <file>', about: 'set the rules from this file, YAML or JSON' },
    { flags: '--clear', about: 'remove the rules' },
    {
      flags: '--check <rev>',
      about:
        'check a commit, or each commit of a branch; with --set by the rules of the file, without setting them',
    },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    [
      'memcube policy notes',
      'the rules in force; every node that takes in the cube checks its commits by them',
    ],
    ['memcube policy notes --set rules.yaml --check main', 'shows what these rules would have refused'],
    ['memcube policy notes --set rules.yaml', 'sets them in a commit, which the old rules have to allow'],
  ],
  input: ([cube], { set, clear, check, branch, message }) => ({
    cube,
    clear,
    check,
    branch,
    message,
    ...(set !== undefined && { set: resolve(set as string) }),
  }),
  show({ policy: found, checked, commit, notes }, { out }, { set, clear }) {
    if (checked !== undefined) {
      for (const one of checked) {
        out.line(bold(one.commit), `  ${one.verdict}`)
        if (one.rule !== undefined)
          out.line(
            `  ${plainLine(one.rule)}${one.key === undefined ? '' : `  ${plainLine(one.key, 1024)}`}: ${plainLine(one.message ?? '', 600)}`,
          )
      }
      return
    }
    if (found === null) out.line('no rules: everybody who may sign the cube may write anything')
    for (const rule of found?.rules ?? []) {
      out.line(bold(plainLine(rule.name)), rule.on === 'commit' ? '  on each commit' : '  on each memory')
      if (rule.when !== undefined) out.line(`  when     ${plainLine(rule.when, 1100)}`)
      out.line(`  require  ${plainLine(rule.require, 1100)}`)
      if (rule.message !== undefined) out.line(`  says     ${plainLine(rule.message, 600)}`)
    }
    if (set !== undefined || clear === true) out.line(commit)
    for (const note of notes) out.note(`note: ${plainLine(note, 600)}`)
  },
  exitCode: ({ checked = [] }) => (checked.some(({ verdict }) => verdict === 'refused') ? 3 : 0),
})
