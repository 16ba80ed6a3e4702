export { isPlaceholder } from './is-placeholder.ts'
export { matchSecrets } from './match-secrets.ts'
export { readingsOf } from './readings.ts'
export type { SecretMatch } from './secret-match.ts'
