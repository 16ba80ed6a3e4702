/** What `memcube help store` says before the options: where blocks may be, what stays here, and what is refused. */
export const storeTopic = `Blocks elsewhere

  A home may keep its blocks in a store that is not its disk. Records, keys and the index stay in
  the home, with a cache of 256 MiB. Swarms of the home keep theirs on the disk.

    level                                 the disk of the home, which is usual
    s3://BUCKET/PREFIX?endpoint=URL       S3-compatible storage; add &region=NAME where it has one
    kubo:http://127.0.0.1:5001            a Kubo node, over its RPC

    memcube config set store TARGET       what \`memcube store move\` without a target goes by
    memcube store move TARGET             moves all blocks there, reads each back by its hash, and then
                                          empties the disk. Broken off, it goes on when repeated
    memcube store move level              the same back. From S3 to Kubo goes by level

  Keys for S3 are in HOME/s3.key, readable by you alone (mode 600):
    {"accessKeyId":"...","secretAccessKey":"..."}
  or in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of whoever starts memcube. They are never shown.

  A write is done once the store has the blocks and the disk has the record. While the store does not
  answer, writes are refused whole, what is cached can be read, and the node runs on. What is forgotten
  is erased there too; if that fails, \`forget\` says so, \`doctor\` goes on saying so, and it is tried
  again with later writes.

  Refused: a store that another home uses, a bucket that keeps old versions, an address over http:
  that is not on this machine, and a Kubo that serves blocks to others or announces them:
    ipfs config --json Bitswap.ServerEnabled false
    ipfs config --json Provide.Enabled false
  Who runs the store can read what is not sealed. Add ?open=yes to the name of a Kubo that nobody but
  you can reach.

Recall elsewhere

  The index of recall may be in PostgreSQL with pgvector, with the same answers:

    memcube config set recall postgres://USER@HOST:PORT/DATABASE?schema=NAME
    memcube config set recall embedded    the index of the home, which is usual

  It counts at the next start. The index moves in the background, and answers meanwhile. The password
  is in HOME/recall.key (mode 600), or where PostgreSQL looks for it: PGPASSWORD, or a .pgpass. Each
  home needs a schema of its own. While the server does not answer, memories are written, nothing is
  recalled that went there, and \`doctor\` says so. Without the server for good: stop memcube, delete
  HOME/index, set recall to embedded, and start it: the index is built again from the store.`
