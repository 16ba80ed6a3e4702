/** Raise when tables, passages or what is indexed of a text change: an index of another version is built anew. */
export const INDEX_VERSION = 6
/** Of an index of which a part is at a server: who does not know of servers must not read it. */
export const AWAY_VERSION = 7
