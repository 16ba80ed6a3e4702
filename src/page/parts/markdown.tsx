/** A memory as it is meant to be read. Made of elements and text alone: no HTML of others, no script, nothing fetched. */
import type { ComponentChildren, JSX } from 'preact'
import { parseBlocks, type Block } from '../markdown/blocks.ts'
import { findMemory } from '../markdown/find-memory.ts'
import { webAddress, type Inline } from '../markdown/inlines.ts'
import { plainLine } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { Words } from './words.tsx'

/** Where the links of a text lead. */
export interface Surroundings {
  cube: string
  from: { at?: string; branch?: string }
  /** Undefined until they are known. */
  keys: readonly string[] | undefined
  /** Whether a memory that is not there may be written. */
  mayWrite: boolean
}

interface MarkdownProps {
  text: string
  links: Surroundings
  /** Lines end where they were ended. */
  keepLines: boolean
}

export function Markdown({ text, links, keepLines }: MarkdownProps): JSX.Element {
  return (
    <div class={keepLines ? 'prose lines' : 'prose'} dir="auto">
      <Blocks of={parseBlocks(text)} links={links} />
    </div>
  )
}

function Blocks({ of, links }: { of: readonly Block[]; links: Surroundings }): JSX.Element {
  // The page has a heading of its own above; below it, none is left out.
  let last = 1
  return (
    <>
      {of.map((block, order) => {
        if (block.is === 'heading') last = Math.min(6, last + 1, Math.max(2, block.level + 1))
        return <OneBlock key={order} block={block} level={last} links={links} />
      })}
    </>
  )
}

interface BlockProps {
  block: Block
  /** For a heading: which. */
  level: number
  links: Surroundings
}

function OneBlock({ block, level, links }: BlockProps): JSX.Element {
  switch (block.is) {
    case 'heading': {
      const Heading = `h${level}` as 'h2'
      return (
        <Heading>
          <Inlines of={block.of} links={links} />
        </Heading>
      )
    }
    case 'paragraph':
      return (
        <p>
          <Inlines of={block.of} links={links} />
        </p>
      )
    case 'code':
      return <Code text={block.text} language={block.language} />
    case 'quote':
      return (
        <blockquote>
          <Blocks of={block.blocks} links={links} />
        </blockquote>
      )
    case 'list':
      return <List block={block} links={links} />
    case 'table':
      return <Table block={block} links={links} />
    case 'rule':
      return <hr />
  }
}

function Code({ text, language }: { text: string; language: string }): JSX.Element {
  return (
    <pre tabIndex={0} aria-label={language === '' ? 'code' : `code, ${language.slice(0, 30)}`} role="region">
      <code>
        <Words text={text} most={200_000} />
      </code>
    </pre>
  )
}

type Of<K extends Block['is']> = Extract<Block, { is: K }>

function List({ block, links }: { block: Of<'list'>; links: Surroundings }): JSX.Element {
  const items = block.items.map(({ checked, blocks }, order) => (
    <li key={order} class={checked === undefined ? '' : 'task'}>
      {checked !== undefined && <span class="box">{checked ? '☑' : '☐'}</span>}
      {checked !== undefined && <span class="sr">{checked ? 'done: ' : 'to do: '}</span>}
      <ItemBlocks of={blocks} links={links} />
    </li>
  ))
  return block.start === undefined ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
}

/** An item of one paragraph is not set apart as one. */
function ItemBlocks({ of, links }: { of: readonly Block[]; links: Surroundings }): JSX.Element {
  const [first, ...others] = of
  if (first?.is !== 'paragraph') return <Blocks of={of} links={links} />
  return (
    <>
      <Inlines of={first.of} links={links} />
      <Blocks of={others} links={links} />
    </>
  )
}

function Table({ block, links }: { block: Of<'table'>; links: Surroundings }): JSX.Element {
  return (
    <div class="table" tabIndex={0} role="region" aria-label="table">
      <table>
        <thead>
          <tr>
            {block.head.map((cell, column) => (
              <th key={column} scope="col" class={block.align[column]}>
                <Inlines of={cell} links={links} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row, order) => (
            <tr key={order}>
              {row.map((cell, column) => (
                <td key={column} class={block.align[column]}>
                  <Inlines of={cell} links={links} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Inlines({ of, links }: { of: readonly Inline[]; links: Surroundings }): JSX.Element {
  return (
    <>
      {of.map((node, order) => (
        <OneInline key={order} node={node} links={links} />
      ))}
    </>
  )
}

function OneInline({ node, links }: { node: Inline; links: Surroundings }): JSX.Element {
  const inside = (nodes: readonly Inline[]): ComponentChildren => <Inlines of={nodes} links={links} />
  switch (node.is) {
    case 'text':
      return <Words text={node.text} most={200_000} />
    case 'code':
      return (
        <code>
          <Words text={node.text} most={200_000} />
        </code>
      )
    case 'em':
      return <em>{inside(node.of)}</em>
    case 'strong':
      return <strong>{inside(node.of)}</strong>
    case 'strike':
      return <s>{inside(node.of)}</s>
    case 'break':
      return <br />
    case 'picture':
      return (
        <span class="picture">
          picture: <Words text={node.alt === '' ? node.to : node.alt} />
        </span>
      )
    case 'link':
      return (
        <WebLink to={node.to} title={node.title}>
          {inside(node.of)}
        </WebLink>
      )
    case 'memory':
      return (
        <MemoryLink link={node.key} links={links}>
          {inside(node.of)}
        </MemoryLink>
      )
  }
}

/** Says where it leads: the words of a link are its author's. */
function WebLink({
  to,
  title,
  children,
}: {
  to: string
  title: string
  children: ComponentChildren
}): JSX.Element {
  const address = webAddress(to)
  if (address === undefined)
    return (
      <span>
        {children}{' '}
        <span class="quiet">
          (<Words text={to} most={120} />)
        </span>
      </span>
    )
  return (
    <span>
      <a
        href={address.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        {...(title !== '' && { title: plainLine(title, 300) })}
      >
        {children}
      </a>{' '}
      <span class="quiet">({address.host})</span>
    </span>
  )
}

interface MemoryLinkProps {
  link: string
  links: Surroundings
  children: ComponentChildren
}

function MemoryLink({ link, links, children }: MemoryLinkProps): JSX.Element {
  const { cube, from, keys, mayWrite } = links
  const key = keys === undefined ? link : findMemory(link, keys)
  if (key !== undefined)
    return (
      <a class="to-memory" href={linkTo(['cube', cube, 'memory', key], { ...from })}>
        {children}
      </a>
    )
  if (!mayWrite)
    return (
      <span class="absent" title="no memory has this key">
        {children}
        <span class="sr"> (there is no such memory)</span>
      </span>
    )
  return (
    <a
      class="absent"
      title="no memory has this key yet: write it"
      href={linkTo(['cube', cube, 'edit'], { key: link, branch: from.branch })}
    >
      {children}
      <span class="sr"> (there is no such memory: write it)</span>
    </a>
  )
}
