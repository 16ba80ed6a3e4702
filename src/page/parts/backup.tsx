/** The whole home in one file. Bringing it back needs a home that is not there yet, so it is for the command line. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { call } from '../api.ts'
import { bytesText, plural } from '../plain-text.ts'
import { Form } from './action.tsx'
import { TextField } from './fields.tsx'
import { Words } from './words.tsx'

type Written = Answers['backup']

export function Backup(): JSX.Element {
  const [out, setOut] = useState('')
  const [keys, setKeys] = useState(true)
  const [written, setWritten] = useState<Written | undefined>(undefined)
  return (
    <section aria-labelledby="backup">
      <h2 id="backup">Backup</h2>
      <p class="quiet">
        All cubes, swarms and settings as of one moment, in one file on the machine of this node.
      </p>
      <Form
        label="Backup"
        submit="Make backup"
        act={async (options) => setWritten(await call('backup', { out: out.trim(), keys }, options))}
      >
        <TextField
          label="File to write"
          value={out}
          onValue={setOut}
          placeholder="/home/you/memcube.backup"
          hint="a whole path; it must not be there yet"
          required
        />
        <label class="choice">
          <input
            type="checkbox"
            checked={keys}
            onChange={({ currentTarget }) => setKeys(currentTarget.checked)}
          />{' '}
          With the secret keys: whoever has the file can sign as you. Without them, the backup needs them to
          be restored.
        </label>
      </Form>
      <div role="status">{written !== undefined && <Made written={written} />}</div>
      <p class="quiet">
        To bring it back, stop the daemon and run <code>memcube restore-backup FILE --home NEW_FOLDER</code>{' '}
        in a terminal: a running node cannot put another home in its own place.
      </p>
    </section>
  )
}

function Made({ written: { out, bytes, swarmsLeftOut } }: { written: Written }): JSX.Element {
  return (
    <div class="fine">
      <p>
        The backup is written: <Words text={out} most={1_000} />, {bytesText(bytes)}.
      </p>
      {swarmsLeftOut.length > 0 && (
        <p>
          {plural(swarmsLeftOut.length, 'swarm')} could not be opened and{' '}
          {swarmsLeftOut.length === 1 ? 'is' : 'are'} not in it.
        </p>
      )}
    </div>
  )
}
