/** The common jobs as prompts, for people to choose from. They hold our words and those of who chooses them. */
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'

export function servePrompts(server: McpServer): void {
  server.registerPrompt(
    'start',
    {
      title: 'Start with what is known',
      description: 'Looks up what memcube knows about a topic before work begins',
      argsSchema: { topic: z.string().min(1).max(2_000).describe('what the work is about') },
    },
    ({ topic }) =>
      said(
        `Before you begin, call memcube_context with this query: ${topic}\n` +
          'Tell me in a few sentences what is known, with the key of each memory you use, and what seems outdated or in doubt. If nothing is known, say so and go on.',
      ),
  )
  server.registerPrompt(
    'keep',
    {
      title: 'Keep what we learnt',
      description: 'Stores what will matter later of this conversation',
      argsSchema: {
        cube: z.string().max(2_048).optional().describe('where; the default cube when not given'),
      },
    },
    ({ cube }) =>
      said(
        'Go through this conversation and choose what will matter later: decisions with their reasons, facts, preferences, how something was solved. No secrets, and nothing that the code says itself. ' +
          `Keep all of it with one call of memcube_remember${cube === undefined ? '' : ` in the cube ${cube}`}, one fact in each memory, with a key such as topic/fact. ` +
          'Where `similar` shows the same or an older belief under another key, write the new one under that key instead. Then list what you kept.',
      ),
  )
  server.registerPrompt(
    'tidy',
    {
      title: 'Tidy a cube',
      description: 'Finds memories that say the same or contradict each other',
      argsSchema: { cube: z.string().min(1).max(2_048).describe('the cube') },
    },
    ({ cube }) =>
      said(
        `List the keys of the cube ${cube} with memcube_list, page by page, and read what may overlap. Show me what says the same twice, what contradicts and what is outdated, newest first. Change nothing until I have agreed; then use memcube_remember with the same key, and memcube_remove. Do not use memcube_forget.`,
      ),
  )
}

function said(text: string): { messages: { role: 'user'; content: { type: 'text'; text: string } }[] } {
  return { messages: [{ role: 'user', content: { type: 'text', text } }] }
}
