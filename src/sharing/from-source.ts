import type { FetchBlock, SyncService } from '../protocols/index.ts'

/** Sync whose pulls come from a source of blocks, whichever peer is named. Everything is verified as in any pull. */
export function fromSource(sync: SyncService, source: FetchBlock): SyncService {
  return {
    start: () => sync.start(),
    stop: () => sync.stop(),
    heads: (peerId, query, options) => sync.heads(peerId, query, options),
    compare: (peerId, plan, options) => sync.compare(peerId, plan, options),
    pull: (_peerId, request, options) => sync.pullByBlocks(source, request, options),
    pullByBlocks: (fetchBlock, request, options) => sync.pullByBlocks(fetchBlock, request, options),
  }
}
