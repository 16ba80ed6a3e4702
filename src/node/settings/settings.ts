/** What a home keeps for its daemon: each setting, how its words are read, and when it counts. Pure. */
import { isAbsolute } from 'node:path'
import {
  invalidInput,
  parseListenAddress,
  parseLogLevels,
  requireOwnMachine,
  profiles,
} from '../../home/index.ts'
import { isDialable, parseAddress } from '../../network/index.ts'
import { embedded, parseRecallTarget, recallTargetWords } from '../../recall/server/index.ts'
import { homeTarget, parseTarget, targetWords, type HomeConfig } from '../../storage/index.ts'

export type SettingValue = string | number | boolean | null | string[]

export interface Setting {
  key: string
  /** What it is, for people. */
  about: string
  /** What its words may be. */
  expected: string
  takesEffect: 'at once' | 'at next start' | 'at next store move'
  /** Takes any number of words, and not one alone. */
  isList?: true
  /** What is in force where nothing is set. */
  usual: SettingValue
  /** Undefined where nothing is set. */
  read(config: HomeConfig): SettingValue | undefined
  /** The configuration with this setting, from words that a person gave; without it for undefined. */
  write(config: HomeConfig, words: readonly string[] | undefined): HomeConfig
}

const unitBytes: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}
/** As `defaultMaxBytes` of the cache says. */
const usualCacheBytes = 2 * 2 ** 30

type Field =
  | 'name'
  | 'profile'
  | 'port'
  | 'listen'
  | 'bootstrap'
  | 'announce'
  | 'ipfsDht'
  | 'ipfsBootstrap'
  | 'api'
  | 'gateway'
  | 'logLevel'
  | 'logFile'
  | 'store'
  | 'recall'

function field<T extends SettingValue>(
  key: Field,
  parse: (words: readonly string[]) => T,
  rest: Pick<Setting, 'about' | 'expected' | 'usual' | 'isList'>,
): Setting {
  return {
    key,
    takesEffect: 'at next start',
    ...rest,
    read: (config) => config[key],
    write({ [key]: _before, ...others }, words) {
      return { ...others, ...(words !== undefined && { [key]: parse(words) }) } as HomeConfig
    },
  }
}

function cacheSetting(): Setting {
  return {
    key: 'cache.maxBytes',
    about: 'what cubes of others may take of the disk',
    expected: 'whole bytes, a size such as 10GiB, or none for no limit but the disk',
    takesEffect: 'at once',
    usual: usualCacheBytes,
    read: ({ cache }) => cache?.maxBytes,
    write({ cache: { maxBytes: _before, ...cache } = {}, ...others }, words) {
      return { ...others, cache: { ...cache, ...(words !== undefined && { maxBytes: parseBytes(words) }) } }
    },
  }
}

const addresses: Pick<Setting, 'isList' | 'usual'> = { isList: true, usual: [] }

export const settings: readonly Setting[] = [
  {
    ...field('name', ([name = '']) => name, {
      about: 'what its owner is called',
      expected: 'a text',
      usual: null,
    }),
    write: (config, words) => ({ ...config, name: words === undefined ? 'anonymous' : oneName(words) }),
  },
  field('profile', parseProfile, {
    about: 'how far the node reaches',
    expected: 'local, lan or public',
    usual: 'local',
  }),
  field('port', parsePort, {
    about: 'the port to listen on',
    expected: 'a port, 1 to 65535',
    usual: null,
  }),
  field('listen', parseAddresses, {
    about: 'addresses to listen on, in place of those of the profile',
    expected: 'multiaddrs such as /ip4/0.0.0.0/tcp/4001',
    ...addresses,
  }),
  field('bootstrap', parseBootstrap, {
    about: 'nodes to dial at each start',
    expected: 'multiaddrs such as /ip4/192.0.2.7/tcp/4001/p2p/12D3KooW...',
    ...addresses,
  }),
  field('announce', parseAddresses, {
    about: 'addresses to tell others, for a node behind a forwarded port',
    expected: 'multiaddrs such as /ip4/192.0.2.7/tcp/4001, in profile public',
    ...addresses,
  }),
  field('ipfsDht', parseSwitch, {
    about: 'take part in the DHT of the public IPFS network, where everybody sees which cubes you hold',
    expected: 'true or false; true needs profile public',
    usual: false,
  }),
  field('ipfsBootstrap', parseAddresses, {
    about: 'nodes of the IPFS network to begin with, in place of the usual ones',
    expected: 'multiaddrs such as /ip4/192.0.2.7/tcp/4001/p2p/12D3KooW...',
    ...addresses,
  }),
  field('api', parseApi, {
    about: 'where the local API listens',
    expected: 'HOST:PORT of this machine, PORT for 127.0.0.1:PORT, or unix:PATH',
    usual: '127.0.0.1:0',
  }),
  field('gateway', parseGateway, {
    about: 'where published cubes are shown to everybody, read-only',
    expected: 'HOST:PORT, such as 0.0.0.0:8080',
    usual: null,
  }),
  field('logLevel', ([word = '']) => (parseLogLevels(word), word), {
    about: 'what the daemon logs',
    expected: 'trace, debug, info, warn, error or silent; of one component: warn,network=trace',
    usual: 'warn',
  }),
  field('logFile', parsePath, {
    about: 'the file that the daemon logs to, in place of stderr',
    expected: 'an absolute path',
    usual: null,
  }),
  {
    ...field('store', ([word = '']) => parseTarget(word).text, {
      about: 'where the blocks of memories are kept; `memcube store move` takes them there',
      expected: targetWords,
      usual: homeTarget,
    }),
    takesEffect: 'at next store move',
  },
  field('recall', ([word = '']) => (parseRecallTarget(word), word), {
    about: 'where words and vectors of recall are kept; the index moves there in the background',
    expected: recallTargetWords,
    usual: embedded,
  }),
  cacheSetting(),
]

/** A name is signed with what its owner writes, and is a line. Its length is that of nicknames. */
function oneName([name = '']: readonly string[]): string {
  const plain = name.normalize('NFC').trim()
  if (plain === '' || plain.length > 64 || /\p{C}/u.test(plain))
    throw invalidInput(`expected a name, got "${name}"`, 'use 1 to 64 letters without control characters')
  return plain
}

function parseProfile([word = '']: readonly string[]): string {
  if (profiles.some((one) => one === word)) return word
  throw invalidInput(`expected one of ${profiles.join(', ')}, got "${word}"`, 'see `memcube help network`')
}

/** A port alone is kept as what it means. */
function parseApi([word = '']: readonly string[]): string {
  requireOwnMachine(parseListenAddress(word))
  return /^\d+$/.test(word) ? `127.0.0.1:${word}` : word
}

function parseGateway([word = '']: readonly string[]): string {
  if ('port' in parseListenAddress(word)) return word
  throw invalidInput('the gateway listens on a port and not on a socket', 'use HOST:PORT')
}

function parsePort([word = '']: readonly string[]): number {
  const port = /^\d{1,5}$/.test(word) ? Number(word) : 0
  if (port < 1 || port > 65_535) throw invalidInput(`expected a port, got "${word}"`, 'use 1 to 65535')
  return port
}

function parseAddresses(words: readonly string[]): string[] {
  for (const word of words) parseAddress(word)
  return [...new Set(words)]
}

function parseSwitch([word = '']: readonly string[]): boolean {
  if (word === 'true' || word === 'false') return word === 'true'
  throw invalidInput(`expected true or false, got "${word}"`, 'use one of the two words')
}

function parseBootstrap(words: readonly string[]): string[] {
  const wrong = words.find((word) => !isDialable(parseAddress(word)))
  if (wrong === undefined) return [...new Set(words)]
  throw invalidInput(
    `expected the address of a node to dial, got "${wrong}"`,
    'it has a host and a port, such as /ip4/192.0.2.7/tcp/4001/p2p/12D3KooW...',
  )
}

function parsePath([word = '']: readonly string[]): string {
  if (isAbsolute(word) && !word.includes('\0')) return word
  throw invalidInput(`expected an absolute path, got "${word}"`, 'begin it with /')
}

function parseBytes([word = '']: readonly string[]): number | null {
  if (word === 'none') return null
  const [, digits, unit = ''] = /^(\d{1,15}) ?([KMGT]iB|)$/.exec(word) ?? []
  const bytes = Number(digits) * (unitBytes[unit] ?? NaN)
  if (Number.isSafeInteger(bytes)) return bytes
  throw invalidInput(`expected a size, got "${word}"`, 'use whole bytes, a size such as 10GiB, or none')
}
