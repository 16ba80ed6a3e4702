/** Fields of connection strings and files that hold a key under a name of their own. */
import { isPlaceholder, looksDrawn } from './is-placeholder.ts'
import type { SecretMatch } from './secret-match.ts'

const fields: readonly { kind: string; field: RegExp }[] = [
  {
    kind: 'AZURE_KEY',
    field: /(?:AccountKey|SharedAccessKey|SharedSecretValue)\s?=\s?([A-Za-z0-9+/]{40,100}={0,2})/gi,
  },
  { kind: 'AZURE_SIGNATURE', field: /[?&]sig=([A-Za-z0-9%+/]{40,100})(?=[&\s"']|$)/g },
  { kind: 'WIREGUARD_KEY', field: /(?:PrivateKey|PresharedKey)\s?=\s?([A-Za-z0-9+/]{43}=)/g },
  { kind: 'JSON_WEB_KEY', field: /"d"\s{0,4}:\s{0,4}"([A-Za-z0-9_-]{40,700})"/g },
  {
    kind: 'WALLET_KEY',
    field: /(?:private|secret)[ _-]?key["']?\s{0,4}[:=]\s{0,4}["']?(0x[0-9a-fA-F]{64})/gi,
  },
]

export function* matchFields(text: string): Generator<SecretMatch> {
  for (const { kind, field } of fields)
    for (const { 0: whole, 1: value = '', index } of text.matchAll(field))
      if (looksDrawn(value) && !isPlaceholder(value)) yield { start: index, end: index + whole.length, kind }
}
