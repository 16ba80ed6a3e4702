/** What changes while a life runs. Whoever owns it sets it; what is opened with it only asks. */
export interface Current<T> {
  get(): T
  set(value: T): void
}

export function createCurrent<T>(first: T): Current<T> {
  let value = first
  return {
    get: () => value,
    set(next) {
      value = next
    },
  }
}
