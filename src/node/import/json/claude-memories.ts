/** `memories.json` and `projects.json` of a Claude archive: what it remembered, and the documents of projects. */
import { isFields, keySegment, textIn, timeIn, type Fields } from '../fields.ts'
import type { ImportItem } from '../importer.ts'
import type { JsonFormat } from './json-format.ts'

export const claudeMemories: Pick<JsonFormat, 'reader' | 'notMemory'> = {
  notMemory: {},
  reader:
    () =>
    ({ value, index = 0 }) => {
      if (!isFields(value)) return []
      const projects = isFields(value['project_memories']) ? Object.entries(value['project_memories']) : []
      return [['conversations', value['conversations_memory']] as const, ...projects].flatMap(
        ([name, memory]) => {
          const body = textIn(memory)
          return body === undefined
            ? []
            : [item(`memory ${index + 1} of ${name}`, `memories/${keySegment(name)}`, body)]
        },
      )
    },
}

export const claudeProjects: Pick<JsonFormat, 'reader' | 'notMemory'> = {
  notMemory: {},
  reader: () => (part) => (isFields(part.value) ? documentsOf(part.value) : []),
}

function documentsOf(project: Fields): ImportItem[] {
  const name = textIn(project['name']) ?? textIn(project['uuid']) ?? 'project'
  const documents: unknown[] = Array.isArray(project['docs']) ? project['docs'] : []
  return documents.flatMap((document) => {
    const body = isFields(document) ? textIn(document['content']) : undefined
    if (body === undefined || !isFields(document)) return []
    const file = textIn(document['filename']) ?? textIn(document['uuid']) ?? 'document'
    return [
      {
        ...item(`${file} of ${name}`, `projects/${keySegment(name)}/${keySegment(file)}`, body),
        created: timeIn(document['created_at']),
      },
    ]
  })
}

function item(called: string, key: string, body: string): ImportItem & { key: string } {
  return { item: called, key: `claude/${key}`, body, media: 'text/markdown', tool: 'claude' }
}
