import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Memory } from '../answers.ts'
import { ApiError, call, type CallOptions } from '../api.ts'
import { touch } from '../live.ts'
import { Form } from '../parts/action.tsx'
import { TextArea, TextField } from '../parts/fields.tsx'
import { Failure, say } from '../parts/notice.tsx'
import { Loading, Screen } from '../parts/screen.tsx'
import { bodyText, SideBySide } from '../parts/side-by-side.tsx'
import { Words } from '../parts/words.tsx'
import { go, linkTo } from '../route.ts'
import { useCall } from '../use-call.ts'

interface EditProps {
  cube: string
  branch?: string
  memoryKey?: string
  /** Of a new memory: the key that it is to have. */
  newKey?: string
}

export function EditMemory({ cube, branch, memoryKey: key, newKey }: EditProps): JSX.Element {
  const from = branch === undefined ? {} : { branch }
  const shown = useCall('show', { cube }).data
  const { data: memory, error } = useCall(key === undefined ? undefined : 'get', {
    cube,
    key,
    ...from,
  })
  const isReady = key === undefined || memory !== undefined
  return (
    <Screen
      title={key === undefined ? 'Add a memory' : `Edit ${key}`}
      above={
        <a href={linkTo(['cube', cube], from)}>
          <Words text={shown?.displayName ?? 'cube'} most={60} />
        </a>
      }
    >
      <Failure error={error} />
      {!isReady && error === undefined && <Loading />}
      {isReady && <MemoryForm {...{ cube, from, newKey }} {...(memory !== undefined && { memory })} />}
    </Screen>
  )
}

function MemoryForm({
  cube,
  from,
  newKey,
  memory,
}: {
  cube: string
  from: { branch?: string }
  newKey: string | undefined
  memory?: Memory
}): JSX.Element {
  const [text, setText] = useState(memory === undefined ? '' : bodyText(memory.body))
  const [key, setKey] = useState(memory?.key ?? newKey ?? '')
  const [tags, setTags] = useState(memory?.tags.join(', ') ?? '')
  const [message, setMessage] = useState('')
  /** What was read last: what is saved takes its place, and no other. */
  const [base, setBase] = useState(memory)
  const [other, setOther] = useState<Memory | undefined>(undefined)

  const save = async (options: CallOptions): Promise<void> => {
    try {
      await write(options)
    } catch (error) {
      if (base === undefined || !(error instanceof ApiError) || error.code !== 'ERR_CONFLICT') throw error
      const now = await call('get', { cube, key: base.key, ...from }, options)
      setOther(now)
      setBase(now)
    }
  }

  const write = async (options: CallOptions): Promise<void> => {
    const added = await call(
      'add',
      {
        cube,
        ...from,
        text,
        tags: tagsIn(tags),
        ...(key.trim() !== '' && { key: key.trim() }),
        ...(message.trim() !== '' && { message: message.trim() }),
        // What else the memory has stays.
        ...(base !== undefined && { replaces: base.memory }),
      },
      options,
    )
    say(`Saved in a new commit. ${added.notice ?? ''}`)
    touch('cubes')
    go(linkTo(['cube', cube, 'memory', added.key], from))
  }

  return (
    <>
      {other !== undefined && <Overtaken by={other} text={text} />}
      <Form
        label="Memory"
        submit={other === undefined ? 'Save' : 'Save mine'}
        act={save}
        onCancel={() => history.back()}
      >
        <TextArea label="Text" value={text} onValue={setText} required rows={14} />
        <div class="pair">
          {memory === undefined && (
            <TextField
              label="Key"
              value={key}
              onValue={setKey}
              hint="a path such as postgres/vacuum; made from the text when empty"
            />
          )}
          <TextField label="Tags" value={tags} onValue={setTags} hint="with commas between them" />
        </div>
        <TextField label="Why" value={message} onValue={setMessage} hint="kept in the commit" />
      </Form>
    </>
  )
}

function Overtaken({ by, text }: { by: Memory; text: string }): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p>Somebody changed this memory meanwhile. Nothing was saved; save again to put yours in its place.</p>
      <SideBySide before={bodyText(by.body)} after={text} names={['Theirs, now', 'Yours']} />
    </div>
  )
}

function tagsIn(text: string): string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean)
}
