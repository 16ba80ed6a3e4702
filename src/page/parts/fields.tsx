/** Form fields with their labels. */
import type { JSX } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps {
  label: string
  value: string
  onValue(value: string): void
  hint?: string
  required?: boolean
  placeholder?: string
  type?: 'text' | 'search'
}

export function TextField({
  label,
  value,
  onValue,
  hint,
  required,
  placeholder,
  type = 'text',
}: FieldProps): JSX.Element {
  const id = useId()
  return (
    <div class="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        enterKeyHint={type === 'search' ? 'search' : 'done'}
        value={value}
        required={required ?? false}
        placeholder={placeholder ?? ''}
        autocomplete="off"
        spellcheck={false}
        dir="auto"
        {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} class="quiet">
          {hint}
        </p>
      )}
    </div>
  )
}

export function TextArea({
  label,
  value,
  onValue,
  required,
  rows = 10,
}: Omit<FieldProps, 'type'> & { rows?: number }): JSX.Element {
  const id = useId()
  return (
    <div class="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={rows}
        value={value}
        required={required ?? false}
        dir="auto"
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
    </div>
  )
}

interface ChoiceProps {
  label: string
  value: string
  choices: readonly (readonly [value: string, shown: string])[]
  onValue(value: string): void
}

export function Choice({ label, value, choices, onValue }: ChoiceProps): JSX.Element {
  const id = useId()
  return (
    <div class="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
        {choices.map(([one, shown]) => (
          <option key={one} value={one}>
            {shown}
          </option>
        ))}
      </select>
    </div>
  )
}
