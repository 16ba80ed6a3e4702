/** `memcube help swarm`: for somebody who leads a team. */
export const swarmTopic = `A private swarm, for somebody who leads a team

  A swarm is a network of its own for a few people and their agents: its own keys, store, index and
  connections beside your public life. Who was not let in sees nothing of it.

What to do

  memcube daemon                        runs public life and every swarm; let each member run one
  memcube swarm create team             you are its first admin
  memcube swarm invite team             one word for one person, good once, for 72 hours; --role, --ttl
  memcube swarm join WORD --wait 10m    what the other one types; --wait while you are not online
  memcube create plans --swarm team     every member's node fetches and follows it by itself
  memcube add team/plans TEXT           S/cube names a cube of a swarm; the plain name does where it is clear
  memcube swarm members team            who is in, who is online, which invitations are open
  memcube swarm role team bob reader    admin: lets in and puts out; writer: writes; reader: reads
  memcube swarm remove team bob         bob is cut off at once, and all others get new keys
  memcube swarm rotate team             new keys, for example after a laptop was lost
  memcube swarm seed team --untrusted   an invitation for a rented server: see below

  Make two people admins: the last one cannot be removed and cannot leave while others are in. Send
  an invitation over a way that you trust: whoever has the word first comes in with it. --confirm
  makes the newcomer wait until an admin ran \`memcube swarm confirm\`. \`memcube swarm invites\` shows
  which were used, and one that let in two. Every member's log has who did what.
  Lost laptop: remove its member, then invite that person anew. \`memcube backup\` saves swarms with the
  home. Use a backup when the old home is gone for good and nobody else has it: a home that runs twice
  is noticed by the members, \`swarm members\` says so, and its two halves contradict each other.

When nobody is online

  Members give each other what they have while they are online. A seed is a server that is always on and
  that you need not trust: it holds sealed copies of the swarm's cubes, gives them to members, and has no
  key that opens them. Make its invitation with \`swarm seed\`, and join with it there. It reads who is in
  (names and roles), the size of each block, when something changes and who changed it.

Kubo nodes of the team

  memcube swarm kubo team on --peer ID  lets the Kubo node ID (\`ipfs id\`) fetch what the team shares
  memcube swarm kubo team               where it listens, who is connected, the key's fingerprint and file
  memcube swarm kubo team off           ends it, and deletes the key here

  Copy the key into the repository of each Kubo node as swarm.key, readable by its owner alone, take its
  bootstrap away (\`ipfs bootstrap rm --all\`), start it, and connect it: \`ipfs swarm connect ADDRESS\`.
  Compare the fingerprint with the one that Kubo prints. Then \`ipfs pin add CID\` fetches a commit that
  \`memcube log\` shows, with all under it. Use a key for one swarm and nothing else.
  A Kubo node reads and keeps what it fetches: trust it as you trust a reader. The key knows no epochs,
  and nobody can be removed from it: when somebody leaves, turn it off and on, and hand out the new key.

What it does not protect against

  Somebody who was removed keeps what they had fetched. A member can pass on what a member can read.
  A laptop that is open, or stolen unlocked, is a member until you remove it.
  The network sees that your machines talk to each other, when, and how much; not what.
  Nothing in the home is encrypted on the disk: use the encryption of the disk for that.
  Whoever can write to a cube can take out what is in it; history keeps it, and says who did it.
  What you publish outside, or import into a public cube, has left the swarm.`
