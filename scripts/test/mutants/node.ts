import { inFile, type Room } from './mutant.ts'

const grants = ['test/node/grants.test.ts']

export const node: Room = {
  folder: 'src/node/',
  mutants: [
    ...inFile('src/node/grants.ts', grants, [
      {
        fault: 'a folder beside a granted one is within it',
        text: 'path.startsWith(folder.endsWith(sep) ? folder : folder + sep)',
        replacement: 'path.startsWith(folder)',
      },
      {
        fault: 'agents may read the keys of the home',
        text: 'if (isWithin(real, await realpath(home)))',
        replacement: "if (real === '' && isWithin(real, await realpath(home)))",
      },
      {
        fault: 'a link may lead elsewhere later',
        text: 'const real = await realpath(folder).catch(() => undefined)',
        replacement:
          'const real = await realpath(folder).then(\n    () => folder,\n    () => undefined,\n  )',
      },
      {
        fault: 'a grant that was taken back stays',
        text: "if (name !== 'files') held.names.delete(name)",
        replacement: "if (name !== 'files') held.names.delete('files')",
      },
      {
        fault: 'files are granted without a folder',
        text: "else held.names.delete('files')",
        replacement: "else held.names.add('files')",
      },
      {
        fault: 'a file is granted as a folder',
        text: '!(await stat(real)).isDirectory()',
        replacement: '(await stat(real)).size < 0',
      },
    ]),
    ...inFile('src/node/agents/needed-grants.ts', grants, [
      {
        fault: 'agents write what others read without a grant',
        text: "(await look(input, 'branch')) === 'private' ? []",
        replacement: "(await look(input, 'branch')) !== 'public' ? []",
      },
      {
        fault: 'a branch is judged by its cube',
        text: "(await look(input, 'branch')) === 'private'",
        replacement: "(await look(input, 'cube')) === 'private'",
      },
    ]),
  ],
}
