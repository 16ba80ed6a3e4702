/** Lines that are kept in place on a terminal: on a screen of their own, so that what was there before comes back. */
import { plainRow } from './terminal-text.ts'

/** The part of a terminal that is used. */
export interface Terminal {
  columns?: number | undefined
  rows?: number | undefined
  write(text: string): unknown
  on(event: 'resize', listener: () => void): unknown
  off(event: 'resize', listener: () => void): unknown
}

interface Screen {
  /** Shows these lines instead of those before, cut to what fits; again by itself when the terminal gets another size. */
  show(lines: readonly string[]): void
  /** Gives the terminal back as it was. */
  close(): void
}

/** Another screen, no cursor, and lines that end at the edge instead of going on below. */
const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l'
const home = '\x1b[H'
const clearLine = '\x1b[K'
const clearBelow = '\x1b[J'

export function openScreen(terminal: Terminal): Screen {
  let shown: readonly string[] = []
  const draw = (): void => {
    // A terminal that does not know its size says nothing, or zero.
    const columns = terminal.columns || 80
    const rows = terminal.rows || 24
    const lines = shown.slice(0, rows).map((line) => plainRow(line, columns))
    // Each line is cleared as it is written: a screen that is emptied first would flicker.
    terminal.write(home + lines.map((line) => line + clearLine).join('\r\n') + clearBelow)
  }
  terminal.write(enter)
  terminal.on('resize', draw)
  return {
    show(lines) {
      shown = lines
      draw()
    },
    close() {
      terminal.off('resize', draw)
      terminal.write(leave)
    },
  }
}
