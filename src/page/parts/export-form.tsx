/** A cube written as files on the machine of the node: as a vault again, or for another program. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { call } from '../api.ts'
import { plainLine, plural } from '../plain-text.ts'
import { Form } from './action.tsx'
import { Choice, TextField } from './fields.tsx'
import { Words } from './words.tsx'

const formats = [
  ['markdown', 'Markdown files, as a folder or a vault'],
  ['jsonl', 'JSON lines, one memory each'],
  ['mpf', 'MPF, signed'],
  ['memos-cube', 'a cube of MemOS'],
  ['car', 'all blocks, for IPFS tools (CAR)'],
] as const

type Written = Answers['export'] & { out: string; format: string }

interface ExportProps {
  cube: { cube: string; name: string }
  from: { branch?: string }
  onCancel(): void
}

export function ExportForm({ cube, from, onCancel }: ExportProps): JSX.Element {
  const [format, setFormat] = useState<string>('markdown')
  const [out, setOut] = useState('')
  const [written, setWritten] = useState<Written | undefined>(undefined)
  const isFolder = format === 'markdown' || format === 'memos-cube'
  return (
    <section class="card" aria-label="Export">
      <Form
        label="Export"
        submit="Write it"
        onCancel={onCancel}
        act={async (options) => {
          setWritten(undefined)
          const what = { out: out.trim(), format }
          setWritten({ ...(await call('export', { cube: cube.cube, ...what, ...from }, options)), ...what })
        }}
      >
        <Choice label="As" value={format} onValue={setFormat} choices={formats} />
        <TextField
          label={isFolder ? 'Folder to make' : 'File to write'}
          value={out}
          onValue={setOut}
          placeholder={`/home/you/${isFolder ? plainLine(cube.name, 40) : 'cube.' + format}`}
          hint="a whole path on the machine of this node; it must not be there yet"
          required
        />
      </Form>
      <div role="status">{written !== undefined && <Done written={written} />}</div>
    </section>
  )
}

function Done({ written: { written, files, leftOut, out, format } }: { written: Written }): JSX.Element {
  return (
    <div class="fine">
      <p>
        {format === 'car' ? plural(written, 'block') : plural(written, 'memory', 'memories')} in{' '}
        {plural(files, 'file')}: <Words text={out} most={1_000} />
      </p>
      {leftOut.length > 0 && (
        <ul class="found">
          {leftOut.map(({ reason, count, examples }) => (
            <li key={reason}>
              {count.toLocaleString('en')} not kept as it was: <Words text={reason} most={200} />{' '}
              <span class="quiet">
                <Words text={examples.slice(0, 3).join(', ')} most={300} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
