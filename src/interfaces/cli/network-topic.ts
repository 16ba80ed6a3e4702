/** `memcube help network`: how nodes find and reach each other on the internet, and how to run the first one. */
export const networkTopic = `The open network

  memcube daemon --profile public      takes part, with --bootstrap ADDRESS for a node that you know
  memcube config set profile public    the same at each start; memcube bootstrap add ADDRESS
  memcube status                       how others reach you
  memcube doctor                       what is in the way, and what to do

Nobody has to open a port. A daemon of profile public finds out what it is, and does the rest:

  reachable    others connect to you directly: at an address of your machine, at a port that your
               router opened, or at one that you announce. You answer for the network's directory
               and relay for people who are not reachable, within bounds.
  relayed      your router lets nobody in. Two nodes outside carry what comes to you. Everything
               works, slower. They see who talks with whom and how much, not what.
  private      nobody gets in, and no relay is known yet. You reach others; they do not reach you.
  unknown      nobody has tried yet.

  It asks the nodes that it meets to dial it, and goes by what most networks say. It asks the router
  of this machine, and nobody else, for a port (NAT-PMP, UPnP), and gives it back at the end. It
  notices within 30 seconds that the machine has slept or is on another network.

To be faster than a relay
  Open the port that status names (TCP) at your router and forward it to this machine. The daemon
  notices by itself within minutes. Two people who are both behind routers that let nobody in stay
  on a relay: TCP connections cannot be opened from both sides at once here.

The first node of a network
  There is no list of nodes of ours. Whoever begins needs one machine with a public address:

  memcube init --name harbour
  memcube daemon --profile public --listen /ip4/0.0.0.0/tcp/4001 --detach
  memcube status                       prints the address to give to others

  Behind a forwarded port, add --announce /ip4/ADDRESS/tcp/PORT. A second such node on another
  network keeps everybody connected when the first is away: relays are chosen in different networks.

Without knowing any node: the public IPFS network
  memcube daemon --profile public --ipfs-dht
  memcube config set ipfsDht true      the same at each start, with profile public

  The thousands of nodes of the IPFS network keep a directory of who has what, a DHT. With this the
  daemon says there which cubes it holds, and asks there too. Two people who both do it find each
  other by topic or by the id of a cube, and know no common node. Programs of IPFS such as Kubo find
  a cube by its id and fetch its blocks. It is off unless asked for. What everybody sees then:

  your address                   and that memcube runs there
  the cubes that you hold        published ones, your own and others' that you pulled, and topics
  what you look for              the nodes that are asked see the topic or cube

  Nothing private is said there and nothing of a swarm. What was said fades within two days after
  you stop. The daemon looks things up there at most 360 times an hour to say what it holds: 2,000
  cubes are said within six hours, then each again after 11 to 22 hours, 126 an hour. Its table
  takes at most 17 lookups an hour. It answers nobody there, keeps 40 connections at most with
  nodes that know nothing of memcube, and these give way first. It begins with the nodes that Kubo
  begins with, whose names it looks up; ipfsBootstrap names others in their place. A node that only
  a relay carries is found by memcube, and not fetched from by Kubo. status and doctor say how it
  stands, at ipfs.

Who is contacted
  The nodes given by --bootstrap, nodes learnt from them, and the router of this machine. Profiles
  local and lan ask no router, no relay and nobody on the internet; swarms go through no relay.
  With --ipfs-dht, and only then, nodes of the IPFS network.`
