import { inFile, type Room } from './mutant.ts'

const addresses = ['test/network/addresses.test.ts']
const connections = ['test/network/hostile/connections.test.ts']
const ipfs = ['test/network/ipfs/decisions.test.ts']
const contact = ['test/network/ipfs/ipfs-contact.test.ts']
const dht = ['test/network/hostile/dht-addresses.test.ts']
const redial = ['test/network/redial.test.ts']

export const network: Room = {
  folder: 'src/network/',
  mutants: [
    ...inFile('src/network/addresses.ts', addresses, [
      { fault: 'an address of a private network is public', text: "  '172.16.0.0/12',\n", replacement: '' },
      { fault: 'a unique local address is public', text: "  'fc00::/7',\n", replacement: '' },
      { fault: 'a name without a dot is public', text: "!host.includes('.') || ", replacement: '' },
      {
        fault: 'control characters of a peer reach a terminal',
        text: "text.replace(/\\p{C}/gu, '?')",
        replacement: 'text',
      },
      {
        fault: 'who is far away tries private addresses first',
        text: 'nearness(a) - nearness(b)',
        replacement: 'nearness(b) - nearness(a)',
      },
    ]),
    ...inFile(
      'src/network/own-addresses.ts',
      ['test/network/own-addresses.test.ts'],
      [
        {
          fault: 'a machine with a public address tells loopback and private ones alone',
          text: '[...confirmed, ...own]',
          replacement: '[...confirmed]',
        },
        {
          fault: 'what a person announces is not told beside the own addresses',
          text: '[...confirmed, ...own]',
          replacement: '[...own]',
        },
      ],
    ),
    ...inFile(
      'src/network/gater.ts',
      [...addresses, 'test/network/hostile/named-addresses.test.ts'],
      [
        {
          fault: 'an address that a peer told reaches as far as one that a person gave',
          text: '(plan.dialsGiven.includes(reach) && given.has(transportPart(address)))',
          replacement: 'plan.dialsGiven.includes(reach)',
        },
      ],
    ),
    ...inFile(
      'src/network/pending-places.ts',
      ['test/network/pending-places.test.ts'],
      [
        {
          fault: 'a handshake that has just begun gives way',
          text: 'nowMs - sinceMs < SAFE_MS',
          replacement: 'nowMs < sinceMs',
        },
        {
          fault: 'who holds few places gives way to a network that has many',
          text: 'among.reduce((a, b) => (fewest(b, a) > 0 ? b : a))',
          replacement: 'among.reduce((a, b) => (fewest(b, a) < 0 ? b : a))',
        },
        {
          fault: 'who comes from another address waits for those that began from one',
          text: 'if (isSafe && !hasFewer) continue',
          replacement: 'if (isSafe) continue',
        },
        {
          fault: 'addresses with as many take places from each other',
          text: 'giving.held.size > crowd.held.size + 1 &&',
          replacement: 'giving.held.size > crowd.held.size &&',
        },
        {
          fault: 'networks with as many take places from each other',
          text: 'of(giving) > of(crowd) + 1)',
          replacement: 'of(giving) > of(crowd))',
        },
        {
          fault: 'any number of one network wait',
          text: 'most > WAITING_PER_PLACE * pendingPerNetwork ||',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/network/frame-turns.ts',
      ['test/network/frame-turns.test.ts'],
      [
        {
          fault: 'any number of streams begins in one turn',
          text: '&& this.#streams < this.#limits.mostStreams',
          replacement: '',
        },
        {
          fault: 'frames are handled for as long as there are any',
          text: 'spentMs < this.#limits.mostMs &&',
          replacement: '',
        },
        {
          fault: 'who has few frames is behind who has many',
          text: 'this.#queue.add(line.network, line.address, line)',
          replacement: "this.#queue.add('', '', line)",
        },
      ],
    ),
    ...inFile(
      'src/network/fair-muxer.ts',
      ['test/network/fair-muxer.test.ts'],
      [
        {
          fault: 'a goodbye that nobody hears ends the process',
          text: 'return abortable(muxer)',
          replacement: 'return muxer',
        },
      ],
    ),
    ...inFile(
      'src/network/fair-turns.ts',
      ['test/network/fair-queue.test.ts'],
      [
        {
          fault: 'all that is free is done in one turn of the loop',
          text: 'this.#done >= this.#limits.perTurn || ',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/network/fair-queue.ts',
      ['test/network/fair-queue.test.ts'],
      [
        {
          fault: 'a network with many peers is served before others',
          text: '    this.#networks.delete(network)\n    if (peers.size > 0)',
          replacement: '    if (peers.size === 0) this.#networks.delete(network)\n    if (peers.size > 0)',
        },
        {
          fault: 'a peer who asks much is served before its neighbours',
          text: '    peers.delete(peer)\n    if (items.length > 0)',
          replacement: '    if (items.length === 0) peers.delete(peer)\n    if (items.length > 0)',
        },
      ],
    ),
    ...inFile(
      'src/network/fair-turns.ts',
      ['test/network/fair-turns.test.ts'],
      [
        {
          fault: 'who comes last passes those who wait',
          text: 'this.#queue.size === 0 && this.#isFree()',
          replacement: 'this.#isFree()',
        },
        {
          fault: 'who waited too long is served',
          text: 'Date.now() - next.sinceMs <= this.#limits.maxWaitMs',
          replacement: 'next !== undefined',
        },
        {
          fault: 'those who wait longer than once are forgotten',
          text: '    if (this.#queue.size > 0) this.#later()\n',
          replacement: '',
        },
        {
          fault: 'any number is done in one turn of the loop',
          text: 'this.#done >= this.#limits.perTurn || ',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/network/reach/choose-place-to-end.ts',
      ['test/network/reach/around.test.ts'],
      [
        {
          fault: 'a place is taken from who has as few',
          text: '(counts.get(network) ?? 0) + 2',
          replacement: '(counts.get(network) ?? 0) + 1',
        },
        {
          fault: 'the network with fewest places loses one',
          text: 'b[1] > a[1] ? b : a',
          replacement: 'a[1] > 0 && b[1] > a[1] ? a : b',
        },
      ],
    ),
    ...inFile(
      'src/network/reach/end-dead-connections.ts',
      ['test/network/reach/end-dead-connections.test.ts'],
      [
        {
          fault: 'a busy peer loses the connections from before',
          text: "silent.length === 0 || !(await hear(latest)).every((one) => one === 'answer')",
          replacement: 'silent.length === 0',
        },
        {
          fault: 'a peer that has restarted is begun anew with while one talks with it',
          text: "heard[at] === 'nothing'",
          replacement: "heard[at] !== 'answer'",
        },
      ],
    ),
    ...inFile(
      'src/network/mend-gossip-streams.ts',
      ['test/network/mend-gossip-streams.test.ts'],
      [
        {
          fault: 'gossip goes over a relay where there is a direct way',
          text: 'left.findLast(({ limits }) => limits === undefined) ?? left.at(-1)',
          replacement: 'left.at(-1)',
        },
        {
          fault: 'gossip is to go over a connection that has ended',
          text: ".filter(({ status }) => status === 'open')",
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/network/look-up-names.ts',
      ['test/network/look-up-names.test.ts'],
      [
        {
          fault: 'a name makes the node dial hundreds',
          text: '    .slice(0, MAX_OF_NAME)\n',
          replacement: '',
        },
        {
          fault: 'a caller waits for a name after its time',
          text: 'await raceSignal(lookUp(name, family), signal)',
          replacement: 'await lookUp(name, family)',
        },
        {
          fault: 'no certificate fits what a name leads to',
          text: 'withNameOf(name, multiaddr(rest).toString())',
          replacement: 'multiaddr(rest).toString()',
        },
      ],
    ),
    ...inFile(
      'src/network/reach/decide-moved.ts',
      ['test/network/reach/around.test.ts'],
      [
        {
          fault: 'a clock that goes back is no sleep',
          text: ' || jumpMs < -SLEPT_MS',
          replacement: '',
        },
        {
          fault: 'a busy loop is a sleep',
          text: 'jumpMs > SLEPT_MS ||',
          replacement: 'jumpMs > 0 ||',
        },
      ],
    ),
    ...inFile(
      'src/network/reach/decide-reach.ts',
      ['test/network/reach/decide-reach.test.ts'],
      [
        {
          fault: 'a liar with many names outvotes others',
          text: 'last.set(verdict.network, verdict.reached)',
          replacement: 'last.set(verdict.peerId, verdict.reached)',
        },
        {
          fault: 'old verdicts count',
          text: 'nowMs - atMs < VERDICT_LIFE_MS',
          replacement: 'nowMs - atMs <= VERDICT_LIFE_MS',
        },
        {
          fault: 'as many who say no as say yes are a yes',
          text: 'return yes > no',
          replacement: 'return yes >= no',
        },
        {
          fault: 'one network talks a person out of an address',
          text: 'no < DENIALS_OF_ANNOUNCED',
          replacement: 'no < DENIALS_OF_ANNOUNCED - 1',
        },
        {
          fault: 'a node that nobody reached is a server of the DHT',
          text: "dht: isOpen ? 'server' : 'client'",
          replacement: "dht: isOpen || held.length === 0 ? 'server' : 'client'",
        },
        {
          fault: 'places at relays are given up at the first good news',
          text: 'isOpen && isSettled && held.length > 0',
          replacement: 'isOpen && held.length > 0',
        },
        {
          fault: 'both relays are in one network',
          text: 'left.find(({ network }) => !networks.has(network)) ?? left[0]',
          replacement: 'left[0]',
        },
        {
          fault: 'a relay that refused is asked again at once',
          text: '!held && retryAtMs <= nowMs',
          replacement: '!held',
        },
        {
          fault: 'several peers of one network are asked to dial',
          text: 'Map.groupBy(askers, ({ network }) => network)',
          replacement: 'Map.groupBy(askers, ({ peerId }) => peerId)',
        },
      ],
    ),
    ...inFile(
      'src/network/framing.ts',
      ['test/network/framing.test.ts'],
      [
        {
          fault: 'a frame may be one byte larger',
          text: 'if (value > this.#maxFrameBytes) throw',
          replacement: 'if (value > this.#maxFrameBytes + 1) throw',
        },
        {
          fault: 'a length may be padded',
          text: 'if (byte === 0 && i > 0)',
          replacement: 'if (byte === 0 && i > 3)',
        },
        {
          fault: 'tiny chunks cost nothing',
          text: 'this.#bytes + (this.#chunks.length - this.#head) * CHUNK_OVERHEAD_BYTES',
          replacement: 'this.#bytes',
        },
        {
          fault: 'a stream may end after a prefix',
          text: 'this.#bytes === 0 && this.#frameBytes === undefined',
          replacement: 'this.#bytes === 0',
        },
      ],
    ),
    ...inFile(
      'src/network/bounded-web-sockets.ts',
      ['test/network/hostile/websockets.test.ts'],
      [
        {
          fault: 'who comes in may cut a message into any number of parts',
          text: '  server.options.maxFragments = MAX_PARTS\n',
          replacement: '',
        },
        {
          fault: 'a name is looked up again by the dial',
          text: "multiaddrToUri(multiaddr(parts.filter((part) => part.name !== 'sni')))",
          replacement: 'multiaddrToUri(address)',
        },
        {
          fault: 'a server is not told by which name it was meant',
          text: '    ...(name !== undefined && { servername: name, headers: { host: name } }),\n',
          replacement: '',
        },
        {
          fault: 'a server that is dialled may send a message of 100 MiB',
          text: '    maxPayload: MAX_MESSAGE_BYTES,\n',
          replacement: '    maxPayload: 128 * MAX_MESSAGE_BYTES,\n',
        },
        {
          fault: 'what a server says with its answer is lost',
          text: '    socket.pause()\n',
          replacement: '',
        },
        {
          fault: 'a websocket that did not open stays',
          text: '  } catch (cause) {\n    socket.terminate()\n',
          replacement: '  } catch (cause) {\n',
        },
        {
          fault: 'a websocket stays open when its dial fails',
          text: '      connection.abort(error as Error)\n',
          replacement: '',
        },
        {
          fault: 'a websocket that takes no end does not end',
          text: 'code === 1006 ? socket.terminate() : close(code, reason)',
          replacement: 'code === 1006 ? close() : close(code, reason)',
        },
      ],
    ),
    ...inFile('src/network/connection-places.ts', connections, [
      { fault: 'who was of use gives way', text: '.filter(({ useful }) => !useful)', replacement: '' },
      {
        fault: 'a network may hold one place more',
        text: 'group.length > limits.perNetwork',
        replacement: 'group.length > limits.perNetwork + 1',
      },
      {
        fault: 'who worked last gives way first',
        text: '!useful).sort((a, b) => rank(a, nowMs) - rank(b, nowMs))',
        replacement: '!useful).sort((a, b) => rank(b, nowMs) - rank(a, nowMs))',
      },
      {
        fault: 'neighbours of an IPv4 address are strangers',
        text: "host.value.split('.').slice(0, 3)",
        replacement: "host.value.split('.').slice(0, 4)",
      },
    ]),
    ...inFile('src/network/connection-places.ts', ipfs, [
      {
        fault: 'strangers are kept in any number',
        text: 'strangers.length - MAX_STRANGERS',
        replacement: 'strangers.length - 2 * MAX_STRANGERS',
      },
      {
        fault: 'who fetches something gives way before who is idle',
        text: 'Number(a.busy ?? false) - Number(b.busy ?? false)',
        replacement: 'Number(b.busy ?? false) - Number(a.busy ?? false)',
      },
      {
        fault: 'a peer of memcube gives way before a stranger that came in',
        text: 'return [...evicted, ...entered.slice(0, Math.max(0, held - inbound))]',
        replacement: 'return evicted',
      },
    ]),
    ...inFile('src/network/connected-peers.ts', ipfs, [
      {
        fault: 'whoever says anything is a peer',
        text: 'stranger !== undefined && speaksOurs(what.protocols)',
        replacement: 'stranger !== undefined',
      },
      {
        fault: 'the end of a stranger is told',
        text: 'if (!this.#listed.delete(peerId)) return',
        replacement: 'this.#listed.delete(peerId)',
      },
    ]),
    ...inFile('src/network/ipfs/passing-peers.ts', ipfs, [
      {
        fault: 'a peer of memcube is forgotten with those that pass',
        text: ' && !speaksOurs(peer.protocols)',
        replacement: '',
      },
      { fault: 'who is near is kept connected', text: '!KEEPING.test(name)', replacement: 'true' },
    ]),
    ...inFile('src/network/ipfs/decide-entering.ts', ipfs, [
      {
        fault: 'a node that knows enough dials on',
        text: '  if (known >= ENOUGH_KNOWN) return false\n',
        replacement: '',
      },
    ]),
    ...inFile('src/network/ipfs/ipfs-contact.ts', contact, [
      {
        fault: 'all of the list is dialled at once',
        text: '.slice(0, DIALLED_AT_ONCE)',
        replacement: '',
      },
      {
        fault: 'a round begins beside the one before',
        text: 'if (this.#round !== undefined || !isEnteringDue',
        replacement: 'if (!isEnteringDue',
      },
      {
        fault: 'who has woken waits as if nothing had changed',
        text: '    this.#lastMs = undefined\n',
        replacement: '',
      },
      {
        fault: 'who did not answer once counts as missing for ever',
        text: '      this.#reasons.clear()\n',
        replacement: '',
      },
      {
        fault: 'a question does not wait for the way into the table',
        text: 'if (this.#deps.known() > 0 || this.#round === undefined) return',
        replacement: 'if (this.#deps.known() >= 0) return',
      },
      {
        fault: 'who answered has no time to come into the table',
        text: 'await Promise.race([this.#met.promise, settled])',
        replacement: 'void settled',
      },
      {
        fault: 'dials go on when the node stops',
        text: '    this.#stopping.abort()\n',
        replacement: '',
      },
    ]),
    ...inFile('src/network/ipfs/ipfs.ts', contact, [
      {
        fault: 'a record without an address is said',
        text: '    if (this.#deps.addresses().length === 0)\n',
        replacement: '    if (this.#deps.addresses().length < 0)\n',
      },
      {
        fault: 'a node that the DHT is entered by is a peer of memcube',
        text: 'this.#entries.has(peerId) || ',
        replacement: '',
      },
    ]),
    ...inFile('src/network/ipfs/merge-found.ts', ipfs, [
      { fault: 'what both find is given twice', text: 'if (!seen.has(key)) yield', replacement: 'yield' },
      {
        fault: 'one that fails ends the search',
        text: 'if (failures.length === sources.length) throw',
        replacement: 'if (failures.length > 0) throw',
      },
    ]),
    ...inFile(
      'src/network/ipfs/ipfs-dht.ts',
      ['test/network/ipfs/ipfs-dht.test.ts'],
      [
        {
          fault: 'a node answers in the DHT of IPFS',
          text: 'clientMode: true,',
          replacement: 'clientMode: false,',
        },
        {
          fault: 'where a peer is that an answer names is lost',
          text: 'peers.store.merge(id, { multiaddrs }).catch(() => undefined)',
          replacement: 'Promise.resolve(multiaddrs)',
        },
      ],
    ),
    ...inFile('src/network/dht-message.ts', dht, [
      {
        fault: 'a message may list one peer more',
        text: 'if (count > MAX_LISTED_PEERS) return false',
        replacement: 'if (count > MAX_LISTED_PEERS + 1) return false',
      },
      {
        fault: 'the addresses of a listed peer are not bounded',
        text: '++addresses <= MAX_PEER_ADDRESSES',
        replacement: '++addresses > 0',
      },
    ]),
    ...inFile('src/network/pace.ts', dht, [
      {
        fault: 'who is refused pays for it',
        text: 'if (waitMs > maxWaitMs) return undefined\n    this.#spentUntil.delete(key)\n    this.#spentUntil.set(key, until)',
        replacement:
          'this.#spentUntil.delete(key)\n    this.#spentUntil.set(key, until)\n    if (waitMs > maxWaitMs) return undefined',
      },
      {
        fault: 'one more may come at once',
        text: 'until - nowMs - burst * turnMs',
        replacement: 'until - nowMs - (burst + 1) * turnMs',
      },
    ]),
    ...inFile('src/network/redial.ts', redial, [
      {
        fault: 'a wait has no longest',
        text: 'Math.min(FIRST_WAIT_MS * 2 ** target.failures, LONGEST_WAIT_MS)',
        replacement: 'FIRST_WAIT_MS * 2 ** target.failures',
      },
      {
        fault: 'a peer that is connected is dialled',
        text: 'if (this.#connected.has(key) || this.#dialling.has(key)) return false',
        replacement: 'if (this.#dialling.has(key)) return false',
      },
      {
        fault: 'one dial more is under way',
        text: 'due.slice(0, MAX_DIALS - this.#dialling.size)',
        replacement: 'due.slice(0, MAX_DIALS)',
      },
    ]),
    ...inFile('src/network/peer-book.ts', redial, [
      {
        fault: 'the newest peer is forgotten when the book is full',
        text: '      this.#peers.delete(oldest)\n',
        replacement: '      this.#peers.delete([...this.#peers.keys()].at(-1) ?? oldest)\n',
      },
    ]),
    ...inFile(
      'src/network/record-store.ts',
      ['test/network/record-store.test.ts'],
      [
        {
          fault: 'a CID may have one provider more',
          text: 'inBucket.size > recordsPerCid',
          replacement: 'inBucket.size > recordsPerCid + 1',
        },
        {
          fault: 'one peer may fill the store',
          text: 'if ((this.#holders.get(peer)?.paths.size ?? 0) > recordsPerPeer) this.#dropOf(peer)',
          replacement: '',
        },
        {
          fault: 'the network with the fewest records gives way',
          text: 'entry[1] > most[1]',
          replacement: 'entry[1] < most[1]',
        },
      ],
    ),
    ...inFile(
      'src/network/content-routing.ts',
      ['test/network/content-routing.test.ts', 'test/network/ipfs/ipfs-contact.test.ts'],
      [
        {
          fault: 'the same addresses are said again',
          text: '        if (now === told) return\n',
          replacement: '',
        },
        {
          fault: 'each change of an address is said',
          text: '    addressesChanged() {\n      clearTimeout(settling)\n',
          replacement: '    addressesChanged() {\n',
        },
        {
          fault: 'a record without an address counts as said',
          text: 'return isFindable ? peers : 0',
          replacement: 'return isFindable ? peers : peers',
        },
        {
          fault: 'nothing is said again where the addresses change',
          text: "        if (now !== '') running?.queue.again()\n",
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/network/provide-queue.ts',
      ['test/network/provide-queue.test.ts'],
      [
        {
          fault: 'what is to be said again while it is being said is forgotten',
          text: 'if (this.#wishes.get(key)?.isPushing !== true) return key',
          replacement: 'return key',
        },
        {
          fault: 'one push more is under way',
          text: 'this.#pushing < concurrency',
          replacement: 'this.#pushing <= concurrency',
        },
        {
          fault: 'what was taken out while it was said is not taken back',
          text: 'if (!this.#wishes.has(key) && !this.#stopping.signal.aborted)',
          replacement: 'if (this.#stopping.signal.aborted)',
        },
        {
          fault: 'a network that is told slowly is told as fast as it goes',
          text: "if (this.#pace?.isSpent('', Date.now()) === true) return",
          replacement: '',
        },
        { fault: 'who asked last comes last', text: 'this.#asked.pop()', replacement: 'this.#asked.shift()' },
      ],
    ),
    ...inFile(
      'src/network/limited-log.ts',
      ['test/network/limited-log.test.ts'],
      [
        {
          fault: 'many names make many lines',
          text: "|| all.take('', now()) === undefined) return",
          replacement: ') return',
        },
      ],
    ),
    ...inFile(
      'src/network/bounded-peer-store.ts',
      ['test/network/bounded-peer-store.test.ts'],
      [
        {
          fault: 'what is said of a peer pushes out what it signed',
          text: 'if (address.isCertified) keep(address)',
          replacement: 'if (!address.isCertified) keep(address)',
        },
        {
          fault: 'what is said of a peer pushes out all that is known',
          text: '    keep(some[i])\n    keep(known[i])\n',
          replacement:
            '    keep(some[i])\n  }\n  for (let i = 0; i < known.length; i++) {\n    keep(known[i])\n',
        },
        { fault: 'a peer has one address more', text: 'kept.size >= max', replacement: 'kept.size > max' },
        {
          fault: 'a connected peer is forgotten',
          text: 'find((one) => !isConnected(peerIdFromString(one)))',
          replacement: 'find((one) => one !== undefined)',
        },
      ],
    ),
    ...inFile(
      'src/network/living-neighbours.ts',
      ['test/network/living-neighbours.test.ts'],
      [
        {
          fault: 'peers of the DHT that are gone stay in its table',
          text: '      if (failed && !isConnected(to)) gone(to)\n',
          replacement: '',
        },
        {
          fault: 'a peer of the DHT that is slow is forgotten',
          text: 'failed && !isConnected(to)',
          replacement: 'failed',
        },
        {
          fault: 'a peer whose answer nobody waits for is forgotten',
          text: ' && options?.signal?.aborted !== true',
          replacement: '',
        },
        {
          fault: 'the distance to a near peer keeps a slab',
          text: '.then(() => keepOwnDistances(nearest))',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/network/bounded-gossip.ts',
      ['test/network/bounded-gossip.test.ts'],
      [
        {
          fault: 'the score of a peer that is gone stays in the cache',
          text: '    scores.scoreCache.delete(id)\n    if',
          replacement: '    if',
        },
        {
          fault: 'scores of any number of peers that are gone stay',
          text: 'gone.size > MAX_REMEMBERED &&',
          replacement: 'gone.size < 0 &&',
        },
        {
          fault: 'who came back is forgotten',
          text: '    gone.delete(id)\n    add(id)',
          replacement: '    add(id)',
        },
        {
          fault: 'who is gone is put down again by what he said last',
          text: 'if (target.peers.has(from.toString())) await take(from, rpc)',
          replacement: 'await take(from, rpc)',
        },
      ],
    ),
  ],
}
