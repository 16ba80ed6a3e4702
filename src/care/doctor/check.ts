import { z } from 'zod'
import { fields } from '../../cubes/index.ts'

/** One finding of the doctor: what was looked at, what was found, and what to do about it. */
export const doctorCheck = z.object({
  name: fields.text,
  ok: z.boolean(),
  message: fields.sentence,
  /** What to do; null where nothing is wrong. */
  hint: fields.maybe,
})
export type DoctorCheck = z.infer<typeof doctorCheck>

export function fine(name: string, message: string): DoctorCheck {
  return { name, ok: true, message, hint: null }
}

export function wrong(name: string, message: string, hint: string): DoctorCheck {
  return { name, ok: false, message, hint }
}
