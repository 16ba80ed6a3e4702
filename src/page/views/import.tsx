import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Imported } from '../answers.ts'
import { ApiError, call, type CallOptions } from '../api.ts'
import { droppedFiles, filesOf } from '../chosen-files.ts'
import { touch } from '../live.ts'
import { DeedState, Form, useDeed } from '../parts/action.tsx'
import { TextField } from '../parts/fields.tsx'
import { ImportReport } from '../parts/import-report.tsx'
import { Screen } from '../parts/screen.tsx'
import { Words } from '../parts/words.tsx'
import { bytesText, plural } from '../plain-text.ts'
import { linkTo } from '../route.ts'
import { batchesOf, sentFile, type ChosenFile } from '../send-files.ts'
import { filesInZip, isZip, ZipError } from '../zip-files.ts'
import { useCall } from '../use-call.ts'

interface ImportProps {
  cube: string
  branch?: string
}

export function Import({ cube, branch }: ImportProps): JSX.Element {
  const from = branch === undefined ? {} : { branch }
  const shown = useCall('show', { cube }).data
  const [report, setReport] = useState<Imported | undefined>(undefined)
  const into = { cube, ...from }
  return (
    <Screen
      title="Import"
      above={
        <a href={linkTo(['cube', cube], from)}>
          <Words text={shown?.displayName ?? 'cube'} most={60} />
        </a>
      }
    >
      <p class="lead">
        Notes in Markdown or text, a vault of Obsidian, exports of chats, and what Mem0, Letta, MemOS, Cognee
        and other memories write out. What is in them is found out by itself; the same again changes nothing.
      </p>
      <Drop into={into} onReport={setReport} />
      <FromPath into={into} onReport={setReport} />
      <div role="status">{report !== undefined && <ImportReport report={report} />}</div>
      {report !== undefined && (
        <p>
          <a class="button main" href={linkTo(['cube', cube], from)}>
            See the cube
          </a>
        </p>
      )}
    </Screen>
  )
}

interface SourceProps {
  into: { cube: string; branch?: string }
  onReport(report: Imported | undefined): void
}

function Drop({ into, onReport }: SourceProps): JSX.Element {
  const [isOver, setOver] = useState(false)
  const chosen = useRef<Promise<ChosenFile[]>>(Promise.resolve([]))
  const deed = useDeed(async (options) => {
    onReport(undefined)
    onReport(await importFiles(into, await chosen.current, options))
    touch('cubes')
  })
  const take = (files: Promise<ChosenFile[]>): void => {
    chosen.current = files
    deed.run()
  }
  return (
    <section
      class={isOver ? 'drop over' : 'drop'}
      aria-label="Files to import"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (event.dataTransfer !== null) take(droppedFiles(event.dataTransfer))
      }}
    >
      <p>
        <strong>Drop files, a folder or a ZIP archive here</strong>
      </p>
      <div class="buttons">
        <Picker label="Choose files" onFiles={(files) => take(Promise.resolve(files))} />
        <Picker label="Choose a folder" isFolder onFiles={(files) => take(Promise.resolve(files))} />
      </div>
      <p class="quiet">
        Nothing leaves this machine. <DeedState deed={deed} what="Import" />
      </p>
    </section>
  )
}

interface PickerProps {
  label: string
  isFolder?: boolean
  onFiles(files: ChosenFile[]): void
}

function Picker({ label, isFolder = false, onFiles }: PickerProps): JSX.Element {
  return (
    <label class="button">
      {label}
      <input
        class="sr"
        type="file"
        multiple
        {...(isFolder && { webkitdirectory: true })}
        onChange={({ currentTarget }) => {
          onFiles(filesOf(currentTarget.files))
          currentTarget.value = ''
        }}
      />
    </label>
  )
}

function FromPath({ into, onReport }: SourceProps): JSX.Element {
  const [path, setPath] = useState('')
  return (
    <section aria-labelledby="from-path">
      <h2 id="from-path">Or from a place on the machine of this node</h2>
      <Form
        kind="line"
        label="Import from a path"
        submit="Import it"
        act={async (options) => {
          onReport(undefined)
          onReport(await call('import', { ...into, path: path.trim() }, options))
          touch('cubes')
        }}
      >
        <TextField
          label="Path of a file or folder"
          value={path}
          onValue={setPath}
          placeholder="/home/you/notes"
          required
        />
      </Form>
    </section>
  )
}

async function importFiles(
  into: SourceProps['into'],
  files: readonly ChosenFile[],
  options: CallOptions,
): Promise<Imported> {
  const { calls, tooLarge, hidden } = batchesOf(await unpacked(files))
  const total: Imported = { read: 0, added: 0, changed: 0, unchanged: 0, skipped: [], leftOut: [] }
  total.skipped.push(
    ...tooLarge.map(({ name, size }) => ({
      item: name,
      reason: `${bytesText(size)} is too large for this page; give its path below, or use \`memcube import\``,
    })),
  )
  if (hidden > 0)
    total.leftOut.push({ reason: `${plural(hidden, 'hidden file')} of tools`, count: hidden, examples: [] })
  if (calls.length === 0 && tooLarge.length === 0)
    throw new ApiError('ERR_INVALID_INPUT', 'there was no file in it', 'choose other files')
  for (const [order, batch] of calls.entries()) {
    options.progress?.({ phase: 'send', done: order, total: calls.length })
    const sent = []
    for (const file of batch) sent.push(sentFile(file, await file.read().catch(refuse)))
    addTo(total, await call('import', { ...into, files: sent }, options))
  }
  return total
}

/** Archives as the files that are in them. */
async function unpacked(files: readonly ChosenFile[]): Promise<ChosenFile[]> {
  const found: ChosenFile[] = []
  for (const file of files) found.push(...(isZip(file) ? await filesInZip(file).catch(refuse) : [file]))
  return found
}

function refuse(error: unknown): never {
  if (!(error instanceof ZipError)) throw error
  throw new ApiError('ERR_INVALID_INPUT', error.message, 'unpack it, and drop its folder')
}

function addTo(total: Imported, more: Imported): void {
  for (const count of ['read', 'added', 'changed', 'unchanged'] as const) total[count] += more[count]
  total.skipped.push(...more.skipped)
  total.leftOut.push(...more.leftOut)
}
