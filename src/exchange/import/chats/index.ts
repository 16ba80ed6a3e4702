/** Conversations of ChatGPT and Claude: their exports as one file, as a zip and as a folder. */
export { chatArchive, chatFolder } from './chat-archive.ts'
export { chatFiles } from './chat-files.ts'
