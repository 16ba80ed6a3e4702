/** Where something that looks like a secret is in a text. */
export interface SecretMatch {
  start: number
  end: number
  kind: string
}
