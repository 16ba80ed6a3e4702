/** For the command that makes a home from a backup: there is no node yet. */
export { restoreBackup } from '../care/backup/index.ts'
