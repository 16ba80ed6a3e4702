/** `memcube help swarm`: for somebody who leads a team. */
export const swarmTopic = `A private swarm, for somebody who leads a team

  A swarm is a private network for a few people and their agents. It has its own keys, store, index
  and connections. Somebody who was not let in sees nothing of it.

What to do

  memcube daemon --profile lan          runs the node and all its swarms; each member runs one (see below)
  memcube swarm create team             you are its first admin
  memcube swarm invite team             one word for one person, good once, for 72 hours; --role, --ttl
  memcube swarm join WORD --wait 10m    what the other one types; --wait while you are not online
  memcube swarm members team            who is in, who is online, which invitations are open
  memcube swarm role team bob admin     admin: lets in and puts out; writer: writes; reader: reads
  memcube create plans --swarm team     a cube for the members; every node fetches and follows it by itself
  memcube add team/plans TEXT           S/cube names a cube of a swarm; the plain name does where it is clear
  memcube add ./plans TEXT              ./cube names one outside of swarms; a name of two cubes is refused
  memcube recall QUESTION               searches all swarms and your other cubes; --swarm team asks one
  memcube release team/plans notes KEY  copies a memory into a cube outside; --dry-run shows what leaves
  memcube swarm seed team --untrusted   an invitation for a rented server: see below
  memcube swarm remove team bob         bob is cut off at once, and all others get new keys
  memcube swarm rotate team             new keys, when one may have leaked and nobody is to be removed
  memcube doctor                        what is wrong: keys to change, a copied home, a clock, an invitation
  memcube audit --swarm team            who came, went and wrote, in the order in which this home learned it

  Reach each other: without --profile a daemon listens on its own machine alone. A swarm uses no relay,
  no port mapping and no public directory. Every member has to reach some other member at its own
  address: in one network, over a VPN, or at a server with a public address.
  Make two people admins: the last one cannot be removed and cannot leave while others are in.
  Send an invitation over a way that you trust: the first person who uses the word is let in. With
  --confirm the newcomer waits until an admin runs \`memcube swarm confirm\`. \`memcube swarm invites\`
  shows which were used, and which let in two; \`memcube swarm revoke\` takes one back.
  Agents read and write the cubes of a swarm, make new ones with the grant \`publish\`, and let nobody in or out.
  Recall and \`get\` name the member who wrote a memory. \`memcube blame CUBE KEY\` also says by which
  commit it came, and checks the signature.

When a machine is lost

  Stolen or perhaps read: first \`memcube swarm remove team NAME\`, then invite that person anew. They get
  new keys with the new invitation. \`memcube rotate-key\` does not change the keys of a member.
  Broken for good: \`memcube restore-backup\` brings the member back. Its cubes are read-only until the
  other members were asked for newer changes. Never run two homes from one backup, or a copy beside the
  first: they contradict each other. \`swarm members\` and \`doctor\` tell when two machines use one key.

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

  Somebody who was removed keeps what they had fetched. Nothing takes that back.
  A member can pass on what a member can read, and lie about what only they saw.
  A laptop that is open, or stolen unlocked, is a member until you remove it. Nothing in the home is
  encrypted on the disk: use the encryption of the disk for that.
  Somebody with the keys of one member reads everything up to then, also what is older than that member.
  A thief with the founder's key can undo the removal of that key, with software written for it: make a
  new swarm then. With the key of another admin this works only when a younger admin removed it: let an
  older admin remove it.
  Your network sees that your machines talk to each other, at which addresses, when, and how much; not what.
  Members see each other's addresses.
  A seed reads no text, key or name of a cube. It sees sizes, times, who writes, and who is in.
  Everybody who can write to a cube can remove what is in it. History keeps it, and says who removed it.
  What you release, or import into a public cube, has left the swarm.
  \`protocols/swarm/spec.md\` has the whole threat model.`
