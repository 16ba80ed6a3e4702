/**
 * Secrets that open nothing, made from a seed: no key is in this repository, so that the scanners of code hosts need not
 * ask. Each stands where people paste one: in a file of settings, in a sentence, in code, in a log.
 */
import { generateKeyPairSync } from 'node:crypto'
import { createRandom } from '../shared/random.ts'

export interface MadeSecret {
  kind: string
  text: string
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const digits = '0123456789'
const alnum = lower + upper + digits
const hexDigits = `${digits}abcdef`
const urlSafe = `${alnum}-_`
const base64Digits = `${alnum}+/`

interface Draw {
  from(alphabet: string, length: number): string
  one<T>(of: readonly T[]): T
}

function drawFrom(random: () => number): Draw {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  return { one, from: (alphabet, length) => Array.from({ length }, () => one([...alphabet])).join('') }
}

/** A word, a number and a mark, as people choose passwords. */
function password({ one, from }: Draw): string {
  const word = one(['quokka', 'Sunflower', 'winter', 'Bicycle', 'lantern', 'Marmalade', 'pepper', 'Glacier'])
  return one([
    `${word}${from(digits, 2)}!`,
    `${word}-${one(['tango', 'River', 'moon'])}-${from(digits, 3)}`,
    from(alnum, 16),
    `${from(alnum, 6)}#${from(alnum, 6)}$`,
    `${word}${from(digits, 4)}`,
    `${from('!#*+,;', 1)}${from(alnum, 9)}${from('!#*+', 1)}${from(digits, 2)}`,
    `${word}@${from(digits, 3)}`,
  ])
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const join = (...parts: string[]): string => parts.join('')

function pem(type: 'rsa' | 'ec' | 'ed25519'): string {
  const { privateKey } =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 1024 })
      : type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}
const der = (text: string): string => text.replaceAll(/-----[^-]+-----|\s/g, '')
const wrapped = (text: string): string => text.match(/.{1,76}/g)?.join('\n') ?? ''

const uuid = ({ from }: Draw): string => [8, 4, 4, 4, 12].map((length) => from(hexDigits, length)).join('-')
const webToken = ({ from }: Draw): string =>
  ['{"alg":"HS256","typ":"JWT"}', `{"sub":"${from(digits, 10)}","iat":1767225600}`]
    .map((part) => Buffer.from(part).toString('base64url'))
    .concat(from(urlSafe, 43))
    .join('.')

/** What says itself what it is; a context is put around it. */
const tokens: Record<string, (draw: Draw) => string> = {
  'aws key id': (d) => d.one(['AK', 'AS']) + 'IA' + d.from(`${upper}234567`, 16),
  'google api key': (d) => join('AI', 'za', d.from(urlSafe, 35)),
  'google oauth secret': (d) => join('GOC', 'SPX-', d.from(urlSafe, 28)),
  'openai project key': (d) => join('sk', '-proj-', d.from(urlSafe, 64)),
  'openai old key': (d) => join('sk', '-', d.from(alnum, 48)),
  'openai service key': (d) => join('sk', '-svcacct-', d.from(urlSafe, 74)),
  'openrouter key': (d) => join('sk', '-or-v1-', d.from(hexDigits, 64)),
  'deepseek key': (d) => join('sk', '-', d.from(hexDigits, 32)),
  'anthropic key': (d) => join('sk', '-ant-api03-', d.from(urlSafe, 93), 'AA'),
  'groq key': (d) => join('gs', 'k_', d.from(alnum, 52)),
  'hugging face token': (d) => join('h', 'f_', d.from(lower + upper, 34)),
  'replicate token': (d) => join('r', '8_', d.from(alnum, 37)),
  'perplexity key': (d) => join('pp', 'lx-', d.from(alnum, 48)),
  'xai key': (d) => join('xa', 'i-', d.from(alnum, 80)),
  'github token': (d) => join('gh', d.one(['p_', 'o_', 's_']), d.from(alnum, 36)),
  'github fine token': (d) => join('github', '_pat_', d.from(alnum, 22), '_', d.from(alnum, 59)),
  'gitlab token': (d) => join('gl', 'pat-', d.from(urlSafe, 20)),
  'slack token': (d) =>
    join('xo', 'xb-', d.from(digits, 12), '-', d.from(digits, 12), '-', d.from(alnum, 24)),
  'slack webhook': (d) =>
    join(
      'https://hooks.',
      'slack.com/services/T',
      d.from(upper + digits, 8),
      '/B',
      d.from(upper + digits, 8),
      '/',
      d.from(alnum, 24),
    ),
  'discord webhook': (d) =>
    join('https://discord', '.com/api/webhooks/', d.from(digits, 18), '/', d.from(urlSafe, 68)),
  'telegram bot token': (d) => join('6', d.from(digits, 9), ':A', 'A', d.from(urlSafe, 33)),
  'stripe key': (d) => join(d.one(['sk', 'rk']), '_live_', d.from(alnum, 24)),
  'stripe webhook secret': (d) => join('wh', 'sec_', d.from(alnum, 32)),
  'twilio key': (d) => join('S', 'K', d.from(hexDigits, 32)),
  'sendgrid key': (d) => join('S', 'G.', d.from(urlSafe, 22), '.', d.from(urlSafe, 43)),
  'mailgun key': (d) => join('ke', 'y-', d.from(hexDigits, 32)),
  'mailchimp key': (d) => join(d.from(hexDigits, 32), '-u', 's', d.one(['1', '12', '21'])),
  'npm token': (d) => join('np', 'm_', d.from(alnum, 36)),
  'pypi token': (d) => join('py', 'pi-', 'AgEIcHlwaS5vcmc', d.from(urlSafe, 120)),
  'docker token': (d) => join('dckr', '_pat_', d.from(urlSafe, 27)),
  'digitalocean token': (d) => join('do', 'p_v1_', d.from(hexDigits, 64)),
  'vault token': (d) => join('hv', 's.', d.from(urlSafe, 90)),
  'databricks token': (d) => join('da', 'pi', d.from(hexDigits, 32)),
  'notion token': (d) => join('nt', 'n_', d.from(digits, 11), d.from(alnum, 35)),
  'linear key': (d) => join('lin', '_api_', d.from(alnum, 40)),
  'figma token': (d) => join('fig', 'd_', d.from(urlSafe, 40)),
  'shopify token': (d) => join('shp', 'at_', d.from(hexDigits, 32)),
  'atlassian token': (d) =>
    join('ATA', 'TT3xFfGF0', d.from(urlSafe, 120), '=', d.from(hexDigits, 8).toUpperCase()),
  'new relic key': (d) => join('NR', 'AK-', d.from(upper + digits, 27)),
  'grafana token': (d) => join('gl', 'sa_', d.from(alnum, 32), '_', d.from(hexDigits, 8)),
  'sentry token': (d) =>
    join(
      'sn',
      'trys_',
      base64(`{"iat":17672${d.from(digits, 5)}.1,"url":"https://sentry.io"}`),
      '_',
      d.from(alnum, 43),
    ),
  'tailscale key': (d) => join('ts', 'key-auth-', d.from(alnum, 12), '-', d.from(alnum, 32)),
  'airtable token': (d) => join('pa', 't', d.from(alnum, 14), '.', d.from(hexDigits, 64)),
  'hubspot token': (d) => join('pa', 't-na1-', uuid(d)),
  'age key': (d) => join('AGE-SEC', 'RET-KEY-1', d.from('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)),
  'web token': webToken,
  'memcube invite': (d) => join('memcube-', 'invite:1:', d.from(urlSafe, 180)),
}

/** What only the words around it make a secret. */
const told: Record<string, (draw: Draw) => string> = {
  'aws secret key': (d) =>
    d.one(['aws_secret_access_key = ', 'AWS_SECRET_ACCESS_KEY=', '"SecretAccessKey": "']) +
    d.from(base64Digits, 40),
  'password in settings': (d) =>
    d.one([
      `password: ${password(d)}`,
      `DB_PASSWORD=${password(d)}`,
      `"password": "${password(d)}"`,
      `password = "${password(d)}"`,
      `passwd: ${password(d)}`,
      `spring.datasource.password=${password(d)}`,
      `MYSQL_ROOT_PASSWORD: '${password(d)}'`,
      `<password>${password(d)}</password>`,
      `admin_password = '${password(d)}'`,
    ]),
  'password in a sentence': (d) =>
    d.one([
      `the wifi password is ${password(d)}`,
      `My password for the router: ${password(d)}`,
      `Passwort: ${password(d)}`,
      `user: bob, pass: ${password(d)}`,
      `Login bob / PW: ${password(d)}`,
      `**Password:** \`${password(d)}\``,
      `contraseña: ${password(d)}`,
      `mot de passe : ${password(d)}`,
      `密码：${password(d)}`,
    ]),
  'password in a command': (d) =>
    d.one([
      `mysql -u root --password=${password(d)} app`,
      `PGPASSWORD=${password(d)} psql -h db`,
      `curl -u bob:${password(d)} https://git.acme.dev/api`,
      `docker login -u bob --password ${d.from(alnum, 14)}`,
      `machine git.acme.dev login bob password ${d.from(alnum, 14)}`,
    ]),
  'bearer token': (d) =>
    d.one(['Authorization: Bearer ', 'curl -H "Authorization: Bearer ', '"authorization": "Bearer ']) +
    d.from(d.one([alnum, hexDigits, urlSafe]), d.one([32, 40, 64])),
  'basic login': (d) => `Authorization: Basic ${base64(`bob:${password(d)}`)}`,
  'api key in settings': (d) =>
    d.one([
      `API_KEY=${d.from(hexDigits, 32)}`,
      `api_key: "${d.from(alnum, 40)}"`,
      `const apiKey = '${d.from(alnum, 32)}'`,
      `DATADOG_API_KEY=${d.from(hexDigits, 32)}`,
      `x-api-key: ${d.from(alnum, 40)}`,
      `"apiKey": "${uuid(d)}"`,
      `HEROKU_API_KEY=${uuid(d)}`,
      `COHERE_API_KEY=${d.from(alnum, 40)}`,
    ]),
  'secret in settings': (d) =>
    d.one([
      `client_secret: ${d.from(urlSafe, 40)}`,
      `JWT_SECRET=${d.from(alnum, 48)}`,
      `SECRET_KEY = 'django-${d.from(`${lower}${digits}!@#&*`, 50)}'`,
      `"clientSecret": "${d.from(alnum, 32)}"`,
      `NEXTAUTH_SECRET="${d.from(base64Digits, 43)}="`,
      `session_secret = ${d.from(hexDigits, 64)}`,
    ]),
  'token in settings': (d) =>
    d.one([
      `TOKEN=${d.from(alnum, 32)}`,
      `access_token: ${d.from(urlSafe, 60)}`,
      `?access_token=${d.from(alnum, 40)}&page=1`,
      `"refresh_token":"${d.from(urlSafe, 50)}"`,
      `//registry.acme.dev/:_authToken=${uuid(d)}`,
      `WANDB_TOKEN=${d.from(hexDigits, 40)}`,
    ]),
  'connection string': (d) =>
    d.one([
      'postgres',
      'postgresql',
      'mysql',
      'mongodb+srv',
      'redis',
      'rediss',
      'amqp',
      'mssql',
      'ftp',
      'smtp',
      'clickhouse',
      'https',
      'nats',
    ]) +
    `://${d.one(['bob', 'app', 'admin', ''])}:${d.from(alnum, 14)}@db.acme.dev${d.one([':5432/app', '/app', '', ':6379/0'])}`,
  'connection fields': (d) =>
    d.one([
      `Server=db.acme.dev;Database=app;User Id=sa;Password=${password(d)};`,
      `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${d.from(base64Digits, 86)}==;EndpointSuffix=core.windows.net`,
      `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${d.from(base64Digits, 43)}=`,
      `jdbc:sqlserver://db.acme.dev:1433;user=sa;password=${d.from(alnum, 12)}`,
    ]),
  'private key': (d) => pem(d.one(['rsa', 'ec', 'ed25519'])),
  'private key in one line': (d) => `"private_key": ${JSON.stringify(pem(d.one(['rsa', 'ec'])))}`,
  'private key in base64': (d) => {
    const key = base64(pem(d.one(['rsa', 'ec', 'ed25519'])))
    return d.one([key, wrapped(key), `key: ${key}`, `KUBE_KEY=${key}`])
  },
  'private key as DER': (d) => der(pem(d.one(['rsa', 'ec', 'ed25519']))),
  'settings in base64': (d) =>
    base64(
      d.one([
        `DB_PASSWORD=${d.from(alnum, 16)}\nDB_HOST=db\n`,
        `{"token":"${join('gh', 'p_', d.from(alnum, 36))}"}`,
        `postgres://bob:${d.from(alnum, 14)}@db.acme.dev/app`,
      ]),
    ),
  'wireguard key': (d) => `[Interface]\nPrivateKey = ${d.from(base64Digits, 43)}=\nAddress = 10.0.0.2/32`,
  'wallet key': (d) => `private key: 0x${d.from(hexDigits, 64)}`,
  'ipfs swarm key': (d) => `/key/swarm/psk/1.0.0/\n/base16/\n${d.from(hexDigits, 64)}`,
}

const around: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => `use ${token} for the staging server, it is valid until June`,
  (token) => `KEY=${token}\nREGION=eu-central-1`,
  (token) => `const client = new Client("${token}")`,
  (token) => `{"service": {"value": "${token}"}}`,
  (token) => `- name: SERVICE\n  value: ${token}`,
  (token) => `I put \`${token}\` into the settings.`,
  (token) => `https://api.acme.dev/v1/items?k=${token}&page=2`,
  (token) => `(${token}).`,
  (token) => `aws_access_key_id = ${token}`,
]

/** @param each how many of each kind */
export function madeSecrets(seed: number, each: number): MadeSecret[] {
  const draw = drawFrom(createRandom(seed))
  const made: MadeSecret[] = []
  for (const [kind, make] of Object.entries(tokens))
    for (let i = 0; i < each; i++) {
      const token = make(draw)
      made.push({ kind, text: token.startsWith('https:') ? `post to ${token}` : draw.one(around)(token) })
    }
  for (const [kind, make] of Object.entries(told))
    for (let i = 0; i < each; i++)
      made.push({ kind, text: `${draw.one(['', '# notes\n', 'For later. '])}${make(draw)}` })
  return made
}
