import { resolve } from 'node:path'
import { isLoss, leftOutLines, skippedLines } from '../import-report.ts'
import { callVerb } from '../verb.ts'

export const importVerb = callVerb({
  name: 'import',
  group: 'write',
  summary: 'take in a file or a folder, in one commit',
  call: 'import',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<path>', 'a folder of markdown or text, or a file or archive of a program'],
  ],
  options: [
    {
      flags: '--format <format>',
      about:
        'auto, mpf, letta, chatgpt, claude, memos, mem0, memos-cube, chat-folder, chat-archive, cogx, mcp-memory, jsonl or markdown',
    },
    { flags: '--allow-skips', about: 'exit 0 even when something that could be a memory was skipped' },
    {
      flags: '--tier <tier>',
      about: 'how far the file is trusted: own (when not given), team, followed, community, quarantined',
    },
    {
      flags: '--mirror',
      about: 'also remove what an earlier --mirror of this folder brought and it no longer holds',
    },
    { flags: '--allow-empty', about: 'with --mirror: also when no file is left, or most are gone at once' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    [
      'memcube import field-notes ./notes',
      'one memory per file, its key the path without the ending; the same again changes nothing',
    ],
    [
      'memcube import field-notes ./from-a-stranger.json --tier community',
      'recall uses it only when asked for the tier community',
    ],
    ['memcube import chat ./chat.jsonl', 'one memory per line: {"key": ..., "body": ...}'],
  ],
  input: ([cube, path], { format, allowSkips, mirror, allowEmpty, branch, message, tier }) => ({
    cube,
    path: resolve(path as string),
    format,
    allowSkips,
    mirror,
    allowEmpty,
    branch,
    message,
    tier,
  }),
  show(done, { out }) {
    const { read, added, changed, unchanged, removed, skipped, commit } = done
    const gone = removed === undefined ? '' : `${removed} removed, `
    out.line(
      `read ${read}: ${added} added, ${changed} changed, ${unchanged} unchanged, ${gone}${skipped.length} skipped`,
    )
    for (const line of skippedLines(done)) out.note(line)
    out.line(commit)
  },
  exitCode: (done, { allowSkips }) => (isLoss(done) && allowSkips !== true ? 1 : 0),
})

export const exportVerb = callVerb({
  name: 'export',
  group: 'read',
  summary: 'write a cube as files',
  call: 'export',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['<out>', 'a path that does not exist yet; nothing is written outside of it'],
  ],
  options: [
    { flags: '--format <format>', about: 'markdown, jsonl, mpf, memos-cube or car', required: true },
    { flags: '--at <rev>', about: 'the state at a commit' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
  ],
  examples: [
    ['memcube export field-notes ./out --format markdown', 'a folder of files that `import` reads back'],
    [
      'memcube export field-notes notes.car --format car',
      'all blocks in one CARv1, root first, for any IPFS tool',
    ],
  ],
  input: ([cube, out], { format, at, branch }) => ({ cube, out: resolve(out as string), format, at, branch }),
  show({ written, files, leftOut }, { out }) {
    out.line(`wrote ${written} in ${files} ${files === 1 ? 'file' : 'files'}`)
    for (const line of leftOutLines(leftOut, 'not kept')) out.note(line)
  },
})
