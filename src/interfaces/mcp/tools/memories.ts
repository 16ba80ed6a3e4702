import { callTool, type Tool } from '../tool.ts'

export const memoryTools: readonly Tool[] = [
  callTool({
    name: 'memcube_remove',
    title: 'Remove memories',
    description:
      'Takes memories out of a cube. History keeps them: memcube_revert brings them back. To erase for good there is memcube_forget.',
    call: 'remove',
    output: ['removed', 'commit'],
    basic: true,
    effect: 'writes',
    unlisted: ['branch', 'message'],
  }),
  callTool({
    name: 'memcube_create',
    title: 'Create a cube',
    description: 'Makes a cube: a signed, versioned set of memories, private until published.',
    call: 'create',
    output: ['cube', 'name'],
    effect: 'writes',
    say: {},
  }),
  callTool({
    name: 'memcube_import',
    title: 'Import files',
    description:
      'Reads a file or folder (absolute path) into a cube in one commit; the same again changes nothing. Grant: files, for the folder.',
    call: 'import',
    output: ['read', 'added', 'changed', 'unchanged', 'skipped'],
    effect: 'writes',
    unlisted: ['allowSkips', 'branch', 'message'],
    say: { format: 'auto when not given', tier: 'how far it is trusted' },
  }),
  callTool({
    name: 'memcube_forget',
    title: 'Forget memories for good',
    description:
      'Erases memories from every branch, history, store and index, and asks others to. Cannot be brought back; memcube_remove can. Grant: forget.',
    call: 'forget',
    output: [],
    effect: 'deletes',
    unlisted: ['at', 'reinstate'],
    say: { everywhere: 'in other cubes too' },
  }),
  callTool({
    name: 'memcube_status',
    title: 'Status',
    description: 'This node: peers, cubes, index, disk.',
    call: 'status',
    output: ['peerId', 'cubes', 'memories'],
    effect: 'reads',
    say: { swarm: 'of this swarm' },
  }),
]
