// The fixed bytes of a node, shared by its reader and its writer: `{ e: [{ k, p, t, v }], l }` in canonical dag-cbor,
// where keys of one letter sort by the letter. Spec: protocols/tree/spec.md, "Node".

/** Head of a map with two fields (`e`, `l`). */
export const NODE_MAP = 0xa2
/** Head of a map with four fields (`k`, `p`, `t`, `v`). */
export const ENTRY_MAP = 0xa4
/** Head of a text string of one byte: comes before every field's letter. */
export const FIELD_HEAD = 0x61
export const FIELD = Object.freeze({
  entries: 0x65,
  key: 0x6b,
  left: 0x6c,
  prefix: 0x70,
  right: 0x74,
  value: 0x76,
})
export const NULL = 0xf6
/** What stands before the 36 bytes of a link: tag 42, a byte string of 37, the zero byte. */
export const LINK_HEAD: readonly number[] = Object.freeze([0xd8, 0x2a, 0x58, 0x25, 0x00])
