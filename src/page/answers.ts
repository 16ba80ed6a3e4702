/** Names for what the calls answer, and for parts of it. */
import type { Answers } from '../interfaces/client/calls.ts'

export type { Answers } from '../interfaces/client/calls.ts'

export type Cube = Answers['show']
/** What needs a decision. */
export type Waiting = Cube['waiting'][number]
/** What a publication would make public. */
export type Leaving = NonNullable<Answers['publish']['leaving']>
export type Memory = Answers['get']
export type Body = Memory['body']
export type Commit = Answers['log']['commits'][number]
export type Branch = Extract<Answers['branch'], { branches: unknown }>['branches'][number]
export type Diff = Answers['diff']
export type Hit = Answers['recall']['results'][number]
export type Found = Answers['discover']['cubes'][number]
export type Merged = Answers['merge']
export type Conflict = Merged['conflicts'][number]
export type Proposal = Answers['proposals']['proposals'][number]
export type Status = Answers['status']
/** What became of what was imported, also of several calls together. */
export type Imported = Omit<Answers['import'], 'commit' | 'notice'>
