import { resolve } from 'node:path'
import { callVerb } from '../verb.ts'

export const add = callVerb({
  name: 'add',
  group: 'write',
  summary: 'remember one thing',
  call: 'add',
  arguments: [
    ['<cube>', 'name or id of the cube'],
    ['[text]', 'the text; `-` or nothing reads it from stdin'],
  ],
  options: [
    { flags: '--key <key>', about: 'a path such as postgres/vacuum; made from the text when not given' },
    { flags: '--tag <tag>', about: 'may be given several times', many: true },
    { flags: '--type <type>', about: 'plaintext, activation or parameter' },
    { flags: '--media <media>', about: 'media type, e.g. text/markdown' },
    { flags: '--file <file>', about: 'a payload of up to 4 GiB instead of a text' },
    { flags: '--source <uri>', about: 'where it comes from' },
    {
      flags: '--clear <field>',
      about:
        'drop this from the memory that is changed: tags, media, source, data, valid or governance; may be given several times',
      many: true,
    },
    { flags: '--replaces <cid>', about: 'only if the key holds this memory now' },
    { flags: '--branch <branch>', about: 'a branch other than the current one' },
    { flags: '-m, --message <message>', about: 'why; kept in the commit' },
  ],
  examples: [
    [
      'memcube add notes "VACUUM does not return space to the system" --key postgres/vacuum --tag db',
      'adds or changes one memory in one commit',
    ],
    [
      'memcube add notes "VACUUM FULL does" --key postgres/vacuum --clear source',
      'changes the text and drops the source; tags and everything else stay',
    ],
    ['git log -1 --format=%B | memcube add notes - --key last-commit', 'takes the text from stdin'],
    [
      'memcube add notes --key lora/style --type parameter --file style.safetensors',
      'keeps a file; it is never opened',
    ],
  ],
  async input(
    [cube, text],
    { key, tag, clear, type, media, file, source, branch, message, replaces },
    { readStdin },
  ) {
    const given = text === '-' || (text === undefined && file === undefined) ? await readStdin() : text
    return {
      cube,
      key,
      type,
      media,
      source,
      branch,
      message,
      replaces,
      ...(tag !== undefined && { tags: tag }),
      ...(clear !== undefined && { clear }),
      text: given,
      ...(file !== undefined && { file: resolve(file as string) }),
    }
  },
  show: ({ key, commit }, { out }) => out.line(`${key}  ${commit}`),
})
