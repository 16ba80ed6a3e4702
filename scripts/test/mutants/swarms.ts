import { inFile, type Room } from './mutant.ts'

const places = ['test/swarms/places.test.ts']
const wanted = ['test/swarms/wanted-cubes.test.ts']
const epochs = ['test/node/swarms/content-epochs.test.ts']

export const swarms: Room = {
  folder: 'src/swarms/',
  mutants: [
    ...inFile('src/swarms/places.ts', places, [
      {
        fault: 'others say where a member is that said so itself',
        text: '(peerId !== from && this.#known.get(peerId)?.own === true)',
        replacement: '(peerId === from && this.#known.get(peerId)?.own === true)',
      },
      {
        fault: 'an address that leads to somebody else is kept',
        text: 'return (address) => peerIn(address) === peerId',
        replacement: "return (address) => peerIn(address) !== undefined && peerId !== ''",
      },
      {
        fault: 'what others say of a member pushes out what was known',
        text: 'stays = maxAddresses / 2',
        replacement: 'stays = 0',
      },
      {
        fault: 'who names no address is nowhere',
        text: 'if (place.doors.length + place.hosts.length === 0) continue',
        replacement: '',
      },
      {
        fault: 'one address more is kept',
        text: 'doors: doors.slice(0, maxAddresses)',
        replacement: 'doors: doors.slice(0, maxAddresses + 1)',
      },
    ]),
    ...inFile('src/swarms/wanted-cubes.ts', wanted, [
      {
        fault: 'a cube that could not be had is asked for at once',
        text: '(this.#failures.get(cube)?.againAtMs ?? 0) <= nowMs',
        replacement: '(this.#failures.get(cube)?.againAtMs ?? 0) >= 0',
      },
      {
        fault: 'a wait has no longest',
        text: 'Math.min(longestWaitMs, firstWaitMs * 2 ** (times - 1))',
        replacement: 'firstWaitMs * 2 ** (times - 1)',
      },
      {
        fault: 'who left is listened to',
        text: 'if (!peerIds.has(peerId)) this.tell(peerId, [])',
        replacement: 'if (peerIds.size === 0) this.tell(peerId, [])',
      },
      {
        fault: 'who names most goes first',
        text: 'for (const list of lists) {\n        const cube = list[at]',
        replacement:
          'for (const list of lists.toSorted((a, b) => b.length - a.length).slice(0, at === 0 ? 1 : lists.length)) {\n        const cube = list[at]',
      },
      {
        fault: 'a cube that was had is asked for again',
        text: 'cubes.filter((one) => one !== cube)',
        replacement: "cubes.filter((one) => one !== '')",
      },
    ]),
    ...inFile('src/swarms/twin-watch.ts', wanted, [
      {
        fault: 'a node that was started again is two machines',
        text: 'if (known.before.has(run) && !this.#twins.has(peerId)) {',
        replacement: 'if (!this.#twins.has(peerId)) {',
      },
      {
        fault: 'two machines are told of again and again',
        text: 'if (saysTwin && !this.#isTwin) {',
        replacement: 'if (saysTwin) {',
      },
      {
        fault: 'the run that spoke last is not remembered',
        text: '    known.before.add(known.now)\n',
        replacement: '',
      },
    ]),
    ...inFile('src/swarms/content-epochs.ts', epochs, [
      {
        fault: 'an older epoch is taken for ever',
        text: 'if (epoch !== before?.epoch || now() > before.untilMs) return undefined',
        replacement: 'if (epoch !== before?.epoch) return undefined',
      },
      {
        fault: 'any older epoch is taken for a moment',
        text: 'if (epoch !== before?.epoch || now() > before.untilMs) return undefined',
        replacement: 'if (before === undefined || now() > before.untilMs) return undefined',
      },
      {
        fault: 'a change of something else begins a new moment',
        text: 'if (!isSameCid(current.event, epoch.event)) {',
        replacement: 'if (current.event !== undefined) {',
      },
      { fault: 'one peer may let any number wait', text: '< maxWaitingOfPeer', replacement: '>= 0' },
    ]),
    ...inFile(
      'src/swarms/mirrors/judge-offers.ts',
      ['test/swarms/judge-offers.test.ts'],
      [
        {
          fault: 'what nobody can have made who may write is fetched',
          text: 'isMirrorGenesis(genesis) && rosters === undefined && everWrote(team, author!)',
          replacement: 'isMirrorGenesis(genesis) && rosters === undefined',
        },
        {
          fault: 'any cube of a writer is a mirror',
          text: 'isMirrorGenesis(genesis) && rosters === undefined && everWrote(team, author!)',
          replacement: 'rosters === undefined && everWrote(team, author!)',
        },
        {
          fault: 'who offers an older head is asked first',
          text: 'b.head.seq - a.head.seq',
          replacement: 'a.head.seq - b.head.seq',
        },
      ],
    ),
  ],
}
