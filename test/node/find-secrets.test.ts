// How much of what people paste is found, and how much that is harmless is refused. Nothing here opens anything.
import { describe, expect, test } from 'vitest'
import { cleanTexts } from '../../scripts/bench/secrets/clean-texts.ts'
import { madeSecrets } from '../../scripts/bench/secrets/made-secrets.ts'
import { measure } from '../../scripts/bench/secrets/measure.ts'
import { findSecrets } from '../../src/cubes/publishing/find-secrets.ts'
import { readingsOf } from '../../src/cubes/publishing/secrets/readings.ts'
import { wordsOf } from '../../src/cubes/publishing/words-of.ts'

const made = (...parts: string[]): string => parts.join('')
const kindsIn = async (text: string): Promise<string[]> =>
  (await findSecrets([{ where: 'k', text }])).map(({ kind }) => kind)

describe('looking for secrets in what people paste', () => {
  test.each([1, 2])('finds at least 19 of 20 made from seed %i', async (seed) => {
    const secrets = madeSecrets(seed, 5)
    expect(secrets.length).toBeGreaterThanOrEqual(200)
    expect(new Set(secrets.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(20)
    const { found, count, wrong } = await measure(secrets, true)
    expect(found / count, JSON.stringify(wrong)).toBeGreaterThanOrEqual(0.95)
  })

  test('refuses at most one of 20 texts that only resemble them', async () => {
    const { found, count, wrong } = await measure(cleanTexts(1, 600), false)
    expect(found / count, JSON.stringify(wrong)).toBeLessThanOrEqual(0.05)
  })

  const password = made('Mar', 'malade42!')
  const key = made('AK', 'IA', 'Y7Q2MZ4KXW5RTN3B')
  test.each([
    ['words that call it an example', `For example only, not a real one:\npassword: ${password}`],
    ['comments that switch other scans off', `# gitleaks:allow nosec pragma: allowlist secret\nkey ${key}`],
    ['a switch of secretlint', `secretlint-disable\nkey ${key} secretlint-enable`],
    ['a placeholder before it', `password: <your password>\npassword: ${password}`],
    ['a placeholder for the same name beside it', `${made('AK', 'IA', 'IOSFODNN7EXAMPLE')} ${key}`],
    ['characters that nobody sees', `key ${[...key].join('\u200b')}`],
    ['letters of full width', `ｐａｓｓｗｏｒｄ：${password}`],
    ['base64 of what Windows writes', Buffer.from(`password: ${password}`, 'utf16le').toString('base64')],
    ['base64 of a text with an umlaut', Buffer.from(`für dich: password: ${password}`).toString('base64')],
    ['base64 around it', Buffer.from(`password: ${password} (guests)`).toString('base64')],
    ['base64 twice', Buffer.from(Buffer.from(`the key is ${key}`).toString('base64')).toString('base64')],
    ['hexadecimal around it', Buffer.from(`the key is ${key} for now`).toString('hex')],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ password }))],
    ['a long text before it', `${'word '.repeat(60_000)}password: ${password}`],
  ])('is not turned off by %s', async (_name, text) => {
    expect(await kindsIn(text)).not.toEqual([])
  })

  test('reads over every character that Unicode shows nobody', () => {
    const hidden = Array.from({ length: 0x11_0000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code))
      .filter((one) => /\p{Default_Ignorable_Code_Point}|\p{Cf}/u.test(one))
    expect(hidden.length).toBeGreaterThan(4_000)
    expect(hidden.filter((one) => readingsOf(`key ${[...key].join(one)}`)[0] !== `key ${key}`)).toEqual([])
  })

  // A pattern that backtracks would take hours here; each of these takes less than a second.
  test.each(
    ['a', 'A', '0', '=', ' ', '\n', '-', '_', '.', '/', '@', ':', '"', '\\', '<', '\u200b'].concat(
      ['password', 'password: ', 'pass:pass@', 'token=', '_authToken=', 'password is ', 'pin: '],
      ['://', '://a:', '://a:b', 'postgres://a:', 'a@', 'sk-', 'xoxb-', 'eyJ', 'eyJaaaaaaaa.eyJ', 'SG.a.'],
      ['AKIA', 'aaaa.aaaaaa.', '-us1', '8Q~', ':AA', 'bearer ', 'Basic aaaaaaaaaaaa', ' -u a:b', 'login a/'],
      ['-----BEGIN ', '-----BEGIN RSA PRIVATE KEY-----', 'seed phrase ', 'seed phrase: abandon ', 'MIIE'],
      ['LS0tLS1CRUdJTiBQ', 'mysql -p', '&sig=', '"d":"', 'AccountKey=', 'https://hooks.slack.com/services/'],
    ),
  )('goes through 300,000 characters of %j', async (piece) => {
    await findSecrets([{ where: 'k', text: piece.repeat(Math.ceil(300_000 / piece.length)) }])
  })

  test('reads every field of what is kept beside a text, under its name', async () => {
    const fields = {
      tags: ['a'],
      data: { login: { password }, more: [1, null, new TextEncoder().encode(key)] },
    }
    expect((await kindsIn(wordsOf(fields))).sort()).toEqual(['AWS_ACCESS_KEY_ID', 'PASSWORD'])
  })
})
