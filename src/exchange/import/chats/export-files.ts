/** The files of an export, wherever they are: what each is by its name, in the order in which they are read. Pure. */

type FileKind = 'chats' | 'canvas' | 'account' | 'page' | 'asset' | 'system' | 'unknown'

/** Names of files that say something of the account, and what. */
const account: Readonly<Record<string, string>> = {
  'user.json': 'who the account belongs to',
  'users.json': 'who the account belongs to',
  'user_settings.json': 'settings of the account',
  'login_history.json': 'when somebody signed in',
  'export_manifest.json': 'a list of the files of the export',
  'manifest.json': 'a list of the files of the export',
  'message_feedback.json': 'ratings of answers',
  'model_comparisons.json': 'answers that were compared with each other',
  'shared_conversations.json': 'links to conversations that were shared',
  'shopping.json': 'what was looked for to buy',
  'sora.json': 'settings of videos',
  'assets.json': 'names of images and recordings',
  'conversation_asset_file_names.json': 'names of images and recordings',
}

/** What an export holds beside conversations, files of texts and documents; each is named when it is there. */
export function aboutFile(name: string): { kind: FileKind; what: string } {
  const steps = name.split('/').filter((step) => step !== '')
  const base = steps.at(-1) ?? ''
  const folder = steps.at(-2) ?? ''
  if (folder === '__MACOSX' || steps[0] === '__MACOSX' || base.startsWith('.'))
    return { kind: 'system', what: 'files of the system that packed it' }
  if (Object.hasOwn(account, base)) return { kind: 'account', what: `${base}: ${account[base]}` }
  if (/^manifest-.*\.json$/i.test(base)) return { kind: 'account', what: 'a list of the files of the export' }
  if (base === 'chat.html') return { kind: 'page', what: 'chat.html: the same conversations as a page' }
  if (folder === 'textdocs' && base.endsWith('.json')) return { kind: 'canvas', what: 'a document' }
  if (isChats(base, folder)) return { kind: 'chats', what: 'conversations and texts' }
  if (steps.includes('artifacts')) return { kind: 'asset', what: 'files of published artifacts' }
  if (!/\.(?:json|jsonl|html?|zip)$/i.test(base))
    return { kind: 'asset', what: 'images, recordings and other files beside the conversations' }
  return { kind: 'unknown', what: 'is no file of an export that is known' }
}

function isChats(base: string, folder: string): boolean {
  return (
    /^conversations(?:[-_]?\d+)?\.json$/i.test(base) ||
    base === 'memories.json' ||
    base === 'projects.json' ||
    (['projects', 'memories', 'design_chats', 'conversations'].includes(folder) && /\.json$/i.test(base))
  )
}

/** Conversations first, in the order of their numbers, then the texts beside them. */
export function inReadingOrder(names: readonly string[]): string[] {
  const rank = (name: string): number => (/(?:^|\/)conversations[^/]*\.json$/i.test(name) ? 0 : 1)
  return [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0))
}
