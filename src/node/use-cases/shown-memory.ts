/** The parts of a memory as JSON shows them: CIDs as text, bytes in base64. */
import type { Governance, Memory, Provenance } from '../../core/cube/index.ts'

export function shownBody({ body }: Memory): unknown {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return { base64: Buffer.from(body).toString('base64') }
  return { link: body.link.toString(), bytes: body.bytes }
}

export function shownProvenance({ derived, ...said }: Provenance): Record<string, unknown> {
  if (derived === undefined) return said
  return {
    ...said,
    derived: derived.map(({ memory, cube, relation }) => ({
      memory: memory.toString(),
      ...(cube !== undefined && { cube: cube.toString() }),
      relation,
    })),
  }
}

export function shownGovernance(governance: Governance): Record<string, unknown> {
  return { ...governance }
}
