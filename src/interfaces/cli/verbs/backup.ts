import { countOf } from '../../../home/count-of.ts'
import { resolve } from 'node:path'
import { formatBytes } from '../format-bytes.ts'
import { plainLine } from '../terminal-text.ts'
import { callVerb, type Verb } from '../verb.ts'

export const backup = callVerb({
  name: 'backup',
  group: 'care',
  summary: 'write the whole home into one file',
  call: 'backup',
  arguments: [['<out>', 'a path that does not exist yet']],
  options: [
    {
      flags: '--without-keys',
      about: 'leave the secret keys out; keep author.key, node.key and swarms/*/*.key elsewhere then',
    },
  ],
  examples: [
    [
      'memcube backup /mnt/disk/memcube.backup',
      'keys, settings, cubes, decisions, archives, swarms; a daemon works on meanwhile',
    ],
    ['memcube backup notes.backup --without-keys', 'for a place that others can read'],
  ],
  input: ([out], { withoutKeys }) => ({ out: resolve(out as string), keys: withoutKeys !== true }),
  show({ out: path, bytes, blocks, files, damaged, keys, swarms, swarmsLeftOut }, { out }) {
    out.line(
      `wrote ${plainLine(path, 400)}: ${formatBytes(bytes)}, ${countOf(blocks, 'block')}, ${countOf(files, 'file')}`,
    )
    if (keys)
      out.note(
        'IT HOLDS YOUR SECRET KEYS: whoever has it can sign as you. Keep it where only you can read it',
      )
    if (swarms.length > 0) out.line(`with the swarms ${swarms.map((name) => plainLine(name)).join(', ')}`)
    if (swarmsLeftOut.length > 0)
      out.note(
        `NOT IN IT, since they cannot be opened (see \`memcube doctor\`): ${swarmsLeftOut.map((name) => plainLine(name)).join(', ')}`,
      )
    if (damaged > 0)
      out.note(
        `${countOf(damaged, 'entry', 'entries')} of the home are damaged, and in the backup as they are: run \`memcube fsck --repair\``,
      )
  },
})

export const restoreBackup: Verb = {
  name: 'restore-backup',
  group: 'care',
  summary: 'make a home from a backup',
  arguments: [['<in>', 'the file that `memcube backup` wrote']],
  options: [
    {
      flags: '--keys <dir>',
      about: 'a folder with author.key and node.key (and swarms/*/*.key), for a backup without keys',
    },
  ],
  examples: [
    [
      'memcube restore-backup /mnt/disk/memcube.backup --home ~/.memcube',
      'into a folder that is empty or not there yet; all of it or nothing',
    ],
  ],
  async run([file], { keys }, { home, json, out, call: { signal } }) {
    const { restoreBackup: restore } = await import('../../../node/restore-backup.ts')
    const made = await restore({
      home,
      file: resolve(file as string),
      keys: keys === undefined ? undefined : resolve(keys as string),
      signal,
    })
    if (json) return out.json(made)
    out.line(
      `restored ${made.home} as of ${new Date(made.created).toISOString()}: ${countOf(made.blocks, 'block')}, ${countOf(made.files, 'file')}`,
    )
    out.note('TWO HOMES WITH ONE KEY contradict each other: never run the old home again beside this one')
    if (made.swarms.length > 0)
      out.note(
        `with the swarms ${made.swarms.map((name) => plainLine(name)).join(', ')}: start a daemon, and it learns what happened since. If the old home runs too, members are told that it was copied. If the old machine is lost, have its member removed, and join again with a new invitation`,
      )
    for (const name of made.published.map((one) => plainLine(one)))
      out.note(
        `${name} was published: \`memcube pull ${name}\` brings what other nodes hold beyond the backup; it is read-only until then`,
      )
    if (made.damaged > 0)
      out.note(
        `${countOf(made.damaged, 'entry', 'entries')} were damaged when the backup was made: run \`memcube fsck --repair\``,
      )
  },
}
