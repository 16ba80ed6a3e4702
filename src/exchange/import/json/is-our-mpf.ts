/** Whether an MPF record holds only what our export writes. What somebody added to one is kept, as in any record. Pure. */
import { readOwnFields } from '../../formats/own-fields.ts'
import { isFields, timeIn, type Fields } from '../fields.ts'

type Fits = (value: unknown) => boolean

const isText: Fits = (value) => typeof value === 'string'
const isTime: Fits = (value) => timeIn(value) !== undefined
const isAnything: Fits = () => true
const areTexts: Fits = (value) => Array.isArray(value) && value.every(isText)
const areGoverning: Fits = (value) => isFields(value) && Object.keys(readOwnFields(value).rest).length === 0
/** The one source that a memory has; another kind of influence is somebody's. */
const isCitation: Fits = (value) =>
  Array.isArray(value) &&
  value.length <= 1 &&
  value.every((one) => isFields(one) && onlyHas(one, { type: isText, uri: isText, relationship: isText }))

const claims: Record<string, Fits> = {
  wasAttributedTo: (value) => isFields(value) && onlyHas(value, { type: isText, id: isText }),
  wasGeneratedBy: (value) => isFields(value) && onlyHas(value, { type: isText, id: isText }),
  wasInfluencedBy: isCitation,
  generatedAtTime: isTime,
}
const memcube: Record<string, Fits> = {
  key: isText,
  memory: isText,
  media: isText,
  tags: areTexts,
  tool: isText,
  governance: areGoverning,
  data: isFields,
}
const payloadOf = (field: string): Record<string, Fits> => ({
  [field]: isText,
  category: isText,
  created: isTime,
  updated: isTime,
  owner_id: isText,
  namespace: isText,
  permission_mode: isAnything,
  source_model: isText,
  metadata: (value) =>
    isFields(value) && onlyHas(value, { memcube: (own) => isFields(own) && onlyHas(own, memcube) }),
})

/** Whether a record has nothing but what our export writes, each of its type. @param field of the text in the payload */
export function isOurs(record: Fields, field: string): boolean {
  return onlyHas(record, {
    id: isText,
    kind: isText,
    payload_version: isText,
    transaction_time: isTime,
    valid_time_start: isTime,
    valid_time_end: isTime,
    provenance: (value) => isFields(value) && onlyHas(value, claims),
    payload: (value) => isFields(value) && onlyHas(value, payloadOf(field)),
  })
}

function onlyHas(fields: Fields, known: Record<string, Fits>): boolean {
  return Object.entries(fields).every(
    ([name, value]) => value === undefined || (Object.hasOwn(known, name) && known[name]!(value)),
  )
}
