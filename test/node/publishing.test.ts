// What looks like a secret does not become public. The secrets here are made of parts, and open nothing.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MemCubeNode } from '../../src/node/index.ts'
import { findSecrets } from '../../src/cubes/publishing/find-secrets.ts'
import { requireNoSecretSaid } from '../../src/cubes/publishing/require-no-secret-said.ts'
import { temporaryDir } from '../storage/temporary-dir.ts'
import { realParagraphs } from '../helpers/real-paragraphs.ts'
import { temporaryNode } from '../helpers/temporary-home.ts'

const some = (length: number): string => 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY'.repeat(20).slice(0, length)
const made = (...parts: string[]): string => parts.join('')

const secrets: [kind: string, secret: string][] = [
  ['GITHUB_TOKEN', made('gh', 'p_', some(36))],
  ['AWSSecretAccessKey', made('AWS_SECRET_', 'ACCESS_KEY=', some(40))],
  ['SLACK_TOKEN', made('xo', 'xb-', '123456789012-1234567890123-', some(24))],
  ['NPM_ACCESS_TOKEN', made('np', 'm_', some(36))],
  [
    'PrivateKey',
    made('-----BEGIN RSA ', 'PRIVATE KEY-----\nMI', some(400), '\n-----END RSA ', 'PRIVATE KEY-----'),
  ],
  ['OPENAI_TOKEN', made('sk', '-proj-', some(74), 'T3Blb', 'kFJ', some(74))],
  ['ANTHROPIC_API_KEY', made('sk-', 'ant-api03-', some(93), 'AA')],
  ['SENDGRID_KEY', made('S', 'G.', some(22), '.', some(43))],
  ['BasicAuth', made('https://bob', ':', some(16), '@git.acme.dev/x')],
  ['PostgreSQLConnection', made('postgres', '://bob:', some(16), '@db.acme.dev:5432/app')],
  ['STRIPE_SECRET_KEY_LIVE', made('sk', '_live_', some(24))],
  ['GITLAB_PERSONAL_ACCESS_TOKEN', made('gl', 'pat-', some(20))],
  ['SHOPIFY_KEY', made('shp', 'at_', '0123456789abcdef'.repeat(2))],
  ['DOCKER_PERSONAL_ACCESS_TOKEN', made('dckr', '_pat_', some(27))],
  ['HASHICORP_VAULT_SERVICE_TOKEN', made('h', 'vs.', some(90))],
  ['FIGMA_PERSONAL_ACCESS_TOKEN', made('fig', 'd_', some(40))],
  ['GRAFANA_SERVICE_ACCOUNT_TOKEN', made('gl', 'sa_', some(32), '_0123abcd')],
  ['GROQ_API_KEY', made('gs', 'k_', some(52))],
  ['LINEAR_API_TOKEN', made('lin', '_api_', some(40))],
  ['NOTION_INTEGRATION_TOKEN', made('nt', 'n_', '12345678901', some(35))],
  ['TAILSCALE_AUTH_KEY', made('ts', 'key-auth-', some(12), 'CNTRL', '-', some(32))],
  ['DATABRICKS_PERSONAL_ACCESS_TOKEN', made('da', 'pi', '0123456789abcdef'.repeat(2))],
  ['CLOUDFLARE_USER_API_TOKEN', made('cf', 'ut_', some(40), '0123abcd')],
  ['VERCEL_PERSONAL_ACCESS_TOKEN', made('vc', 'p_', some(56))],
]
const [[, token]] = secrets as [[string, string]]
const password = ['Mar', 'malade42!'].join('')

describe('looking for secrets', () => {
  test.each(secrets)('finds %s', async (kind, secret) => {
    expect(await findSecrets([{ where: 'k', text: `before ${secret} after` }])).toContainEqual({
      where: 'k',
      kind,
    })
  })

  test('names the text that has it, once for each kind, and never the secret', async () => {
    const [, [, other]] = secrets as [unknown, [string, string]]
    const found = await findSecrets([
      { where: 'a', text: 'nothing' },
      { where: 'b', text: `${token} ${other} ${token}` },
      { where: 'c', text: '' },
      { where: 'd', text: token },
    ])
    expect(found).toEqual([
      { where: 'b', kind: 'AWSSecretAccessKey' },
      { where: 'b', kind: 'GITHUB_TOKEN' },
      { where: 'd', kind: 'GITHUB_TOKEN' },
    ])
    expect(JSON.stringify(found)).not.toContain(token)
  })

  test('is not turned off by what a text says of itself', async () => {
    const text = `<!-- secretlint-disable -->\n// secretlint-disable\n# secretlint-disable-line\n${token}`
    expect(await findSecrets([{ where: 'k', text }])).toEqual([{ where: 'k', kind: 'GITHUB_TOKEN' }])
  })

  test('sees nothing in what people write', async () => {
    const texts = (await realParagraphs(2_000)).map((text, index) => ({ where: String(index), text }))
    expect(await findSecrets(texts)).toEqual([])
  })
})

describe('publishing', () => {
  const refusal = {
    code: 'ERR_DENIED',
    message: expect.stringContaining('GITHUB_TOKEN in "ops/key"') as string,
  }

  async function withSecret(): Promise<MemCubeNode> {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'fine', text: 'quokkas are small' })
    await alice.call('add', { cube: 'notes', key: 'ops/key', text: `use ${token} there` })
    return alice
  }

  test('shows what leaves, refuses a secret without telling it, and changes nothing', async () => {
    const alice = await withSecret()
    const { leaving } = (await alice.call('publish', { cube: 'notes', dryRun: true })) as { leaving: object }
    expect(leaving).toMatchObject({
      commits: 3,
      authors: [alice.author],
      unscanned: 0,
      secrets: [{ where: 'ops/key', kind: 'GITHUB_TOKEN' }],
    })
    const error = await alice.call('publish', { cube: 'notes' }).catch((reason: unknown) => reason)
    expect(error).toMatchObject(refusal)
    expect(JSON.stringify([error, (error as Error).message])).not.toContain(token)
    expect(await alice.call('show', { cube: 'notes' })).toMatchObject({ published: false })
  })

  test('refuses what only history has, until it is forgotten', async () => {
    const alice = await withSecret()
    await alice.call('remove', { cube: 'notes', keys: ['ops/key'] })
    await expect(alice.call('publish', { cube: 'notes' })).rejects.toMatchObject(refusal)
    const { commits } = (await alice.call('log', { cube: 'notes' })) as { commits: { commit: string }[] }
    await alice.call('forget', { cube: 'notes', keys: ['ops/key'], at: commits[1]?.commit })
    await alice.call('publish', { cube: 'notes' })
  })

  test('leaves no word of a secret in a key or a message, so that forgetting it is enough', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    for (const text of [`${token} for the router`, `password: ${password}`]) {
      const { key } = (await alice.call('add', { cube: 'notes', text })) as { key: string }
      expect(key).toMatch(/^note-[0-9a-f]{8}$/)
      await expect(alice.call('publish', { cube: 'notes' })).rejects.toMatchObject({ code: 'ERR_DENIED' })
      await alice.call('forget', { cube: 'notes', keys: [key] })
    }
    await alice.call('publish', { cube: 'notes' })
    const history = JSON.stringify(await alice.call('log', { cube: 'notes' })).toLowerCase()
    for (const word of [token, password]) expect(history).not.toContain(word.slice(0, 8).toLowerCase())
  })

  test('says what to do about a message, which nobody can forget', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'a', text: 'quokkas are small', message: `by ${token}` })
    await expect(alice.call('publish', { cube: 'notes' })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('GITHUB_TOKEN in "the message of baf') as string,
      hint: expect.stringMatching(
        /^a message stays in the history: .* into a new one; or, .*--allow-secret/,
      ) as string,
    })
  })

  test('takes the word of the owner for a key, now and later, and the audit log has it', async () => {
    const alice = await withSecret()
    await alice.call('publish', { cube: 'notes', allowSecret: ['ops/key'] })
    await alice.call('add', { cube: 'notes', key: 'ops/key', text: `or ${token}` })
    await expect(
      alice.call('add', { cube: 'notes', key: 'other', text: `and ${token}` }),
    ).rejects.toMatchObject({
      code: 'ERR_DENIED',
      hint: expect.stringContaining('--allow-secret "other"') as string,
    })
    const { entries } = (await alice.call('audit', {})) as { entries: { kind: string; count?: number }[] }
    expect(entries.filter(({ kind }) => kind === 'allow-secret')).toMatchObject([{ count: 1 }])
  })

  test('of what is public already refuses each way in, and writes nothing', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('publish', { cube: 'notes' })
    await alice.call('add', { cube: 'notes', key: 'there', text: 'quokkas are small' })
    const before = await alice.call('log', { cube: 'notes' })
    const folder = await temporaryDir()
    writeFileSync(join(folder, 'a.jsonl'), JSON.stringify({ key: 'k', body: 'x', data: { note: token } }))
    const add = { key: 'k', text: 'x' }
    const policy = JSON.stringify({ v: 1, rules: [{ name: 'r1', require: 'true', message: 'm' }] })
    const ways: [use: string, input: object][] = [
      ['add', { ...add, text: token }],
      ['add', { ...add, key: token }],
      ['add', { ...add, message: token }],
      ['add', { ...add, source: `https://x/${token}` }],
      ['add', { ...add, tags: [token.toLowerCase().replace('_', '-'), token] }],
      ['add', { ...add, data: { deep: [{ [token]: 1 }] } }],
      ['add', { ...add, text: `${'long '.repeat(9_000)}${token}` }],
      ['add', { ...add, text: Buffer.from(`the token is ${token}`).toString('base64') }],
      ['import', { path: join(folder, 'a.jsonl') }],
      ['import', { path: join(folder, 'a.jsonl'), message: token }],
      ['remove', { keys: ['there'], message: token }],
      ['revert', { rev: 'main', message: token }],
      ['describe', { about: token }],
      ['describe', { licence: token }],
      ['describe', { about: 'x', message: token }],
      ['policy', { text: policy, message: token }],
      ['policy', { text: policy.replace('r1', token) }],
    ]
    for (const [use, input] of ways) {
      const call = alice.call(use, { cube: 'notes', ...input })
      await expect(call, `${use} ${JSON.stringify(input)}`).rejects.toMatchObject({ code: 'ERR_DENIED' })
    }
    expect(await alice.call('log', { cube: 'notes' })).toEqual(before)
    expect(await alice.call('fsck', {})).toMatchObject({ ok: true })
  })

  test('a branch whose name has one stays here', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('create', { name: 'notes' })
    await alice.call('branch', { cube: 'notes', name: token })
    await alice.call('publish', { cube: 'notes' })
    await expect(alice.call('publish', { cube: 'notes', branches: [token] })).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: expect.stringContaining('the names of branches') as string,
    })
    expect(await alice.call('branch', { cube: 'notes' })).toMatchObject({
      branches: expect.arrayContaining([expect.objectContaining({ name: token, published: false })]) as [],
    })
  })

  test('nothing that is sent beside a cube has one', async () => {
    await expect(requireNoSecretSaid('the reason', `no: ${token}`)).rejects.toMatchObject({
      code: 'ERR_DENIED',
      message: 'the reason would tell others what looks like a secret: GITHUB_TOKEN',
    })
    await requireNoSecretSaid('the reason', 'quokkas are small')
  })

  test('a merge brings no secret of a private cube into a public one', async () => {
    const alice = await withSecret()
    await alice.call('create', { name: 'open' })
    await alice.call('publish', { cube: 'open' })
    await alice.call('fork', { cube: 'open', name: 'draft' })
    await alice.call('add', { cube: 'draft', key: 'ops/key', text: token })
    await expect(alice.call('merge', { cube: 'open', other: 'draft' })).rejects.toMatchObject(refusal)
  })
})

describe('out of a swarm', () => {
  test('a secret may be told to the team, leaves only when that is said, and without who wrote it', async () => {
    const alice = await temporaryNode('alice')
    await alice.call('swarm-create', { name: 'crew' })
    await alice.call('create', { name: 'runbook', swarm: 'crew' })
    await alice.call('add', { cube: 'crew/runbook', key: 'ops/key', text: `use ${token}` })
    await alice.call('publish', { cube: 'crew/runbook' })
    await alice.call('add', {
      cube: 'crew/runbook',
      key: 'fine',
      text: 'quokkas are small',
      source: 'https://crew.test',
    })
    await alice.call('create', { name: 'open' })
    const all = { from: 'crew/runbook', to: 'open' }
    expect(await alice.call('release', { ...all, dryRun: true })).toMatchObject({
      released: 0,
      leaving: {
        keys: ['fine', 'ops/key'],
        memories: 2,
        secrets: [{ where: 'ops/key', kind: 'GITHUB_TOKEN' }],
      },
    })
    await expect(alice.call('release', all)).rejects.toMatchObject({ code: 'ERR_DENIED' })
    expect(await alice.call('release', { ...all, keys: ['fine'] })).toMatchObject({ released: 1 })
    expect(await alice.call('release', { ...all, keys: ['fine'] })).toMatchObject({ released: 0 })
    const copy = await alice.call('get', { cube: 'open', key: 'fine' })
    expect(copy).toMatchObject({ body: 'quokkas are small', author: alice.author })
    expect(JSON.stringify(copy)).not.toContain('crew')
    await expect(alice.call('get', { cube: 'open', key: 'ops/key' })).rejects.toMatchObject({
      code: 'ERR_NOT_FOUND',
    })
  })

  test.each([
    ['a cube that is in no swarm', { from: 'open' }, 'ERR_INVALID_INPUT'],
    ['a swarm that is not known', { from: 'crew/x' }, 'ERR_NOT_FOUND'],
    ['a key that is not there', { from: 'team/runbook', keys: ['nope'] }, 'ERR_NOT_FOUND'],
    ['a cube of the swarm to go to', { from: 'team/runbook', to: 'team/runbook' }, 'ERR_NOT_FOUND'],
  ])('refuses %s', async (_name, input, code) => {
    const alice = await temporaryNode('alice')
    await alice.call('swarm-create', { name: 'team' })
    await alice.call('create', { name: 'runbook', swarm: 'team' })
    await alice.call('create', { name: 'open' })
    await expect(alice.call('release', { to: 'open', ...input })).rejects.toMatchObject({ code })
  })
})
