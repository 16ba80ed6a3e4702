/** What a cube says of itself, to be typed. */
import type { JSX } from 'preact'
import { TextField } from './fields.tsx'

export interface AboutText {
  about: string
  /** With commas between them. */
  topics: string
  licence: string
}

export function AboutFields({
  value,
  onValue,
}: {
  value: AboutText
  onValue(next: AboutText): void
}): JSX.Element {
  return (
    <>
      <TextField label="About" value={value.about} onValue={(about) => onValue({ ...value, about })} />
      <div class="pair">
        <TextField
          label="Topics"
          value={value.topics}
          onValue={(topics) => onValue({ ...value, topics })}
          hint="with commas between them"
        />
        <TextField
          label="Licence"
          value={value.licence}
          onValue={(licence) => onValue({ ...value, licence })}
          hint="an SPDX id, such as CC-BY-4.0"
        />
      </div>
    </>
  )
}

export function aboutIn({ about, topics, licence }: AboutText) {
  const wanted = topics
    .split(',')
    .map((topic) => topic.trim())
    .filter(Boolean)
  return { about: about.trim(), topics: wanted, licence: licence.trim() }
}
