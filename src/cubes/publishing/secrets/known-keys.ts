/**
 * Keys that say what they are: services begin them with letters of their own. The table has what the preset of secretlint
 * has not, and what it has in a narrower form. One pass looks for the beginnings; a body is read only behind one.
 */
import { isPlaceholder, looksDrawn } from './is-placeholder.ts'
import type { SecretMatch } from './secret-match.ts'

interface KnownKey {
  kind: string
  begins: readonly string[]
  /** What follows. Every repetition is bounded, so that a long text costs no more than its length. */
  body: string
}

const word = (least: number, most = 80): string => `[A-Za-z0-9_-]{${least},${most}}`
const letters = (least: number, most = 120): string => `[A-Za-z0-9]{${least},${most}}`
const hex = (least: number, most = least): string => `[0-9a-f]{${least},${most}}`
const uuid = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}'
const of = (kind: string, begins: string, body: string): KnownKey => ({
  kind,
  begins: begins.split(' '),
  body,
})

/** From the documentation of the services, and from the rules of gitleaks and secretlint. */
const knownKeys: readonly KnownKey[] = [
  of('AWS_ACCESS_KEY_ID', 'AKIA ASIA', '[A-Z0-9]{16}(?![A-Za-z0-9])'),
  of('AWS_BEDROCK_KEY', 'ABSK', '[A-Za-z0-9+/]{60,256}'),
  of('AWS_SESSION_TOKEN', 'IQoJb3JpZ2lu FwoGZXIvYXdz', '[A-Za-z0-9+/]{40,256}'),
  of('GOOGLE_API_KEY', 'AIza', word(33, 40)),
  of('GOOGLE_OAUTH_SECRET', 'GOCSPX-', word(24, 32)),
  of('GOOGLE_OAUTH_TOKEN', 'ya29.', word(30)),
  of('GOOGLE_REFRESH_TOKEN', '1//0', word(40)),
  of('AI_SERVICE_KEY', 'sk- pk-lf-', word(18)),
  of(
    'AI_SERVICE_KEY',
    'gsk_ hf_ r8_ xai- pplx- nvapi- pcsk_ tvly- jina_ csk- fw_ lsv2_pt_ lsv2_sk_',
    word(20),
  ),
  of('AI_SERVICE_KEY', 'fc- sk_ key_ ak_ lm_', hex(32, 64)),
  of('GITHUB_TOKEN', 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_', '[A-Za-z0-9_]{30,256}'),
  of(
    'GITLAB_TOKEN',
    'glpat- gldt- glrt- glptt- glft- glsoat- glcbt- glagent- glimt- gloas- GR1348941',
    word(18),
  ),
  of('BITBUCKET_TOKEN', 'ATBB', letters(28, 40)),
  of('ATLASSIAN_TOKEN', 'ATATT3 ATCTT3', '[A-Za-z0-9_=-]{50,256}'),
  of(
    'SLACK_TOKEN',
    'xoxb- xoxa- xoxp- xoxe- xoxe. xoxo- xoxr- xoxs- xoxc- xoxd- xapp-',
    '[A-Za-z0-9.%-]{20,80}',
  ),
  of('STRIPE_KEY', 'sk_live_ sk_test_ rk_live_ rk_test_ whsec_', '[A-Za-z0-9+/]{16,256}'),
  of('SQUARE_TOKEN', 'sq0atp- sq0csp- sq0idp-', word(20)),
  of('BRAINTREE_TOKEN', 'access_token$production$ access_token$sandbox$', '[a-z0-9$]{30,80}'),
  of('PLAID_TOKEN', 'access-production- access-sandbox- access-development-', uuid),
  of('TWILIO_KEY', 'SK', `${hex(32)}(?![A-Za-z0-9])`),
  of('SENDGRID_KEY', 'SG.', '[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{30,64}'),
  of('MAIL_SERVICE_KEY', 'key- pubkey-', `${hex(32)}(?![A-Za-z0-9])`),
  of('MAIL_SERVICE_KEY', 'xkeysib- xsmtpsib-', '[0-9a-f]{64}-[A-Za-z0-9]{16}'),
  of('MAIL_SERVICE_KEY', 're_', '[A-Za-z0-9]{6,10}_[A-Za-z0-9]{20,32}'),
  of('NPM_ACCESS_TOKEN', 'npm_', letters(34, 40)),
  of('PYPI_TOKEN', 'pypi-', word(50, 80)),
  of('PACKAGE_REGISTRY_TOKEN', 'rubygems_', hex(48)),
  of('PACKAGE_REGISTRY_TOKEN', 'oy2', '[a-z0-9]{43}(?![A-Za-z0-9])'),
  of('PACKAGE_REGISTRY_TOKEN', 'cio', '[A-Za-z0-9]{32}(?![A-Za-z0-9])'),
  of('PACKAGE_REGISTRY_TOKEN', 'dckr_pat_ dckr_oat_ CLOJARS_ AKCp cmVmdGtuOj', word(26)),
  of('HOSTING_TOKEN', 'dop_v1_ doo_v1_ dor_v1_', hex(64)),
  of(
    'HOSTING_TOKEN',
    'HRKU- nfp_ rnd_ fo1_ vcp_ vci_ vca_ vcr_ vck_ napi_ pscale_tkn_ pscale_pw_ pscale_oauth_ sb_secret_ pul-',
    word(24),
  ),
  of('HOSTING_TOKEN', 'sbp_', hex(40)),
  of('HOSTING_TOKEN', 'fm1_ fm2_ fm1r_ fm1a_', '[A-Za-z0-9+/=_,-]{40,256}'),
  of('VAULT_TOKEN', 'hvs. hvb. hvr. s.', '[A-Za-z0-9_-]{24,256}'),
  of('VAULT_TOKEN', 'dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.', '[A-Za-z0-9._-]{30,256}'),
  of('VAULT_TOKEN', 'ops_eyJ', word(50, 80)),
  of('MONITORING_KEY', 'NRAK- NRII- NRJS- NRRA-', '[A-Za-z0-9-]{18,64}'),
  of('MONITORING_KEY', 'sntrys_ sntryu_ sntrya_ glc_ glsa_ eyJrIjoi phx_ phs_', '[A-Za-z0-9_+/=-]{30,256}'),
  of('MONITORING_KEY', 'dt0c01. dt0s16.', '[A-Z0-9]{20,30}\\.[A-Z0-9]{50,70}'),
  of('CODE_QUALITY_TOKEN', 'sqp_ squ_ sqa_', hex(40)),
  of('CI_TOKEN', 'CCIPAT_ CCIPRJ_ bkua_ bkaj_ pnu_ pnb_', word(30)),
  of('SHOPIFY_KEY', 'shpat_ shpca_ shppa_ shpss_', '[A-Fa-f0-9]{32}'),
  of('DATABRICKS_TOKEN', 'dapi', '[0-9a-f]{32}(?:-\\d)?(?![A-Za-z0-9])'),
  of('NOTION_TOKEN', 'ntn_ secret_', letters(40, 60)),
  of('OFFICE_SERVICE_TOKEN', 'lin_api_ lin_oauth_ figd_ figo_ tfp_ CFPAT- EZAK EZTK dG9rOj', word(30)),
  of('OFFICE_SERVICE_TOKEN', 'pat-na1- pat-eu1- pat-ap1-', uuid),
  of('OFFICE_SERVICE_TOKEN', 'pat', '[A-Za-z0-9]{14}\\.[0-9a-f]{64}'),
  of('POSTMAN_KEY', 'PMAK- PMAT-', '[0-9A-Za-z-]{20,80}'),
  of('DROPBOX_TOKEN', 'sl.', '[A-Za-z0-9_.-]{100,256}'),
  of('FACEBOOK_TOKEN', 'EAA', '[A-Za-z0-9]{90,256}'),
  of('TWITTER_TOKEN', 'AAAAAAAAAAAAAAAAAAAAA', '[A-Za-z0-9%]{30,256}'),
  of('MAPBOX_TOKEN', 'sk.eyJ', '[A-Za-z0-9_-]{20,256}\\.[A-Za-z0-9_-]{16,64}'),
  of('TAILSCALE_KEY', 'tskey-', word(20)),
  of('CLOUDFLARE_TOKEN', 'cfut_ cfat_ cfk_', word(36)),
  of('CLOUDFLARE_TOKEN', 'v1.0-', '[0-9a-f]{24}-[0-9a-f]{100,256}'),
  of('CLOUD_KEY', 'LTAI AKID', letters(16, 40)),
  of('CLOUD_KEY', 'AQVN', word(34, 40)),
  of('WALLET_KEY', 'nsec1', '[02-9ac-hj-np-z]{58}'),
  of('WALLET_KEY', 'xprv yprv zprv', letters(100, 120)),
  of('AGE_SECRET_KEY', 'AGE-SECRET-KEY-1', '[A-Z0-9]{58}'),
  of('JSON_WEB_TOKEN', 'eyJ', '[A-Za-z0-9_-]{8,2048}\\.eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{16,1024}'),
  of('WEBHOOK', 'https://hooks.slack.com/', '(?:services|workflows|triggers)/[A-Za-z0-9/_-]{30,128}'),
  of(
    'WEBHOOK',
    'https://discord.com/api/webhooks/ https://discordapp.com/api/webhooks/',
    '\\d{16,20}/[A-Za-z0-9_-]{40,80}',
  ),
  of('WEBHOOK', 'https://hooks.zapier.com/hooks/catch/', '\\d{4,10}/[a-z0-9]{6,12}'),
  of('WEBHOOK', 'https://outlook.office.com/webhook/', '[A-Za-z0-9@/-]{60,256}'),
  of('SWARM_INVITE', 'memcube-invite:', '[A-Za-z0-9:._-]{40,2048}'),
  of(
    'IPFS_SWARM_KEY',
    '/key/swarm/psk/1.0.0/',
    '\\s{1,4}/(?:base16|base64|bin)/\\s{1,4}[A-Za-z0-9+/=]{32,64}',
  ),
  // The DER of private keys in base64 and the protobuf of libp2p: their first bytes are always the same.
  of(
    'PRIVATE_KEY_IN_BASE64',
    'MC4CAQAwBQYDK2Vw MFECAQEwBQYDK2Vw MHcCAQEEI MHQCAQEEI MIGkAgEBBD MIGHAgEAMBMGByqGSM49 b3BlbnNzaC1rZXktdj',
    '[A-Za-z0-9+/_-]{30,256}',
  ),
  of(
    'PRIVATE_KEY_IN_BASE64',
    'MII',
    '(?:EvgIBADANBgkqhkiG|Ev[QwAg]IBADANBgkqhkiG|[CEJ][A-Za-z0-9+/]{2}(?:IBAAK|gIBAAK|AgEAAo|IBADANBgkqhkiG|gIBADANBgkqhkiG|AgEAMA0GCSqGSI))[A-Za-z0-9+/_-]{30,256}',
  ),
  of('PRIVATE_KEY_IN_BASE64', 'CAESQ', '[A-Za-z0-9+/]{86,90}'),
  of('PUTTY_KEY', 'PuTTY-User-Key-File-', '\\d: [a-z0-9-]{4,40}'),
]

/** Characters before a beginning that make it the middle of something else. */
const within = /[A-Za-z0-9]/

const kindOf = new Map<string, { kind: string; body: RegExp }[]>()
for (const { kind, begins, body } of knownKeys)
  for (const begin of begins) {
    const bodies = kindOf.get(begin) ?? []
    bodies.push({ kind, body: new RegExp(body, 'y') })
    kindOf.set(begin, bodies)
  }

const escaped = (text: string): string => text.replaceAll(/[$.*+?^(){}|[\]\\/]/g, '\\$&')
/** The longest first: `sk-ant-` is not `sk-`. */
const beginnings = new RegExp(
  [...kindOf.keys()]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|'),
  'g',
)

/** The one that jwt.io shows to everybody. */
const shownTokens = ['SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c']

export function* matchKnownKeys(text: string): Generator<SecretMatch> {
  let done = 0
  for (const { 0: begin, index } of text.matchAll(beginnings)) {
    if (index < done || (index > 0 && within.test(text[index - 1] ?? ''))) continue
    const end = index + begin.length
    for (const { kind, body } of kindOf.get(begin) ?? []) {
      body.lastIndex = end
      const rest = body.exec(text)?.[0]
      if (rest === undefined || !isKey(kind, rest)) continue
      done = end + rest.length
      yield { start: index, end: done, kind }
      break
    }
  }
}

function isKey(kind: string, rest: string): boolean {
  if (kind === 'JSON_WEB_TOKEN') return !shownTokens.some((token) => rest.endsWith(token))
  if (kind === 'PUTTY_KEY' || kind === 'WEBHOOK' || kind === 'IPFS_SWARM_KEY') return !isPlaceholder(rest)
  // Capitals alone, by chance without a digit: of these the beginning says enough.
  if (kind === 'AWS_ACCESS_KEY_ID') return new Set(rest).size >= 6 && !isPlaceholder(rest)
  return looksDrawn(rest)
}

/** Keys that are known by what is in their middle. */
const middles: readonly {
  kind: string
  middle: RegExp
  whole: RegExp
  reach: [before: number, after: number]
}[] = [
  // Telegram
  {
    kind: 'BOT_TOKEN',
    middle: /:AA/g,
    whole: /(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{32,34}(?![A-Za-z0-9])/,
    reach: [11, 40],
  },
  // Discord
  {
    kind: 'BOT_TOKEN',
    middle: /\.(?=[A-Za-z0-9_-]{6}\.)/g,
    whole: /(?<![A-Za-z0-9])[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}/,
    reach: [29, 50],
  },
  // Mailchimp
  {
    kind: 'MAIL_SERVICE_KEY',
    middle: /-us\d{1,2}(?!\d)/g,
    whole: /(?<![0-9a-f])[0-9a-f]{32}-us\d{1,2}/,
    reach: [33, 6],
  },
  {
    kind: 'TERRAFORM_TOKEN',
    middle: /\.atlasv1\./g,
    whole: /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,80}/,
    reach: [14, 90],
  },
  {
    kind: 'AZURE_CLIENT_SECRET',
    middle: /[78]Q~/g,
    whole: /[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}/,
    reach: [3, 40],
  },
]

export function* matchByMiddle(text: string): Generator<SecretMatch> {
  for (const { kind, middle, whole, reach } of middles) {
    let done = 0
    for (const { index } of text.matchAll(middle)) {
      if (index < done) continue
      const from = Math.max(done, index - reach[0])
      const found = whole.exec(text.slice(from, index + reach[1]))
      if (found === null || !looksDrawn(found[0])) continue
      done = from + found.index + found[0].length
      yield { start: from + found.index, end: done, kind }
    }
  }
}
