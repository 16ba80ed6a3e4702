/** Texts without a secret that are hard to tell from texts with one: what is drawn but public, and words about secrets. */
import { createHash, generateKeyPairSync } from 'node:crypto'
import { createRandom } from '../shared/random.ts'

export interface CleanText {
  kind: string
  text: string
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const alnum = `${lower}${lower.toUpperCase()}0123456789`
const hexDigits = '0123456789abcdef'

/** Made anew for each text. */
const drawn: Record<string, (from: (alphabet: string, length: number) => string) => string> = {
  'commit id': (from) =>
    `Reverts ${from(hexDigits, 40)}, which broke the build; see also ${from(hexDigits, 7)}.`,
  digest: (from) => `sha256:${from(hexDigits, 64)}  memcube-0.1.0.tgz\nmd5 ${from(hexDigits, 32)}`,
  'integrity of a lockfile': (from) =>
    `"integrity": "sha512-${from(`${alnum}+/`, 86)}==",\n"resolved": "https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz"`,
  cid: (from) =>
    `The snapshot is bafyrei${from(`${lower}234567`, 52)}; the old one was Qm${from(alnum, 44)}.`,
  uuid: (from) => `request 550e8400-${from(hexDigits, 4)}-41d4-a716-${from(hexDigits, 12)} took 20 ms`,
  did: (from) =>
    `signed by did:key:z6Mk${from(alnum, 44)}, seen at /ip4/203.0.113.7/tcp/4001/p2p/12D3KooW${from(alnum, 44)}`,
  'picture in base64': (from) =>
    `![a dot](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAA${from(`${alnum}+/`, 2_000)}==)`,
  'picture alone': (from) => `/9j/4AAQSkZJRgABAQEASABIAAD/${from(`${alnum}+/`, 1_500)}`,
  'long url': (from) =>
    `https://docs.acme.dev/en/latest/guide/${from(lower, 12)}-${from(lower, 9)}?utm_source=newsletter&utm_campaign=${from(lower, 10)}&id=${from(alnum, 24)}#section-${from(lower, 8)}`,
  'link to a drive': (from) =>
    `https://docs.google.com/document/d/1${from(`${alnum}-_`, 43)}/edit?usp=sharing`,
  video: (from) =>
    `watch https://www.youtube.com/watch?v=${from(`${alnum}-_`, 11)}&t=42s and https://maps.app.goo.gl/${from(alnum, 17)}`,
  'public ssh key': (from) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${from(`${alnum}+/`, 43)} bob@laptop`,
  trace: (from) =>
    `at run (file:///app/dist/index-${from(alnum, 8)}.js:1:${from('123456789', 5)})\ntrace_id=${from(hexDigits, 32)} span_id=${from(hexDigits, 16)}`,
  'hash of a password': (from) => `password_hash: $2b$12$${from(`${alnum}./`, 53)}`,
  'identifier of a model': (from) =>
    `loaded model ${from(lower, 6)}-7b-q4_K_M.gguf (etag "${from(hexDigits, 32)}") in 3.2 s`,
  'order numbers': (from) =>
    `Order ${from('0123456789', 12)}, IBAN DE89 3704 0044 0532 0130 00, phone +49 30 ${from('0123456789', 7)}`,
  'page token': (from) => `{"items": [], "nextPageToken": "${from(alnum, 40)}"}`,
  'chunk of javascript': (from) =>
    `!function(e){var t={};function n(r){if(t[r])return t[r].exports}n.m=e,n.h="${from(hexDigits, 20)}"}([]);`,
  transaction: (from) => `tx 0x${from(hexDigits, 64)} from 0x${from(hexDigits, 40)}`,
  'public cert': (from) =>
    `-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBa\n${from(`${alnum}+/`, 64)}\n-----END CERTIFICATE-----`,
}

/** Written by hand. */
const written: readonly string[] = [
  'password: <your password>',
  'password: ${DB_PASSWORD}',
  'password: {{ vault_db_password }}',
  'password: ********',
  'password: xxxxxxxx',
  'PASSWORD=changeme',
  'password: "your-password-here"',
  'password: process.env.DB_PASSWORD',
  'password = os.environ["DB_PASSWORD"]',
  'const password = req.body.password',
  'password: string',
  'password: z.string().min(8)',
  'password: Optional[str] = None',
  'password: !vault |',
  '"password": null',
  '"password": "string"',
  'password VARCHAR(255) NOT NULL',
  '{"type": "password", "label": "Password", "required": true}',
  '<input type="password" name="password" placeholder="Enter your password">',
  'Password: required, at least 12 characters, one of them a digit.',
  'The password must have between 8 and 64 characters.',
  'The password is hashed with argon2id before it is stored.',
  'The password is required.',
  'If the password is wrong three times the account is locked for 15 minutes.',
  'Passwords: use a manager, never reuse one, turn on a second factor.',
  'Forgot your password? We send a link that is valid for 1 hour.',
  'Kennwort vergessen? Das Passwort ist nur einmal gültig.',
  'Her mot de passe was changed last week; she keeps it in her manager.',
  'password reset emails are sent by the worker in us-east-1',
  'passwordless login with passkeys (WebAuthn) since v2.14',
  'The tests pass: 1284 of 1284.',
  'first pass: tokenise, second pass: parse, third pass: emit',
  'kubectl create secret generic db --from-literal=password=$DB_PASSWORD',
  'echo "$TOKEN" | docker login -u bob --password-stdin registry.acme.dev',
  'curl -H "Authorization: Bearer $TOKEN" https://api.acme.dev/v1/me',
  'curl -H "Authorization: Bearer <token>" https://api.acme.dev/v1/me',
  'Authorization: Bearer YOUR_ACCESS_TOKEN',
  'Authorization: Basic <base64 of user:password>',
  'curl -u user:password https://api.example.com',
  'curl -u "$USER:$PASS" https://api.acme.dev',
  'Set OPENAI_API_KEY=sk-... before you start.',
  'OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'export OPENAI_API_KEY="sk-your-api-key-here"',
  'ANTHROPIC_API_KEY=sk-ant-...',
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE',
  'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'AWS key ids begin with AKIA, those of sessions with ASIA.',
  'GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}',
  'token: ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  'GitHub tokens look like ghp_ and 36 characters; fine-grained ones begin with github_pat_.',
  'API_KEY=your_api_key',
  'api_key: "<YOUR_API_KEY>"',
  'apiKey: config.apiKey',
  'const apiKey = getApiKey(process.env)',
  'client_secret: ${CLIENT_SECRET}',
  'JWT_SECRET=replace-me-with-a-long-random-string',
  'secretKeyRef: { name: postgres-credentials, key: password }',
  'secretName: wildcard-acme-dev-tls',
  'token: Token = field(default_factory=new_token)',
  'token: str | None = None',
  'max_tokens: 4096, temperature: 0.2, top_p: 0.95',
  'tokens: 1,284 prompt, 356 completion',
  'The tokenizer splits "unbelievable" into un, believ and able.',
  'csrf_token and the session cookie are checked on every POST',
  'The access token is valid for 15 minutes, the refresh token for 30 days.',
  'A bearer token authorises whoever carries it, so keep it short-lived.',
  'bearer authentication-required responses carry WWW-Authenticate',
  'The secret is to salt the water before the pasta goes in.',
  'secret: false, readonly: true',
  'private key: stored in the TPM, never exported',
  'Put the text between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY----- into the field.',
  '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
  'The primary key: user_id; the foreign key: account_id.',
  'the key: value pairs of the map are kept in order',
  'Press the key: Ctrl+Shift+P, then type "reload".',
  'postgres://user:password@localhost:5432/app',
  'postgres://postgres:postgres@localhost:5432/test',
  'postgresql://USER:PASSWORD@HOST:PORT/DATABASE',
  'mysql://root:${MYSQL_ROOT_PASSWORD}@db:3306/app',
  'redis://localhost:6379/0',
  'mongodb+srv://<user>:<password>@cluster0.example.net/test',
  'amqp://guest:guest@localhost:5672/',
  'https://user:pass@example.com/path',
  'http://localhost:3000/@fs/app:latest@sha256',
  'git clone git@github.com:acme/app.git',
  'docker pull ghcr.io/acme/app:1.2.3@sha256:0f1e2d',
  'mailto:bob@acme.dev?subject=Hello',
  'Server=localhost;Database=app;Trusted_Connection=True;',
  'Server=db;User Id=sa;Password=<password>;',
  'AccountKey=<storage account key>',
  'seed phrase: twelve words that you must never type into a web page',
  'The recovery phrase is written on paper and kept in the safe at the bank.',
  'pin: 13 drives the relay, pin: 12 reads the button',
  'Pin the version to 1.2.3 and never use latest.',
  'sk-cube-grid-folding-circle-animation is a class of SpinKit',
  'class="sk-fading-circle sk-circle-large-animated"',
  'glpat- is how GitLab begins a personal token, xoxb- how Slack begins one of a bot',
  'pk_test_ keys are public, sk_test_ keys are not',
  'hf_hub_download(repo_id="bert-base-uncased", filename="config.json")',
  'npm_config_registry=https://registry.npmjs.org npm_package_version=1.2.3',
  'rnd_forest_classifier_with_many_trees_v2 scored 0.91',
  're_compile_patterns_of_the_whole_module_again',
  'eyJ is how a JSON web token begins, since {" in base64 is eyJ',
  'license key: see the file LICENSE in the root of the project',
  'Auth: OAuth 2.1 with PKCE; scopes openid, profile, offline_access',
  'The API key goes into the header X-Api-Key, see the page "Settings > Keys".',
  'credentials: "include", mode: "cors"',
  'credentials: same-origin',
  'AWS_PROFILE=staging AWS_REGION=eu-central-1 terraform plan',
  'Authentication: handled by the proxy; the service trusts X-Forwarded-User.',
  'The passphrase is asked for at start; without a terminal it is read from the keyring.',
  'PWD=/home/bob/work OLDPWD=/home/bob',
  'IdentityFile ~/.ssh/id_ed25519\nPasswordAuthentication no',
  'password_file: /run/secrets/db_password',
  'password: /run/secrets/db_password',
  'password: op://work/postgres/password',
  'POSTGRES_PASSWORD_FILE=/run/secrets/pg',
  'token_url: https://auth.acme.dev/oauth2/token',
  'tokenEndpoint = "https://auth.acme.dev/oauth2/v1/token"',
  'webhook_url: https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
]

const prose: readonly string[] = [
  'Caroline said that she keeps the spare key: under the blue pot.',
  'We agreed on Tuesday that the secret: section of the manifest stays empty until the audit in March 2027.',
  'Bob prefers 4 spaces, tabs only in Makefiles; he asked twice.',
  'Release 2.14.0 (2026-11-03): token refresh no longer races; see #4821, #4830 and 3f2a91c.',
  'The build on arm64-v8a takes 14m32s, on x86_64 9m05s; cache key v3-linux-node24.',
  'She moved to Berlin-Neukölln in 2021, phone 030 5550142, flat 3B.',
]

/** @param count how many; the written ones first, each of them once */
export function cleanTexts(seed: number, count: number): CleanText[] {
  const random = createRandom(seed)
  const from = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
  const texts: CleanText[] = [...written, ...prose].map((text) => ({ kind: 'written', text }))
  texts.push({ kind: 'public key', text: publicKey() }, { kind: 'digest', text: digest() })
  const makers = Object.entries(drawn)
  for (let i = 0; texts.length < count; i++) {
    const [kind, make] = makers[i % makers.length] as (typeof makers)[number]
    texts.push({ kind, text: make(from) })
  }
  return texts
}

const publicKey = (): string =>
  generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
const digest = (): string => createHash('sha256').update('a text').digest('base64')
