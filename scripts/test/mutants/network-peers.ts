/** Faults of what a host tells of itself, and of what it keeps of its peers. */
import { inFile, type Room } from './mutant.ts'

const own = ['test/network/own-addresses.test.ts']
const gossip = ['test/network/bounded-gossip.test.ts']
const relay = ['test/network/reach/over-relay.test.ts']
const dial = ['test/network/dial-error.test.ts']

export const networkPeers: Room = {
  folder: 'src/network/',
  mutants: [
    ...inFile('src/network/own-addresses.ts', own, [
      {
        fault: 'what others confirmed comes last',
        text: '[...confirmed, ...own]',
        replacement: '[...own, ...confirmed]',
      },
      {
        fault: 'an address that is confirmed is told twice',
        text: '[...new Set(told)]',
        replacement: 'told',
      },
      {
        fault: 'own addresses are not told',
        text: '[...confirmed, ...own]',
        replacement: '[...confirmed]',
      },
      {
        fault: 'addresses do not say whose they are',
        text: '.map((address) => withPeerId(address, peerId))\n',
        replacement: '.map(String)\n',
      },
      {
        fault: 'nothing is told before the services are there',
        text: 'if (this.#components === undefined) return confirmed',
        replacement: 'if (this.#components === undefined) return []',
      },
    ]),
    ...inFile('src/network/bounded-gossip.ts', gossip, [
      {
        fault: 'the score of who is gone is kept beside',
        text: '    remove(id)\n    scores.scoreCache.delete(id)\n',
        replacement: '    remove(id)\n',
      },
      {
        fault: 'who returns may be forgotten while here',
        text: '    gone.delete(id)\n    add(id)\n',
        replacement: '    add(id)\n',
      },
      {
        fault: 'those who are gone have no bound',
        text: 'gone.size > MAX_REMEMBERED',
        replacement: 'gone.size > Infinity',
      },
      {
        fault: 'one less is remembered',
        text: 'gone.size > MAX_REMEMBERED',
        replacement: 'gone.size >= MAX_REMEMBERED',
      },
      {
        fault: 'a message of who is gone brings it back',
        text: 'if (target.peers.has(from.toString())) await take',
        replacement: 'await take',
      },
      {
        fault: 'a message of who is here is dropped',
        text: 'if (target.peers.has(from.toString())) await take',
        replacement: 'if (!target.peers.has(from.toString())) await take',
      },
      {
        fault: 'the addresses of who is forgotten stay',
        text: '    scores.removeIPsForPeer(id, scores.peerStats.get(id)?.knownIPs ?? new Set())\n',
        replacement: '',
      },
      {
        fault: 'the line of who is forgotten stays',
        text: '    scores.peerStats.delete(id)\n',
        replacement: '',
      },
      {
        fault: 'another version of gossipsub is run unbounded',
        text: "    throw new NetworkError('ERR_INTERNAL', 'gossip keeps the scores of its peers elsewhere')\n",
        replacement: '    return score as Scores\n',
      },
    ]),
    ...inFile('src/network/reach/over-relay.ts', relay, [
      {
        fault: 'the event of an end is taken for another failure',
        text: "if (error instanceof Event) return error.type === 'close'",
        replacement: 'if (error instanceof Event) return false',
      },
      {
        fault: 'any event is taken for an end',
        text: "return error.type === 'close'",
        replacement: 'return true',
      },
      {
        fault: 'a cut that is given up is tried again',
        text: 'if (signal.aborted || !isCut(error)) throw error',
        replacement: 'if (!isCut(error)) throw error',
      },
      {
        fault: 'the first of several ways through relays is taken',
        text: 'open.at(-1)',
        replacement: 'open[0]',
      },
    ]),
    ...inFile('src/network/dial-error.ts', dial, [
      {
        fault: 'the event of an end is shown as such',
        text: 'if (cause instanceof Event)',
        replacement: 'if (false)',
      },
      {
        fault: 'it is not said why a stream closed',
        text: '(cause as { error?: unknown }).error ?? new Error',
        replacement: 'new Error',
      },
    ]),
  ],
}
