import { invalidInput } from '../../home/index.ts'
import { car } from './car.ts'
import type { Exporter } from './exporter.ts'
import { jsonl } from './jsonl.ts'
import { markdown } from './markdown.ts'
import { memos } from './memos.ts'
import { mpf } from './mpf.ts'

const exporters: readonly Exporter[] = [markdown, jsonl, mpf, memos, car]

export { writeWhole } from './output.ts'
export const exportFormats: readonly string[] = exporters.map(({ format }) => format)

/** @throws ERR_INVALID_INPUT for a format that there is none of. */
export function exporterFor(format: string): Exporter {
  const found = exporters.find((exporter) => exporter.format === format)
  if (found !== undefined) return found
  throw invalidInput(`there is no export format "${format}"`, `use one of: ${exportFormats.join(', ')}`)
}
