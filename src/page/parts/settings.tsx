/** What the home keeps for its daemon; each setting is changed by itself, and says when a change counts. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Answers } from '../answers.ts'
import { call } from '../api.ts'
import { bytesText } from '../plain-text.ts'
import { useCall } from '../use-call.ts'
import { Action, Form } from './action.tsx'
import { Choice, TextField } from './fields.tsx'
import { Label } from './labels.tsx'
import { Failure, say } from './notice.tsx'
import { Words } from './words.tsx'

type Setting = Answers['config-list']['settings'][number]

const profiles = ['local', 'lan', 'public']

export function Settings(): JSX.Element {
  const [asked, setAsked] = useState(0)
  const { data, error } = useCall('config-list', {}, ['cubes'])
  const [changed, setChanged] = useState<Readonly<Record<string, Setting>>>({})
  const [waits, setWaits] = useState(false)
  const onChanged = (answer: Answers['config-set']): void => {
    setChanged({ ...changed, [answer.key]: answer })
    setAsked(asked + 1)
    setWaits(waits || answer.waits)
    say(answer.changed ? `${answer.key} is saved.` : 'Nothing changed.')
  }
  return (
    <section aria-labelledby="settings">
      <h2 id="settings">Settings</h2>
      <Failure error={error} />
      <div role="status">
        {waits && (
          <p class="facts">
            <Label kind="warn">starts anew</Label> The daemon goes on as it was started. End it with{' '}
            <code>memcube stop</code> and start it again.
          </p>
        )}
      </div>
      <ul class="rows">
        {data?.settings.map((setting) => (
          <li key={setting.key}>
            {/* A new value makes a new row, with the value in its field. */}
            <OneSetting
              key={`${setting.key} ${asked}`}
              setting={changed[setting.key] ?? setting}
              onChanged={onChanged}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface OneSettingProps {
  setting: Setting
  onChanged(answer: Answers['config-set']): void
}

function OneSetting({ setting, onChanged }: OneSettingProps): JSX.Element {
  const { key, about, expected, value, isSet, takesEffect } = setting
  const [isOpen, setOpen] = useState(false)
  const [text, setText] = useState(isSet ? textOf(value) : '')
  const set = async (): Promise<void> => {
    const values = Array.isArray(value) ? text.split(/\s+/).filter((word) => word !== '') : [text.trim()]
    onChanged(await call('config-set', { key, values }))
  }
  return (
    <>
      <div class="row-title">
        <strong>{key}</strong> <span>{about}</span>
      </div>
      <p class="facts">
        <span>{textOf(value) === '' ? 'none' : <Words text={shownOf(key, value)} most={400} />}</span>
        <span class="quiet">{isSet ? 'set here' : 'as usual'}</span>
        <span class="quiet">a change counts {takesEffect}</span>
        {!isOpen && (
          <button type="button" class="small" aria-label={`Change ${key}`} onClick={() => setOpen(true)}>
            Change
          </button>
        )}
        {isSet && key !== 'name' && (
          <Action
            small
            name={`Take back ${key}`}
            act={async () => onChanged(await call('config-unset', { key }))}
          >
            Take back
          </Action>
        )}
      </p>
      {isOpen && (
        <Form kind="line" label={`Change ${key}`} submit="Save" act={set} onCancel={() => setOpen(false)}>
          {key === 'profile' ? (
            <Choice
              label={about}
              value={text === '' ? textOf(value) : text}
              choices={profiles.map((one) => [one, one] as const)}
              onValue={setText}
            />
          ) : (
            <TextField label={about} hint={`It is ${expected}.`} value={text} onValue={setText} required />
          )}
        </Form>
      )}
    </>
  )
}

/** A size as people say it; everything else as it is set. */
function shownOf(key: string, value: Setting['value']): string {
  return key.endsWith('Bytes') && typeof value === 'number' ? bytesText(value) : textOf(value)
}

function textOf(value: Setting['value']): string {
  if (value === null) return ''
  return Array.isArray(value) ? value.join(' ') : String(value)
}
