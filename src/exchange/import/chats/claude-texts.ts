/** What Claude remembers, and the instructions and documents of its projects. */
import { isFields, keySegment, textIn, timeIn, type Fields } from '../fields.ts'
import type { ImportedMemory, ImportItem } from '../importer.ts'
import { leftOut, type Sessions } from './session.ts'

export function isClaudeMemory(value: Fields): boolean {
  return 'conversations_memory' in value || 'project_memories' in value || 'memory_files' in value
}

export function isClaudeProject(value: Fields): boolean {
  return Array.isArray(value['docs']) || 'prompt_template' in value
}

export function readClaudeMemory(value: Fields, item: string, sessions: Sessions): ImportItem[] {
  const {
    conversations_memory: conversations,
    project_memories: projects,
    memory_files: files,
    ...rest
  } = value
  return [
    ...textOf('conversations', conversations, item, sessions),
    ...(isFields(projects)
      ? Object.entries(projects).flatMap(([name, text]) => textOf(name, text, item, sessions))
      : leftOut(item, 'memories of projects of a kind that is not known', projects)),
    ...(Array.isArray(files)
      ? files.flatMap((file, index) => memoryFile(file, `${item}, file ${index + 1}`, sessions))
      : leftOut(item, 'files of memory of a kind that is not known', files)),
    ...leftOut(item, 'whose memory it is', rest),
  ]
}

function textOf(name: string, memory: unknown, item: string, sessions: Sessions): ImportItem[] {
  const body = textIn(memory)
  if (body === undefined) return leftOut(`${item}, of ${name}`, 'memories that are no text', memory)
  return sessions.text(memoryOf(`${item}, of ${name}`, `memories/${keySegment(name)}`, body))
}

/** The newer form: a file for each area, with a path. */
function memoryFile(file: unknown, item: string, sessions: Sessions): ImportItem[] {
  const body = isFields(file) ? textIn(file['content']) : undefined
  if (!isFields(file) || body === undefined) return leftOut(item, 'files of memory without a content', file)
  const { path, content: _, updated_at: updated, created_at: created, ...rest } = file
  const steps = (textIn(path) ?? item).split('/').filter((step) => step !== '')
  const key = ['memories', ...steps.map((step) => keySegment(step))].join('/')
  return [
    ...sessions.text({ ...memoryOf(item, key, body), created: timeIn(created) ?? timeIn(updated) }),
    ...leftOut(item, 'what is known of a file of memory', { ...rest, path, updated, created }),
  ]
}

export function readClaudeProject(project: Fields, item: string, sessions: Sessions): ImportItem[] {
  const {
    name: called,
    docs,
    prompt_template: instructions,
    description,
    created_at: created,
    ...rest
  } = project
  const name = textIn(called) ?? textIn(project['uuid']) ?? 'project'
  const prefix = `projects/${keySegment(name)}`
  const about = (part: string, body: unknown): ImportItem[] => {
    const said = textIn(body)
    return said === undefined
      ? leftOut(item, `the ${part} of a project, which is no text`, body)
      : sessions.text({
          ...memoryOf(`${item}, ${part}`, `${prefix}/${part}`, said),
          created: timeIn(created),
          data: { project: name },
        })
  }
  return [
    ...about('instructions', instructions),
    ...about('description', description),
    ...(Array.isArray(docs)
      ? docs.flatMap((document, index) =>
          documentOf(document, name, prefix, `${item}, document ${index + 1}`, sessions),
        )
      : leftOut(item, 'documents of a kind that is not known', docs)),
    ...leftOut(item, 'what is known of a project', { ...rest, called, created }),
  ]
}

function documentOf(
  document: unknown,
  project: string,
  prefix: string,
  item: string,
  sessions: Sessions,
): ImportItem[] {
  const body = isFields(document) ? textIn(document['content']) : undefined
  if (!isFields(document) || body === undefined) return leftOut(item, 'documents without a content', document)
  const { filename, content: _, created_at: created, ...rest } = document
  const file = textIn(filename) ?? textIn(document['uuid']) ?? 'document'
  return [
    ...sessions.text({
      ...memoryOf(item, `${prefix}/${keySegment(file)}`, body),
      created: timeIn(created),
      data: { project },
    }),
    ...leftOut(item, 'what is known of a document', { ...rest, filename, created }),
  ]
}

function memoryOf(item: string, key: string, body: string): ImportedMemory {
  return { item, key: `claude/${key}`, body, media: 'text/markdown', tool: 'claude' }
}
