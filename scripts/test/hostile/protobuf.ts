/** Fields of a protobuf message, as attackers write them. */

export function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))]
}

export function field(number: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(body.length)]), body])
}
