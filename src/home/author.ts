/** Who this home signs as. */
export interface Author {
  did: string
  publicKey: Uint8Array
  secret: Uint8Array
  name: string
}
