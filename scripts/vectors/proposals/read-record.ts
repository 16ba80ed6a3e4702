import { cidFor, DAG_CBOR } from '../../../src/core/codec/index.ts'
import {
  parseGenesis,
  parseProposalRecord,
  verifyProposal,
  verifyVerdict,
  type ProposalRecord,
} from '../../../src/core/cube/index.ts'

/** Parses a record and verifies it with a genesis. @throws CubeError, CodecError */
export function readRecord(bytes: Uint8Array, genesisBytes: Uint8Array): ProposalRecord {
  const record = parseProposalRecord(bytes)
  const genesis = parseGenesis(genesisBytes)
  if (record.t === 'memcube/proposal') verifyProposal(record, genesis)
  else if (record.t === 'memcube/comment') verifyVerdict(record, record.upstream, genesis.authors)
  else verifyVerdict(record, cidFor(DAG_CBOR, genesisBytes), genesis.authors)
  return record
}
