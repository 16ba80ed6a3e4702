/** A whole home in one file, and a home from such a file. */
export { restoreBackup, type RestoredHome, type RestoreOptions } from './restore-backup.ts'
export { writeBackup, type BackedUpSpace, type WrittenBackup } from './write-backup.ts'
