/** Where a memory comes from and what its author says of it: every field in words, whatever it holds. */
import type { ComponentChildren, JSX } from 'preact'
import type { Memory } from '../answers.ts'
import { linkTo } from '../route.ts'
import { Time } from './labels.tsx'
import { Id, Words } from './words.tsx'

const kinds: Readonly<Record<Memory['type'], string>> = {
  plaintext: 'text',
  activation: 'activation of a model',
  parameter: 'parameters of a model',
  opaque: 'of a later version, which this memcube cannot read',
}

export function Provenance({ memory }: { memory: Memory }): JSX.Element {
  const { type, media, tags, created, valid, data, author } = memory
  const { agent, model, tool, source, derived, activity } = memory.provenance
  const { licence, sensitivity, expires, priority } = memory.governance
  return (
    <section aria-labelledby="provenance">
      <h2 id="provenance">Provenance</h2>
      <dl>
        {tags.length > 0 && (
          <Row name="tags">
            <Tags of={tags} />
          </Row>
        )}
        <Row name="written">
          <Time ms={created} />
        </Row>
        <Said name="by way of" text={activity} />
        <Said name="agent" text={agent} />
        <Said name="model" text={model} />
        <Said name="tool" text={tool} />
        {source !== undefined && <Said name="source" text={source.uri} />}
        {source?.digest !== undefined && (
          <Row name="digest">
            <Id of={source.digest} whole />
          </Row>
        )}
        {derived !== undefined && derived.length > 0 && (
          <Row name="made from">
            <Derived of={derived} />
          </Row>
        )}
        {valid !== null && (
          <Row name="holds">
            {valid.from !== undefined && (
              <>
                from <Time ms={valid.from} />{' '}
              </>
            )}
            {valid.until !== undefined && (
              <>
                until <Time ms={valid.until} />
              </>
            )}
          </Row>
        )}
        <Said name="licence" text={licence} />
        <Said name="sensitivity" text={sensitivity} />
        {expires !== undefined && (
          <Row name="expires">
            <Time ms={expires} />
          </Row>
        )}
        <Said name="priority" text={priority?.toLocaleString('en')} />
        <Said
          name="kind"
          text={media === 'application/octet-stream' ? kinds[type] : `${kinds[type]}, ${media}`}
        />
        {data !== null && Object.keys(data).length > 0 && (
          <Row name="data">
            <Value of={data} />
          </Row>
        )}
        <Row name="memory">
          <Id of={memory.memory} whole />
        </Row>
        <Row name="author">
          <Id of={author} whole />
        </Row>
      </dl>
    </section>
  )
}

export function Tags({ of }: { of: readonly string[] }): JSX.Element {
  return (
    <span class="tags">
      {of.map((tag) => (
        <span key={tag} class="topic">
          <Words text={tag} most={60} />
        </span>
      ))}
    </span>
  )
}

function Row({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Said({ name, text }: { name: string; text: string | undefined }): JSX.Element | null {
  if (text === undefined || text === '') return null
  return (
    <Row name={name}>
      <Words text={text} most={1_000} />
    </Row>
  )
}

function Derived({ of }: { of: NonNullable<Memory['provenance']['derived']> }): JSX.Element {
  return (
    <ul>
      {of.map(({ memory, cube, relation }) => (
        <li key={`${relation} ${memory}`}>
          <Words text={relation} most={60} /> <Id of={memory} />
          {cube !== undefined && (
            <>
              {' '}
              in{' '}
              <a href={linkTo(['cube', cube])}>
                <Id of={cube} />
              </a>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Deeper than this, or longer, nobody reads it here. Guess. */
const [deepest, mostItems] = [4, 100]

/** Anything that a memory may carry, as lists and words. */
function Value({ of, depth = 0 }: { of: unknown; depth?: number }): JSX.Element {
  if (typeof of !== 'object' || of === null) return <Words text={wordOf(of)} most={1_000} />
  const entries = Object.entries(of)
  if (entries.length === 0) return <span class="quiet">empty</span>
  if (depth >= deepest) return <span class="quiet">{entries.length} more inside</span>
  return (
    <ul class="value">
      {entries.slice(0, mostItems).map(([name, value]) => (
        <li key={name}>
          {!Array.isArray(of) && (
            <span class="quiet">
              <Words text={name} most={100} />{' '}
            </span>
          )}
          <Value of={value} depth={depth + 1} />
        </li>
      ))}
      {entries.length > mostItems && <li class="quiet">and {entries.length - mostItems} more</li>}
    </ul>
  )
}

function wordOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return value.toLocaleString('en')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return 'nothing'
}
