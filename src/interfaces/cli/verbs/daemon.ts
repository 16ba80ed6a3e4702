import type { Verb } from '../verb.ts'

export const daemon: Verb = {
  name: 'daemon',
  group: 'start',
  summary: 'run the node until a signal ends it',
  ownSignals: true,
  arguments: [],
  options: [
    { flags: '--profile <profile>', about: 'local, lan or public; local when nothing is set' },
    {
      flags: '--listen <address>',
      about: 'a multiaddr to listen on; may be given several times',
      many: true,
    },
    {
      flags: '--bootstrap <address>',
      about: 'a node to dial at start; may be given several times',
      many: true,
    },
    {
      flags: '--announce <address>',
      about: 'an address to tell others, for a node behind a forwarded port; may be given several times',
      many: true,
    },
    {
      flags: '--ipfs-dht',
      about:
        'be found in the DHT of the public IPFS network, and ask there too; profile public; everybody sees your address and which cubes you hold: `memcube help network`',
    },
    {
      flags: '--api <address>',
      about: 'where the local API listens: HOST:PORT of this machine (127.0.0.1:0), or unix:PATH',
    },
    {
      flags: '--gateway <address>',
      about: 'show published cubes to everybody at HOST:PORT, read-only; off when not given and not set',
    },
    {
      flags: '--log-level <level>',
      about: 'trace, debug, info, warn (default), error or silent; of one component: warn,network=trace',
    },
    { flags: '--log-file <path>', about: 'log to a file instead of stderr; at 8 MiB it becomes PATH.1' },
    {
      flags: '--detach',
      about: 'return when it is ready and leave it running; it logs to daemon.log in the home',
    },
  ],
  examples: [
    ['memcube daemon', 'listens on loopback and prints its addresses'],
    ['memcube daemon --detach', 'the same in the background; `memcube stop` ends it'],
    [
      'MEMCUBE_WAIT=5m memcube daemon',
      'waits up to 5 minutes, in place of 30 s, for a command that uses the home. Commands wait as long for a daemon that starts. `memcube mcp` gives the home to the daemon. A second daemon is refused at once',
    ],
    ['memcube daemon --profile lan', 'finds others in the same network by itself'],
    [
      'memcube daemon --bootstrap /ip4/127.0.0.1/tcp/4001/p2p/12D3KooW...',
      'joins through a node that you know',
    ],
  ],
  async run(_args, options, context) {
    if (options['detach'] === true) {
      const { detachDaemon } = await import('../detach-daemon.ts')
      return detachDaemon(context)
    }
    const { beginSmall } = await import('../small-process.ts')
    beginSmall()
    const { runDaemon } = await import('../run-daemon.ts')
    return runDaemon(options, context)
  },
}
