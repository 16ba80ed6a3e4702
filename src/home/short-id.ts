/** A CID that is shown alone: its beginning, with 45 bits after what all CIDs of records share. REV and ids of proposals take it. */
const chars = 16

export function shortId(id: string): string {
  return id.slice(0, chars)
}
