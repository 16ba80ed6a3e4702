/** Whom a memory is of, in Mem0's words, and the tags that say so in a cube. Pure. */

export const scopeFields = ['user_id', 'agent_id', 'app_id', 'run_id'] as const
export type ScopeField = (typeof scopeFields)[number]
export type Scope = Partial<Record<ScopeField, string>>

/** A tag has 256 bytes, and `agent:` stands before the id. */
export const maxIdBytes = 240

/** `user:ada` says that a memory is of the user ada. */
export function scopeTag(field: ScopeField, id: string): string {
  return `${typeOf(field)}:${id}`
}

export function scopeTags(scope: Scope): string[] {
  return scopeFields.flatMap((field) => {
    const id = scope[field]
    return id === undefined ? [] : [scopeTag(field, id)]
  })
}

/** The other way round; undefined for any other tag. */
export function scopeOfTag(tag: string): { field: ScopeField; id: string } | undefined {
  const field = scopeFields.find((one) => tag.startsWith(`${typeOf(one)}:`))
  if (field === undefined) return undefined
  const id = tag.slice(typeOf(field).length + 1)
  return id === '' ? undefined : { field, id }
}

/** What Mem0 calls an entity of this kind: `user` of `user_id`. */
export function typeOf(field: ScopeField): string {
  return field.slice(0, -'_id'.length)
}
