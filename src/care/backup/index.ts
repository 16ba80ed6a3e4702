/** A whole home in one file, and a home from such a file. */
export { restoreBackup, type RestoredHome } from './restore-backup.ts'
export { writeBackup, writtenBackup, type BackedUpSpace } from './write-backup.ts'
