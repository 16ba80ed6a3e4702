/** A route of the API as data: which use case it is, where its input comes from, and which of its answers it gives. */

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

export interface Route {
  method: Method
  /** With `{field}` for the fields of the input that are in the path. */
  path: string
  /** Name of the use case. Fields that the path does not have come from the query (get, delete) or the body. */
  call: string
  /** Fields that this route decides itself; they cannot be given. */
  fixed?: Readonly<Record<string, unknown>>
  /** Fields of the input that this route does not take. */
  without?: readonly string[]
  /** Names in the path that are called otherwise in the input; `[name]` puts it into a list. */
  as?: Readonly<Record<string, string>>
  /** The field of the answer that is a list and comes in pages. */
  list?: List
  /** It may take long: 202 with a job, whose result is the answer. */
  job?: boolean
  /** The status of success; 200 when not given. */
  status?: 200 | 201
  /** Of a use case that answers in several shapes: the field that the shape of this route has. That of a list is known. */
  answers?: string
  /** Another sentence than that of the use case. */
  summary?: string
}

export interface List {
  field: string
  /** What stays the same of an item while others come and go. */
  id(item: never): string
  /** The use case can be asked for fewer. */
  takesLimit?: boolean
}

type Rest = Omit<Route, 'method' | 'path' | 'call'>

/** A route in one line: `get('/v1/cubes/{cube}', 'show')`. What it answers is the output of the use case. */
const builder =
  (method: Method) =>
  (path: string, call: string, rest: Rest = {}): Route => ({ method, path, call, ...rest })

export const get = builder('get')
export const post = builder('post')
export const put = builder('put')
export const patch = builder('patch')
export const del = builder('delete')

/** Names of the fields in a path. */
export function pathFields(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
}
