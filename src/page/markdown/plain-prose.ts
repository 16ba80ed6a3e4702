/** A text of markdown without its signs, in one line: what is said of it in lists. Pure. */
import { parseBlocks, type Block } from './blocks.ts'
import type { Inline } from './inlines.ts'

export function plainProse(text: string): string {
  return parseBlocks(text).map(blockWords).join(' ').replaceAll(/\s+/g, ' ').trim()
}

function blockWords(block: Block): string {
  switch (block.is) {
    case 'heading':
    case 'paragraph':
      return words(block.of)
    case 'code':
      return block.text
    case 'quote':
      return block.blocks.map(blockWords).join(' ')
    case 'list':
      return block.items.map(({ blocks }) => blocks.map(blockWords).join(' ')).join(' ')
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(words).join(' ')).join(' ')
    case 'rule':
      return ''
  }
}

function words(of: readonly Inline[]): string {
  return of.map(inlineWords).join('')
}

function inlineWords(node: Inline): string {
  switch (node.is) {
    case 'text':
    case 'code':
      return node.text
    case 'picture':
      return node.alt
    case 'break':
      return ' '
    default:
      return words(node.of)
  }
}
