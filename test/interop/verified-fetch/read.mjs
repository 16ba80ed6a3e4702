// Reads CIDs through one gateway with @helia/verified-fetch. Prints one JSON line for each: its SHA-256, or why it was not taken.
// usage: node read.mjs GATEWAY CID...   (run where @helia/verified-fetch is installed)
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const { resolve } = createRequire(pathToFileURL(`${process.cwd()}/`))
const { createVerifiedFetch } = await import(pathToFileURL(resolve('@helia/verified-fetch')))
const [gateway, ...cids] = process.argv.slice(2)
const nothing = { start: false, addresses: { listen: [] }, transports: [], peerDiscovery: [], services: {} }
const verifiedFetch = await createVerifiedFetch({
  gateways: [gateway],
  routers: [],
  dnsResolvers: {},
  allowLocal: true,
  allowInsecure: true,
  libp2pConfig: nothing,
})
for (const cid of cids) {
  let said
  try {
    const headers = { accept: 'application/vnd.ipld.raw' }
    const answer = await verifiedFetch(`ipfs://${cid}`, { headers, signal: AbortSignal.timeout(10_000) })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    said = answer.ok ? { cid, sha256, bytes: bytes.length } : { cid, status: answer.status }
  } catch (error) {
    said = { cid, error: `${error.name}: ${error.message}` }
  }
  process.stdout.write(`${JSON.stringify(said)}\n`)
}
process.exit(0)
