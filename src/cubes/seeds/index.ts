/** What a home mirrors for others: the records of it. */
export { listSeeded, listSeeds } from './list-seeds.ts'
export {
  type Seed,
  type SeedKind,
  type SeedLook,
  type Seeded,
  seedEntry,
  seedId,
  seedKinds,
  seedName,
  seededEntry,
  seededName,
} from './seed.ts'
