/** Faults of turns, of what is kept of any number, and of signals made of others. */
import { inFile, type Room } from './mutant.ts'

const turnTests = ['test/core/turns.test.ts', 'test/core/each-at-once.test.ts']
const latest = ['test/core/latest.test.ts']
const signals = ['test/core/signals/any-signal.test.ts']

export const turns: Room = {
  folder: 'src/core/',
  mutants: [
    ...inFile('src/core/turns/create-turns.ts', turnTests, [
      {
        fault: 'a turn never ends',
        text: 'nowMs() - beganMs >= mostMs',
        replacement: 'nowMs() - beganMs >= 1_000 * mostMs',
      },
      {
        fault: 'a turn goes on from the one before',
        text: 'inNextTurn(() => (beganMs = undefined))',
        replacement: 'void 0',
      },
      {
        fault: 'all that wait go on at once',
        text: 'if (isOver()) inNextTurn(goOn)\n    else waiting.shift()?.()',
        replacement: 'waiting.shift()?.()',
      },
      {
        fault: 'who came last is next',
        text: 'waiting.shift()?.()',
        replacement: 'waiting.pop()?.()',
      },
      {
        fault: 'a turn is over before it began',
        text: '    beganMs = nowMs()\n',
        replacement: '    beganMs = nowMs() - mostMs\n',
      },
    ]),
    ...inFile('src/core/turns/each-at-once.ts', turnTests, [
      {
        fault: 'after a failure others are begun',
        text: 'failure === undefined && next < items.length',
        replacement: 'next < items.length',
      },
      {
        fault: 'all are begun at once',
        text: 'Math.min(most, items.length)',
        replacement: 'items.length',
      },
      {
        fault: 'a failure is not told',
        text: 'if (failure !== undefined) throw failure.error',
        replacement: '',
      },
      {
        fault: 'the last failure counts',
        text: 'failure ??= { error }',
        replacement: 'failure = { error }',
      },
      {
        fault: 'one item is done again and again',
        text: 'const index = next++',
        replacement: 'const index = next',
      },
    ]),
    ...inFile('src/core/latest/index.ts', latest, [
      {
        fault: 'one more is kept',
        text: 'this.#kept.size <= this.#limit',
        replacement: 'this.#kept.size <= this.#limit + 1',
      },
      {
        fault: 'what is kept again stays old',
        text: '    this.#kept.delete(key)\n    this.#kept.set',
        replacement: '    this.#kept.set',
      },
      {
        fault: 'the newest gives way',
        text: 'const [oldest] = this.#kept.keys()',
        replacement: 'const oldest = [...this.#kept.keys()].at(-1)',
      },
    ]),
    ...inFile('src/core/signals/any-signal.ts', signals, [
      {
        fault: 'a signal made of others is a source itself',
        text: 'madeOf.get(signal) ?? [signal]',
        replacement: '[signal]',
      },
      {
        fault: 'what a signal was made of is not remembered',
        text: '  madeOf.set(either, sources)\n',
        replacement: '',
      },
      {
        fault: 'only the first signal counts',
        text: 'AbortSignal.any(sources)',
        replacement: 'AbortSignal.any(sources.slice(0, 1))',
      },
    ]),
  ],
}
