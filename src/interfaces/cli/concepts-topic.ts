/** `memcube help concepts`: every word that the program uses. A test looks for the words of the glossary that the help uses. */
export const conceptsTopic = `The words of memcube

Your cubes stay here until you publish them. What you pull from others is checked block by block,
kept in the tier "community", and left out of recall until you follow it or ask for that tier.

What is kept
  home          the folder that holds your keys, your cubes and their index
  cube          a set of memories under keys, signed by its author; its id never changes
  memory        one thing remembered: text or a payload, with tags, source and dates
  key           the path of a memory in its cube, such as postgres/vacuum; also a secret to sign with
  body          what a memory says
  payload       a file in place of a text, kept whole and never opened
  provenance    where a memory comes from: source, model, tool, and what it was made of
  settings      what a cube says of itself: name, topics, licence, one sentence
  topic         a word under which others find a cube
  block         bytes that are named by their hash; what is stored, sent and verified
  place         where the blocks of a home are: its own database, a bucket of S3, or a Kubo node
  CID           the name of a block, made from its hash; ids of cubes and commits are CIDs
  record        a fact that a home keeps about a cube or an author, such as a head
  CAR           a file format of IPFS that holds blocks
  index         what recall searches; it is made again when it is missing
  passage       a part of a text that recall finds and shows
  recall        to search by words and by meaning

History
  commit        one signed step of a cube's history; the state at each can be read
  branch        a name for a commit; each is private until it is published; others read "main"
  head          an author's signed statement of what is current; an older one is never taken again
  revision      what names a state (REV): a commit, its first characters, a branch, a date, or REV~n
  merge         to take in what a branch, a fork or an upstream changed
  base          the newest commit that both sides of a merge share
  fast-forward  a merge without a new commit, because only one side changed anything
  conflict      a key that both sides changed; both versions are kept until you choose
  fork          a cube of your own that starts from a commit of another. "forked" beside a cube means
                that its author signed two different heads under one number; \`memcube doctor\` says more
  upstream      the cube that a fork was made from
  proposal      an offer of a fork's changes to its upstream: open, accepted, declined, or superseded
                by a newer one of the same fork
  superseded    said of a proposal of which its fork made a newer one
  comment       what its proposer or an author of the cube says of a proposal; a newer one keeps it
  approval      an author's signed yes to a proposal

Who says what
  author        somebody who signs, named by a key: did:key:z6Mk...
  author key    the secret that signs your cubes
  node key      the secret that your node shows to its peers; never the same as the author key
  co-author     a further author of a cube ("coauthor" in lists)
  threshold     how many authors must have a commit before it counts
  tier          how far an author is trusted: own > team > followed > community > quarantined
  role          beside a cube: own, fork, coauthor, followed, or cached (pulled, not followed);
                in a swarm: admin, writer, reader or seed
  policy        the rules that a cube carries; every node checks its commits by them
  rule          one demand of a policy
  blame         who wrote a memory, proven by the signature of the commit that brought it
  lineage       every change of a cube, with what is proven and what its author claims

Sharing
  node          one running memcube; "daemon" when it stays
  peer          a node, seen from another
  profile       where a node listens and how it finds peers: local, lan or public
  network       the nodes that a daemon reaches outside of swarms
  DHT           the directory that nodes keep together of who has what; memcube has its own, and takes
                part in that of IPFS where you ask for it
  handshake     what two nodes agree on before they exchange anything
  visibility    who can read a cube: private (this home), public (everybody), swarm (its members)
  publish       to let others pull a cube, and to announce it
  link          one short line to send: a cube id and where it is; \`memcube link\` prints it
  ticket        the same as one long word, with more in it, for programs
  page link     the one-time address of the page
  discover      to ask the network for cubes
  pull          to fetch a cube, verify it and make it recallable
  follow        to have every change of a cube fetched by itself
  seed          a node that serves a cube; \`memcube seed\` mirrors what others publish, within a budget;
                in a swarm, a server that holds what it cannot read
  pins          published cubes that a Kubo of yours keeps and gives to others: \`memcube pins\`;
                \`memcube pin\` is another thing, it keeps a cube here
  pack          the blocks that a peer is missing, sent in one stream
  stale         said of a head that nobody has confirmed lately: true, perhaps no longer the newest
  rollback      an older state, offered after a newer one was accepted; it is refused
  refusal       a no, with a code and a reason

Teams
  swarm         a private network of a few people, with keys, store and index of its own
  member        somebody who is in a swarm; online when a connection to them is open
  invitation    a word that lets one person in, once: open, waiting for an admin, used, revoked, expired
  epoch         the time between two changes of a swarm's keys; counted from 1
  mirror        the sealed copy of a cube that a seed holds ("sealed" in lists)
  swarm state   online; offline (no daemon); stopped (its settings are unsafe, or it cannot start);
                refused (no member lets this home in); removed (this home is no member any more);
                copied (two machines use this home's keys); damaged (it cannot be opened)

Agents and programs
  grant         what you let agents do beyond your private memories
  cursor        the word with which a list goes on
  job           long work that a program began, looks at and may end

Keeping it safe
  cache         the cubes of others, as far as there is room (2 GiB, or what \`memcube config\` says); the least
                used one is "evicted"
  pin           to keep a cube whatever the cache has room for
  archive       to put a cube into one compressed file; "restore" brings it back
  backup        a whole home in one file
  forget        to erase a memory everywhere and for good; "remove" leaves it in history
  tombstone     the signed request to erase a memory
  audit log     what was done and refused in this home; a change of it can be proven
  checkpoint    a signed statement of what the audit log was
  high-water mark  the newest head ever accepted of an author; never lowered`
