/** One finding of the doctor: what was looked at, what was found, and what to do about it. */
export interface DoctorCheck {
  name: string
  ok: boolean
  message: string
  /** What to do; null where nothing is wrong. */
  hint: string | null
}

export function fine(name: string, message: string): DoctorCheck {
  return { name, ok: true, message, hint: null }
}

export function wrong(name: string, message: string, hint: string): DoctorCheck {
  return { name, ok: false, message, hint }
}
