import { findSecrets } from '../../../src/cubes/publishing/find-secrets.ts'

export interface Measured {
  count: number
  found: number
  /** Texts where the scan said what it should not have said: nothing of a secret, something of a clean text. */
  wrong: { kind: string; text: string; findings: string[] }[]
}

/** Each text alone, as it is in a cube. */
export async function measure(
  texts: readonly { kind: string; text: string }[],
  isSecret: boolean,
): Promise<Measured> {
  const findings = await findSecrets(texts.map(({ text }, index) => ({ where: String(index), text })))
  const byText = new Map<string, string[]>()
  for (const { where, kind } of findings) byText.set(where, [...(byText.get(where) ?? []), kind])
  const wrong = texts.flatMap(({ kind, text }, index) => {
    const said = byText.get(String(index)) ?? []
    return said.length > 0 === isSecret ? [] : [{ kind, text, findings: said }]
  })
  return { count: texts.length, found: byText.size, wrong }
}
