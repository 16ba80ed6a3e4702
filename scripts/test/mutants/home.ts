import { inFile, type Room } from './mutant.ts'

const exclusive = ['test/node/exclusive.test.ts']

export const home: Room = {
  folder: 'src/home/',
  mutants: [
    ...inFile(
      'src/home/listen-address.ts',
      ['test/interfaces/jobs.test.ts', 'test/interfaces/http-strangers.test.ts'],
      [
        {
          fault: 'any name that begins with 127 is this machine',
          text: '/^127(?:\\.\\d{1,3}){3}$/',
          replacement: '/^127(?:\\.\\d{1,3}){3}/',
        },
        {
          fault: 'the API listens for other machines',
          text: 'if (isLoopback(address.host)) return',
          replacement: "if (address.host !== '') return",
        },
        {
          fault: 'the path of a socket may be one byte longer',
          text: 'Buffer.byteLength(address.path) <= maxPathBytes',
          replacement: 'Buffer.byteLength(address.path) <= maxPathBytes + 1',
        },
      ],
    ),
    ...inFile('src/home/exclusive.ts', exclusive, [
      {
        fault: 'tasks under one lock run at once',
        text: 'const result = before.then(() => {',
        replacement: 'const result = Promise.resolve(before !== undefined).then(() => {',
      },
      {
        fault: 'a task that fails ends those behind it',
        text: 'last.set(key, { kind, ended })',
        replacement: 'last.set(key, { kind, ended: result.then(() => undefined) })',
      },
      {
        fault: 'a collection waits for a join',
        text: 'filter(({ kind }) => refersToBlocks[kind])',
        replacement: "filter(({ kind }) => refersToBlocks[kind] || kind === 'join')",
      },
      {
        fault: 'a collection does not wait for writers',
        text: 'await Promise.all(waited.map(({ ended }) => ended))',
        replacement: 'await Promise.race([Promise.all(waited.map(({ ended }) => ended)), undefined])',
      },
      {
        fault: 'locks of two kinds are one',
        text: 'return `${kind}/${name}`',
        replacement: "return name === '' ? kind : name",
      },
      {
        fault: 'who waits under a lock is not busy',
        text: 'if (last.get(key)?.ended === ended) last.delete(key)',
        replacement: 'last.delete(key)',
      },
    ]),
  ],
}
