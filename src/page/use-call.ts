/** What a call answers, asked again when something it depends on has changed. */
import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Answers } from './answers.ts'
import { ApiError, call } from './api.ts'
import { versions, type Topic } from './live.ts'

/** How many questions wait for their answer. */
export const waiting = signal(0)

export interface Answer<T> {
  data?: T
  error?: ApiError
}

/** @param name undefined asks nothing */
export function useCall<N extends keyof Answers>(
  name: N | undefined,
  input: object = {},
  topics: readonly Topic[] = [],
): Answer<Answers[N]> {
  const [answer, setAnswer] = useState<Answer<Answers[N]> & { asked: string }>({ asked: '' })
  const asked = JSON.stringify([name, input])
  const version = topics.map((topic) => versions[topic].value).join()
  useEffect(() => {
    if (name === undefined) return
    const gone = new AbortController()
    waiting.value++
    call(name, input, { signal: gone.signal })
      .then((data) => setAnswer({ asked, data }))
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setAnswer({ asked, error: asApiError(error) })
      })
      .finally(() => waiting.value--)
    return () => gone.abort()
  }, [asked, version])
  // What another question answered is not shown as the answer to this one.
  return answer.asked === asked ? answer : {}
}

/**
 * The same of a list that grows by asking for more of it: the shorter answer stays in sight until the longer one is here.
 * @param of what the list is of
 */
export function useGrowing<N extends keyof Answers>(
  name: N,
  input: object,
  topics: readonly Topic[],
  of: string,
): Answer<Answers[N]> {
  const answer = useCall(name, input, topics)
  const last = useRef<{ of: string; answer: Answer<Answers[N]> }>({ of, answer: {} })
  if (answer.data !== undefined || last.current.of !== of) last.current = { of, answer }
  return answer.data === undefined && answer.error === undefined ? last.current.answer : answer
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('ERR_INTERNAL', 'this page met a mistake of ours')
}
