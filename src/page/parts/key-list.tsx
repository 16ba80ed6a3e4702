/** The memories of a cube by key, as a tree; found by a part of the key, or by a tag. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Cube } from '../answers.ts'
import { keyTree, type KeyFolder } from '../key-tree.ts'
import { plainLine, plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'
import { TextField } from './fields.tsx'
import { Failure } from './notice.tsx'
import { Some } from './rows.tsx'
import { Empty } from './screen.tsx'
import { Words } from './words.tsx'

/** Enough to look through; the filter finds the others. */
const pageOfKeys = 200
/** Of many tags, those that most memories have. Guess. */
const mostTags = 30

interface KeyListProps {
  cube: Cube
  branch?: string
}

export function KeyList({ cube, branch }: KeyListProps): JSX.Element {
  const [filter, setFilter] = useState('')
  const [tag, setTag] = useState<string | undefined>(undefined)
  const at = branch !== undefined ? { branch } : {}
  const all = useCall('keys', { cube: cube.cube, ...at, countTags: true }, ['cubes'])
  const tagged = useCall(
    tag === undefined ? undefined : 'keys',
    { cube: cube.cube, ...at, tags: tag === undefined ? [] : [tag] },
    ['cubes'],
  )
  const shown = tag === undefined ? all.data?.keys : tagged.data?.keys
  const wanted = filter.trim().toLowerCase()
  const keys = shown?.filter((key) => key.toLowerCase().includes(wanted))
  const href = (key: string): string => linkTo(['cube', cube.cube, 'memory', key], at)
  return (
    <section aria-label="Memories">
      <Failure error={all.error ?? tagged.error} />
      {all.data !== undefined && all.data.keys.length > 10 && (
        <TextField type="search" label="Filter keys" value={filter} onValue={setFilter} />
      )}
      <TagChoice tags={all.data?.tags ?? []} chosen={tag} onChoose={setTag} />
      {all.data?.keys.length === 0 && <Empty>No memories yet.</Empty>}
      {keys?.length === 0 && all.data?.keys.length !== 0 && <Empty>No key fits.</Empty>}
      {keys !== undefined &&
        (wanted === '' && tag === undefined ? (
          <Folder folder={keyTree(keys)} href={href} isOpen={keys.length <= pageOfKeys} />
        ) : (
          <Leaves keys={keys} href={href} cut={0} />
        ))}
    </section>
  )
}

interface TagChoiceProps {
  tags: readonly { tag: string; count: number }[]
  chosen: string | undefined
  onChoose(tag: string | undefined): void
}

function TagChoice({ tags, chosen, onChoose }: TagChoiceProps): JSX.Element | null {
  if (tags.length === 0) return null
  return (
    <div class="tag-choice" role="group" aria-label="Tags">
      {tags.slice(0, mostTags).map(({ tag, count }) => (
        <button
          key={tag}
          type="button"
          class="topic"
          aria-pressed={tag === chosen}
          onClick={() => onChoose(tag === chosen ? undefined : tag)}
        >
          <Words text={tag} most={60} /> <span class="quiet">{count.toLocaleString('en')}</span>
        </button>
      ))}
      {tags.length > mostTags && <span class="quiet">and {plural(tags.length - mostTags, 'other tag')}</span>}
    </div>
  )
}

interface FolderProps {
  folder: KeyFolder
  href(key: string): string
  isOpen: boolean
}

function Folder({ folder, href, isOpen }: FolderProps): JSX.Element {
  return (
    <>
      <Some of={folder.folders} atFirst={pageOfKeys}>
        {(some) => (
          <ul class="tree">
            {some.map((inside) => (
              <li key={inside.path}>
                <Fold folder={inside} href={href} isOpen={isOpen} />
              </li>
            ))}
          </ul>
        )}
      </Some>
      <Leaves keys={folder.keys} href={href} cut={folder.path.length} />
    </>
  )
}

/** What is in it is made when it is opened: a cube may have very many. */
function Fold({ folder, href, isOpen }: FolderProps): JSX.Element {
  const [open, setOpen] = useState(isOpen)
  return (
    <details class="fold" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Words text={folder.name} most={160} />{' '}
        <span class="quiet" aria-label={plural(folder.count, 'memory', 'memories')}>
          {folder.count.toLocaleString('en')}
        </span>
      </summary>
      {open && <Folder folder={folder} href={href} isOpen={isOpen} />}
    </details>
  )
}

interface LeavesProps {
  keys: readonly string[]
  href(key: string): string
  /** So many characters of each are said by the folder. */
  cut: number
}

function Leaves({ keys, href, cut }: LeavesProps): JSX.Element {
  return (
    <Some of={keys} atFirst={pageOfKeys}>
      {(some) => (
        <ul class="tree">
          {some.map((key) => (
            <li key={key}>
              <a href={href(key)} {...(cut > 0 && { 'aria-label': plainLine(key, 1_024) })}>
                <Words text={key.slice(cut)} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Some>
  )
}
