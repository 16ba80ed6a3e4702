import { inFile, type Room } from './mutant.ts'

const proof = ['test/interfaces/client-proof.test.ts', 'test/interfaces/api-proof.test.ts']

/** What stands beside the folders of interfaces, and the client for programs. */
export const interfaces: Room = {
  folder: 'src/interfaces/',
  mutants: [
    ...inFile(
      'src/interfaces/gateway/places.ts',
      ['test/interfaces/gateway/places.test.ts'],
      [
        {
          fault: 'one visitor has all the places of his network',
          text: 'ofAddress.length >= perAddress',
          replacement: 'ofAddress.length >= Infinity',
        },
        {
          fault: 'whoever comes first has the places of all',
          text: 'if (most.length > own.length + 1) return',
          replacement: 'if (most.length > own.length + 1_000) return',
        },
      ],
    ),
    ...inFile(
      'src/interfaces/gateway/turns.ts',
      ['test/interfaces/gateway/turns.test.ts'],
      [
        {
          fault: 'turns of who went away push back those of others without end',
          text: 'if (waitMs > mostWaitMs) return undefined',
          replacement: 'if (waitMs > Infinity) return undefined',
        },
      ],
    ),
    ...inFile(
      'src/interfaces/gateway/limits.ts',
      ['test/interfaces/gateway/held-places.test.ts'],
      [
        {
          fault: 'who takes nothing of his answer keeps his place',
          text: 'if (holder.reading === undefined) holder.socket.destroy()',
          replacement: 'if (holder.reading === null) holder.socket.destroy()',
        },
      ],
    ),
    ...inFile('src/interfaces/require-proof.ts', proof, [
      {
        fault: 'any answer proves that it knows the token',
        text: 'if (body !== JSON.stringify({ proof: proofOf(token, place, nonce) })) throw',
        replacement: 'if (body === JSON.stringify({ proof: proofOf(token, place, nonce) }).slice(1)) throw',
      },
      {
        fault: 'a proof that was given elsewhere counts',
        text: 'placeText(socket.remoteAddress, socket.remotePort)',
        replacement: 'placeText(undefined, undefined)',
      },
      {
        fault: 'a daemon that has too much to do is gone',
        text: "if (status === '429') throw busy()",
        replacement: "if (status === '429') throw notProven()",
      },
      {
        fault: 'who hangs up on the question is there',
        text: 'throw hungUp.has(',
        replacement: 'throw new Set().has(',
      },
    ]),
    ...inFile('src/interfaces/client/daemon-fetch.ts', proof, [
      {
        fault: 'a connection of the client is given out unproven',
        text: 'const proven = this.#asked.proves\n      ?',
        replacement: 'const proven = this.#asked.proves === undefined\n      ?',
      },
      {
        fault: 'a daemon of before is asked for a proof',
        text: 'const proven = this.#asked.proves\n      ?',
        replacement: 'const proven = this.#asked.proves !== undefined\n      ?',
      },
      {
        fault: 'each request has a connection of its own',
        text: 'super({ keepAlive: true })',
        replacement: 'super({ keepAlive: false })',
      },
      {
        fault: 'a request that was given up goes on',
        text: "  signal.addEventListener('abort', abort, { once: true })\n",
        replacement: '',
      },
      {
        fault: 'a query is not sent',
        text: 'path: pathname + search,',
        replacement: 'path: pathname,',
      },
    ]),
    ...inFile('src/interfaces/client/home-fetch.ts', proof, [
      {
        fault: 'a daemon that was started anew elsewhere is not found',
        text: 'if (!isNobody(error)) throw error',
        replacement: 'if (error !== undefined) throw error',
      },
    ]),
    ...inFile('src/interfaces/client/index.ts', proof, [
      {
        fault: 'a program that names the address gives the token to whoever is there',
        text: 'if (fetch === undefined && isOfThisMachine(url))',
        replacement: 'if (fetch === undefined && url === undefined)',
      },
      {
        fault: 'who brings a fetch is not asked',
        text: 'if (fetch === undefined && isOfThisMachine(url))',
        replacement: 'if (isOfThisMachine(url))',
      },
    ]),
    ...inFile(
      'src/interfaces/cli/small-process.ts',
      ['test/interfaces/small-process.test.ts'],
      [
        {
          fault: 'a young generation that a person bounded is bounded again',
          text: 'given.some((word) => semiSpace.test(word))',
          replacement: 'given.includes(`--max-semi-space-size=${semiSpaceMib}`)',
        },
        {
          fault: 'arenas that a person counted are counted anew',
          text: '.filter(([name]) => env[name] === undefined)',
          replacement: '.filter(([name, value]) => env[name] !== value)',
        },
      ],
    ),
  ],
}
