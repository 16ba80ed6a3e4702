/** An author's public key as a key for maps. */
export function authorId(author: Uint8Array): string {
  return Buffer.from(author.buffer, author.byteOffset, author.byteLength).toString('hex')
}
