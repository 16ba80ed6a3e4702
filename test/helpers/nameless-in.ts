/** Fields in which others nest what they like, and text of the log: nobody's names are looked for there. */
const opaque = new Set(['data', 'provenance', 'governance', 'body', 'text'])
/** A key that is also in a field with a name beside it, in the same answer. */
const saidTwice = new Set(['target', 'what', 'new', 'authors', 'signed', 'approvals'])

/** Where an answer names a person by the key alone: no name is beside it, not even null. */
export function namelessIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => namelessIn(one, `${path}[${at}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, one]: [string, unknown]) => {
    if (opaque.has(field)) return []
    const here = path === '' ? field : `${path}.${field}`
    const isNamed = `${field}Name` in value && `${field}Label` in value
    const isKey = isDid(one) || (Array.isArray(one) && one.some(isDid))
    return isKey && !isNamed && !saidTwice.has(field)
      ? [`${here}: is a person, and has no ${field}Name and ${field}Label beside it`]
      : namelessIn(one, here)
  })
}

function isDid(value: unknown): boolean {
  return typeof value === 'string' && /^did:key:z[1-9A-HJ-NP-Za-km-z]{40,}$/.test(value)
}
