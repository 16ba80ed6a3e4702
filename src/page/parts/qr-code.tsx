/** A text as a picture that a phone reads. */
import type { JSX } from 'preact'
import { encode } from 'uqr'

/** Undefined for a text that is too long for one. */
export function QrCode({ text, label }: { text: string; label: string }): JSX.Element | null {
  const rows = rowsOf(text)
  if (rows === undefined) return null
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg class="qr" role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`}>
      <path d={path} />
    </svg>
  )
}

function rowsOf(text: string): boolean[][] | undefined {
  try {
    return encode(text, { ecc: 'L', border: 2 }).data
  } catch {
    return undefined
  }
}
