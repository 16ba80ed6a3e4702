"""What each call answers: dictionaries, as they come from the daemon.

Generated from the schemas of the use cases by `npm run client`: do not edit. A test compares it with what is
generated.
"""

from __future__ import annotations

import sys
from typing import Any, Literal, TypedDict

if sys.version_info >= (3, 11):
    from typing import NotRequired
else:
    from typing_extensions import NotRequired


class StatusReachMapped(TypedDict):
    protocol: Literal["nat-pmp", "upnp"]
    address: str


class StatusReachProblem(TypedDict):
    message: str
    hint: str


class StatusReach(TypedDict):
    state: Literal["reachable", "relayed", "private", "unknown"]
    """relayed: through relays; private: nobody gets in"""
    relays: list[str]
    """peer ids of those that carry this node"""
    mapped: StatusReachMapped | None
    """the address at the router, when that opened a port for it"""
    port: int | None
    """the port that would have to be open at the router"""
    carries: int
    """how many nodes have a place here, as a relay"""
    summary: str
    """how it stands, in words"""
    todo: str | None
    """what would make it better"""
    problems: list[StatusReachProblem]


class StatusIpfsProblem(TypedDict):
    message: str
    hint: str


class StatusIpfs(TypedDict):
    peers: int
    """nodes of the IPFS network that are known"""
    provided: int
    """cubes and topics that are provided there"""
    waiting: int
    """those that are not provided there yet"""
    summary: str
    """how it stands, in words"""
    problem: StatusIpfsProblem | None
    """what is in the way"""


class StatusVisibility(TypedDict):
    private: int
    public: int
    swarm: int


class StatusWaitingItem(TypedDict):
    kind: Literal["edited-twice", "unfinished-merge", "unmerged", "proposal", "restored"]
    """edited-twice, unfinished-merge, unmerged, proposal or restored"""
    key: NotRequired[str]
    beside: NotRequired[str]
    """where the other of two edits is"""
    branch: NotRequired[str]
    id: NotRequired[str]
    hint: str
    """how it is decided"""
    cube: str
    displayName: str


class StatusBehindItemUpstream(TypedDict):
    cube: str
    name: str
    newer: int | None
    """commits of it, as held here, that the fork does not have; at most 1,000 are counted. Null where too little is held"""


class StatusBehindItem(TypedDict):
    cube: str
    displayName: str
    upstream: StatusBehindItemUpstream


class StatusOffers(TypedDict):
    open: int
    accepted: int
    declined: int
    comments: int
    """of others"""
    newestMs: float | None
    """when the newest comment or decision of others was made, as they say"""


class StatusOthers(TypedDict):
    cubes: int
    stale: int
    """whose head is not known to be current"""
    oneVoice: int
    """for which at most one node said that there is nothing newer"""
    oldestHead: float | None
    """when the oldest of their heads was signed"""


class StatusIndex(TypedDict):
    texts: int
    vectors: int
    pending: int
    problem: str | None
    """why the index cannot be asked now; it is a cache, and the rest of the node works"""


class StatusDisk(TypedDict):
    bytes: int
    free: int
    readOnly: bool
    reason: str | None


class StatusStore(TypedDict):
    target: str
    """level for the disk of this home"""
    state: Literal["whole", "moving there", "moving back"]
    """whole: every block is at the target"""
    waiting: int
    """blocks that are still on the old side"""
    toErase: int
    """blocks that are deleted here and that the target may still have"""
    problem: str | None
    """why the target could not be used when it was last asked"""
    tookMs: float | None
    """how long its last answer took"""


class StatusCache(TypedDict):
    usedBytes: int
    maxBytes: int | None


class StatusSeeds(TypedDict):
    seeds: int
    cubes: int
    bytes: int
    maxBytes: int
    leftOut: int
    """cubes that were offered and did not fit"""


class StatusDamageItem(TypedDict):
    atMs: float
    """milliseconds since the Unix epoch"""
    message: str


class StatusSwarm(TypedDict):
    swarm: str
    """id of the swarm"""
    name: str
    epoch: int
    role: str | None
    members: int
    online: int
    cubes: int
    mirrors: int
    """sealed copies that are held here; 0 while the swarm has no seeds"""
    state: str
    """online, offline without a daemon, removed, refused where members say so, copied, stopped or damaged with a problem"""
    problem: str | None
    kubo: str
    """whether Kubo nodes are let in"""
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class Status(TypedDict):
    running: bool
    """whether a process has the home open for as long as it runs, and answers all commands"""
    role: Literal["daemon", "resident", "command"]
    """what has the home open; resident: `memcube mcp`, which gives it to a daemon that starts"""
    name: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    peerId: str
    addresses: list[str]
    peers: int
    reach: StatusReach | None
    """how others reach this node; null without a daemon, and in profiles that stay on this machine or network"""
    ipfs: StatusIpfs | None
    """how this node stands in the DHT of the public IPFS network; null without a daemon, and where it takes no part"""
    cubes: int
    """those of swarms too"""
    visibility: StatusVisibility
    """how many cubes who can read"""
    waiting: list[StatusWaitingItem]
    """what needs a decision"""
    memories: int
    parts: int
    """cubes of which a part alone is held"""
    behind: NotRequired[list[StatusBehindItem]]
    """forks whose upstream, as it is held here, has commits that they do not have"""
    offers: NotRequired[StatusOffers]
    """what became of proposals of this home, where there are any"""
    others: StatusOthers
    """what others sign, and how new it is known to be"""
    index: StatusIndex
    disk: StatusDisk
    store: StatusStore
    """where the blocks are; the place is not asked now"""
    cache: StatusCache
    seeds: StatusSeeds
    """what is mirrored for others, and what it may take"""
    damage: list[StatusDamageItem]
    """what was found wrong with the home and waits for `fsck --repair`"""
    swarms: list[StatusSwarm]


class ConnectPeerAgreement(TypedDict):
    result: str
    """ok, read-only, store-only or none"""
    hash: str
    reason: NotRequired[str]
    """why it is not ok"""


class ConnectPeerRefusal(TypedDict):
    code: str
    message: str


class ConnectPeer(TypedDict):
    peerId: str
    addresses: list[str]
    agent: str | None
    relayed: NotRequired[bool]
    """true for one that is reached through a relay alone"""
    agreement: ConnectPeerAgreement | None
    refusal: ConnectPeerRefusal | None
    """why there is no agreement, when one of the two said no"""


class Connect(TypedDict):
    peerId: str
    peers: list[ConnectPeer]


class PeersPeerAgreement(TypedDict):
    result: str
    """ok, read-only, store-only or none"""
    hash: str
    reason: NotRequired[str]
    """why it is not ok"""


class PeersPeerRefusal(TypedDict):
    code: str
    message: str


class PeersPeer(TypedDict):
    peerId: str
    addresses: list[str]
    agent: str | None
    relayed: NotRequired[bool]
    """true for one that is reached through a relay alone"""
    agreement: PeersPeerAgreement | None
    refusal: PeersPeerRefusal | None
    """why there is no agreement, when one of the two said no"""


class Peers(TypedDict):
    peers: list[PeersPeer]


class Create(TypedDict):
    cube: str
    name: str
    commit: str
    notice: NotRequired[str]
    """what a person should know about what was done"""


class DescribeTerms(TypedDict):
    ours: str | None
    theirs: str | None
    verdict: Literal["same", "compatible", "incompatible", "unknown"]
    says: str


class Describe(TypedDict):
    cube: str
    name: str
    topics: list[str]
    licence: str | None
    about: str | None
    commit: str
    terms: NotRequired[DescribeTerms]
    """of a fork: what its licence is to that of its upstream"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class ListCubeWaitingItem(TypedDict):
    kind: Literal["edited-twice", "unfinished-merge", "unmerged", "proposal", "restored"]
    """edited-twice, unfinished-merge, unmerged, proposal or restored"""
    key: NotRequired[str]
    beside: NotRequired[str]
    """where the other of two edits is"""
    branch: NotRequired[str]
    id: NotRequired[str]
    hint: str
    """how it is decided"""


class ListCubePart(TypedDict):
    filter: list[str]
    """what the keys that are held begin with"""
    of: int
    """memories of the whole cube, as its author counts them"""


class ListCubeLastAsked(TypedDict):
    atMs: float
    """milliseconds since the Unix epoch"""
    asked: int
    """nodes that were asked for the newest head"""
    answered: int
    """those of them that answered"""


class ListCubeForkOf(TypedDict):
    cube: str
    commit: str


class ListCubeUpstream(TypedDict):
    cube: str
    name: str
    newer: int | None
    """commits of it, as held here, that the fork does not have; at most 1,000 are counted. Null where too little is held"""


class ListCube(TypedDict):
    cube: str
    """cube id"""
    name: str
    visibility: Literal["private", "public", "swarm"]
    """who can read it"""
    swarm: str | None
    """name of its swarm"""
    displayName: str
    """SWARM/NAME in a swarm, else the name"""
    waiting: list[ListCubeWaitingItem]
    """what needs a decision here"""
    role: Literal["own", "fork", "coauthor", "followed", "cached"]
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    head: str
    """CID of the newest commit"""
    seq: int
    memories: int
    part: NotRequired[ListCubePart]
    """only this part of the cube is held here"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    fresh: bool
    """whether the head is known to be current"""
    headTime: float
    """when the head that is here was signed, by its author: ms since 1970"""
    lastAsked: ListCubeLastAsked | None
    """what its being the newest rests on; null for what this home signs"""
    topics: list[str]
    licence: str | None
    about: str | None
    published: bool
    followed: bool
    state: Literal["held", "archived", "evicted"]
    """held, archived or evicted"""
    pinned: bool
    branch: str
    forked: bool
    diverged: list[str]
    """commits of other authors that the branch here does not have"""
    forkOf: ListCubeForkOf | None
    upstream: NotRequired[ListCubeUpstream]
    """of a fork whose upstream is held here"""


class List(TypedDict):
    cubes: list[ListCube]


class ShowWaitingItem(TypedDict):
    kind: Literal["edited-twice", "unfinished-merge", "unmerged", "proposal", "restored"]
    """edited-twice, unfinished-merge, unmerged, proposal or restored"""
    key: NotRequired[str]
    beside: NotRequired[str]
    """where the other of two edits is"""
    branch: NotRequired[str]
    id: NotRequired[str]
    hint: str
    """how it is decided"""


class ShowPart(TypedDict):
    filter: list[str]
    """what the keys that are held begin with"""
    of: int
    """memories of the whole cube, as its author counts them"""


class ShowLastAsked(TypedDict):
    atMs: float
    """milliseconds since the Unix epoch"""
    asked: int
    """nodes that were asked for the newest head"""
    answered: int
    """those of them that answered"""


class ShowForkOf(TypedDict):
    cube: str
    commit: str


class ShowUpstream(TypedDict):
    cube: str
    name: str
    newer: int | None
    """commits of it, as held here, that the fork does not have; at most 1,000 are counted. Null where too little is held"""


class ShowProposedComment(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    time: float
    """milliseconds since the Unix epoch"""
    text: str
    proposal: str
    """the revision that it was said of"""


class ShowProposed(TypedDict):
    id: str
    state: str
    time: float
    """milliseconds since the Unix epoch"""
    delivered: bool
    reason: str | None
    """what was said with the decision"""
    merged: str | None
    """the commit of the upstream that has it"""
    comments: list[ShowProposedComment]


class Show(TypedDict):
    cube: str
    """cube id"""
    name: str
    visibility: Literal["private", "public", "swarm"]
    """who can read it"""
    swarm: str | None
    """name of its swarm"""
    displayName: str
    """SWARM/NAME in a swarm, else the name"""
    waiting: list[ShowWaitingItem]
    """what needs a decision here"""
    role: Literal["own", "fork", "coauthor", "followed", "cached"]
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    head: str
    """CID of the newest commit"""
    seq: int
    memories: int
    part: NotRequired[ShowPart]
    """only this part of the cube is held here"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    fresh: bool
    """whether the head is known to be current"""
    headTime: float
    """when the head that is here was signed, by its author: ms since 1970"""
    lastAsked: ShowLastAsked | None
    """what its being the newest rests on; null for what this home signs"""
    topics: list[str]
    licence: str | None
    about: str | None
    published: bool
    followed: bool
    state: Literal["held", "archived", "evicted"]
    """held, archived or evicted"""
    pinned: bool
    branch: str
    forked: bool
    diverged: list[str]
    """commits of other authors that the branch here does not have"""
    forkOf: ShowForkOf | None
    upstream: NotRequired[ShowUpstream]
    """of a fork whose upstream is held here"""
    proposed: NotRequired[ShowProposed]
    """of a fork: what was last offered from it"""


class ShowCommitText(TypedDict):
    key: str
    before: str | None
    """the text; null where there was none, or none to show"""
    after: str | None
    beforeIs: NotRequired[str]
    """what there was, where it is no text that can be shown"""
    afterIs: NotRequired[str]
    beforeBlocked: NotRequired[Literal[True]]
    """one whose word it was is blocked here, as in `get`"""
    afterBlocked: NotRequired[Literal[True]]
    also: NotRequired[list[str]]
    """what else differs: tags, media, source, ..."""


class ShowCommit(TypedDict):
    commit: str
    parents: list[str]
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    cube: str
    name: str
    """of the cube"""
    time: float
    """milliseconds since the Unix epoch"""
    message: str
    verified: bool
    held: bool
    """false where its state is not held here: what it changed is not known"""
    added: list[str]
    """keys"""
    removed: list[str]
    changed: list[str]
    texts: NotRequired[list[ShowCommitText]]
    """with `text`: the words that changed"""
    textsLeftOut: NotRequired[int]
    """changes whose texts would make the answer too long"""
    exact: bool
    """false where an older state is not held here: the keys may have changed in an earlier commit"""


class AddSimilarItem(TypedDict):
    cube: str
    name: str
    key: str
    memory: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    kind: Literal["same", "contradicts"]
    text: str


class Add(TypedDict):
    cube: str
    key: str
    memory: str
    commit: str
    similar: NotRequired[list[AddSimilarItem]]
    """where it was asked for: what says the same already, or says otherwise"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class ImportSkippedItem(TypedDict):
    item: str
    reason: str
    loss: NotRequired[Literal[False]]


class ImportLeftOutItem(TypedDict):
    reason: str
    count: int
    examples: list[str]


class Import(TypedDict):
    read: int
    added: int
    changed: int
    unchanged: int
    removed: NotRequired[int]
    skipped: list[ImportSkippedItem]
    leftOut: list[ImportLeftOutItem]
    commit: str
    notice: NotRequired[str]
    """what a person should know about what was done"""


class GetBodyBase64(TypedDict):
    base64: str


class GetBodyLink(TypedDict):
    link: str
    bytes: int


GetValid = TypedDict(
    "GetValid",
    {
        "from": NotRequired[float],
        "until": NotRequired[float],
    },
)


class GetProvenanceSource(TypedDict):
    uri: str
    digest: NotRequired[str]


class GetProvenanceDerivedItem(TypedDict):
    memory: str
    cube: NotRequired[str]
    relation: str


class GetProvenance(TypedDict):
    agent: NotRequired[str]
    model: NotRequired[str]
    tool: NotRequired[str]
    source: NotRequired[GetProvenanceSource]
    derived: NotRequired[list[GetProvenanceDerivedItem]]
    activity: str


class GetGovernance(TypedDict):
    licence: NotRequired[str]
    sensitivity: NotRequired[str]
    expires: NotRequired[float]
    """milliseconds since the Unix epoch"""
    priority: NotRequired[float]


class GetOpaque(TypedDict):
    version: int
    bytes: int
    """of the record, which `body` has whole"""
    unknown: list[str]
    """names of fields that have to be understood and are not"""


class Get(TypedDict):
    key: str
    memory: str
    """CID"""
    type: Literal["plaintext", "activation", "parameter", "opaque"]
    media: str
    body: str | GetBodyBase64 | GetBodyLink
    """a text, bytes in base64, or the CID and size of a payload"""
    tags: list[str]
    created: float
    """milliseconds since the Unix epoch"""
    valid: GetValid | None
    provenance: GetProvenance
    governance: GetGovernance
    data: dict[str, Any] | None
    author: str
    """did:key of who wrote it, whoever put it back or took it over; in a cube of one other author, of who signs that"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    blocked: bool
    """one whose word it is was blocked here: recall leaves it out; who names it sees it, with this said"""
    commit: str
    verified: bool
    opaque: GetOpaque | None
    """of a memory that this memcube cannot read: it keeps and serves it as it is"""


class Remove(TypedDict):
    removed: list[str]
    commit: str
    notice: NotRequired[str]
    """what a person should know about what was done"""


class Choose(TypedDict):
    cube: str
    key: str
    memory: str
    removed: list[str]
    commit: str
    notice: NotRequired[str]
    """what a person should know about what was done"""


class KeysTag(TypedDict):
    tag: str
    count: int


class KeysPart(TypedDict):
    filter: list[str]
    """what the keys that are held begin with"""
    of: int
    """memories of the whole cube, as its author counts them"""


class Keys(TypedDict):
    keys: list[str]
    tags: NotRequired[list[KeysTag]]
    """with countTags: how many memories carry each, the most used first"""
    part: NotRequired[KeysPart]
    """only this part of the cube is held here"""


class ExportLeftOutItem(TypedDict):
    reason: str
    count: int
    examples: list[str]


class Export(TypedDict):
    written: int
    files: int
    leftOut: list[ExportLeftOutItem]
    """what could not be written as it was, by what it is"""


class LogCommitChangesText(TypedDict):
    key: str
    before: str | None
    """the text; null where there was none, or none to show"""
    after: str | None
    beforeIs: NotRequired[str]
    """what there was, where it is no text that can be shown"""
    afterIs: NotRequired[str]
    beforeBlocked: NotRequired[Literal[True]]
    """one whose word it was is blocked here, as in `get`"""
    afterBlocked: NotRequired[Literal[True]]
    also: NotRequired[list[str]]
    """what else differs: tags, media, source, ..."""


class LogCommitChanges(TypedDict):
    added: list[str]
    """keys"""
    removed: list[str]
    changed: list[str]
    texts: NotRequired[list[LogCommitChangesText]]
    """with `text`: the words that changed"""
    textsLeftOut: NotRequired[int]
    """changes whose texts would make the answer too long"""
    exact: bool
    """false where an older state is not held here: the keys may have changed in an earlier commit"""


class LogCommit(TypedDict):
    commit: str
    parents: list[str]
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    time: float
    """milliseconds since the Unix epoch"""
    message: str
    count: int
    verified: bool
    changes: NotRequired[LogCommitChanges | None]
    """with `text`; null where the state is not held here"""


class Log(TypedDict):
    commits: list[LogCommit]


class DiffText(TypedDict):
    key: str
    before: str | None
    """the text; null where there was none, or none to show"""
    after: str | None
    beforeIs: NotRequired[str]
    """what there was, where it is no text that can be shown"""
    afterIs: NotRequired[str]
    beforeBlocked: NotRequired[Literal[True]]
    """one whose word it was is blocked here, as in `get`"""
    afterBlocked: NotRequired[Literal[True]]
    also: NotRequired[list[str]]
    """what else differs: tags, media, source, ..."""


class Diff(TypedDict):
    added: list[str]
    removed: list[str]
    changed: list[str]
    texts: NotRequired[list[DiffText]]
    """with `text`: the words that changed"""
    textsLeftOut: NotRequired[int]
    """changes whose texts would make the answer too long"""


class BranchBranchesBranch(TypedDict):
    name: str
    commit: str
    current: bool
    published: bool
    held: bool
    """its state is here; of others a pull of the branch brings it"""
    followed: bool
    """of others: fetched at each pull because somebody here asked for it"""


class BranchBranches(TypedDict):
    branches: list[BranchBranchesBranch]


class BranchBranch(TypedDict):
    branch: str
    commit: str
    published: NotRequired[bool]
    removed: NotRequired[bool]
    notice: NotRequired[str]
    """what a person should know about what was done"""


class Switch(TypedDict):
    branch: str
    commit: str
    published: NotRequired[bool]
    removed: NotRequired[bool]
    notice: NotRequired[str]
    """what a person should know about what was done"""


class MergeConflictTexts(TypedDict):
    base: str | None
    ours: str | None
    theirs: str | None


class MergeConflict(TypedDict):
    key: str
    kind: Literal["edit/edit", "edit/remove", "add/add"]
    base: str | None
    ours: str | None
    theirs: str | None
    texts: NotRequired[MergeConflictTexts]
    """with `text`: what each side says; null where it has none"""
    blocked: NotRequired[list[Literal["base", "ours", "theirs"]]]
    """with `text`: the sides of which one whose word it is is blocked here"""


class MergeResolvedItemTexts(TypedDict):
    base: str | None
    ours: str | None
    theirs: str | None


class MergeResolvedItem(TypedDict):
    key: str
    kind: Literal["edit/edit", "edit/remove", "add/add"]
    base: str | None
    ours: str | None
    theirs: str | None
    texts: NotRequired[MergeResolvedItemTexts]
    """with `text`: what each side says; null where it has none"""
    blocked: NotRequired[list[Literal["base", "ours", "theirs"]]]
    """with `text`: the sides of which one whose word it is is blocked here"""
    by: str


class MergeSimilarItem(TypedDict):
    a: str
    b: str
    score: float
    kind: Literal["same", "contradicts"]


MergeDedupedItem = TypedDict(
    "MergeDedupedItem",
    {
        "key": str,
        "from": list[str],
        "memory": str,
    },
)


class MergeLicence(TypedDict):
    ours: str | None
    theirs: str | None
    verdict: Literal["same", "compatible", "incompatible", "unknown"]
    says: str


class MergeText(TypedDict):
    key: str
    before: str | None
    """the text; null where there was none, or none to show"""
    after: str | None
    beforeIs: NotRequired[str]
    """what there was, where it is no text that can be shown"""
    afterIs: NotRequired[str]
    beforeBlocked: NotRequired[Literal[True]]
    """one whose word it was is blocked here, as in `get`"""
    afterBlocked: NotRequired[Literal[True]]
    also: NotRequired[list[str]]
    """what else differs: tags, media, source, ..."""


class Merge(TypedDict):
    type: Literal["nothing", "fast-forward", "merge", "unfinished", "aborted"]
    commit: NotRequired[str]
    """absent while conflicts are left"""
    added: int
    changed: int
    removed: int
    conflicts: list[MergeConflict]
    resolved: list[MergeResolvedItem]
    similar: list[MergeSimilarItem]
    """keys of two memories that say the same, or the same with another value"""
    deduped: list[MergeDedupedItem]
    """one record for two that said the same"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    licence: NotRequired[MergeLicence]
    notes: list[str]
    texts: NotRequired[list[MergeText]]
    """with `text`: the words that changed"""
    textsLeftOut: NotRequired[int]
    """changes whose texts would make the answer too long"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class RevertUndone(TypedDict):
    commit: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    time: float
    """milliseconds since the Unix epoch"""
    message: str
    merge: str | None
    """the merge that brought the change to the branch"""


class RevertText(TypedDict):
    key: str
    before: str | None
    """the text; null where there was none, or none to show"""
    after: str | None
    beforeIs: NotRequired[str]
    """what there was, where it is no text that can be shown"""
    afterIs: NotRequired[str]
    beforeBlocked: NotRequired[Literal[True]]
    """one whose word it was is blocked here, as in `get`"""
    afterBlocked: NotRequired[Literal[True]]
    also: NotRequired[list[str]]
    """what else differs: tags, media, source, ..."""


class Revert(TypedDict):
    commit: str
    added: int
    changed: int
    removed: int
    key: NotRequired[str]
    """where one memory was put back"""
    before: NotRequired[str | None]
    """the memory that was undone; null where the key held none"""
    after: NotRequired[str | None]
    """the memory that is back; null where the key is removed again"""
    undone: NotRequired[RevertUndone | None]
    """the change that was undone; null with `to`"""
    texts: NotRequired[list[RevertText]]
    """with `text`: the words that changed"""
    textsLeftOut: NotRequired[int]
    """changes whose texts would make the answer too long"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class Blame(TypedDict):
    key: str
    memory: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    commit: str
    cube: str
    time: float
    """milliseconds since the Unix epoch"""
    message: str
    verified: bool
    exact: bool
    agent: str | None
    """the program that said it for its author, as the memory claims; null where it names none"""
    model: str | None
    """the model that it was made with, as the memory claims"""


class LineageChangeSource(TypedDict):
    uri: str
    digest: NotRequired[str]


class LineageChangeDerivedItem(TypedDict):
    memory: str
    cube: str | None
    relation: str


class LineageChange(TypedDict):
    key: str
    op: Literal["add", "change", "remove", "present"]
    memory: str | None
    previous: str | None
    commit: str
    cube: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    writer: str | None
    """who wrote the memory, also where `author` took it over or put it back; null for a removal, and in a cube of one other author"""
    writerName: NotRequired[str | None]
    writerLabel: NotRequired[str | None]
    writerBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    time: float
    """milliseconds since the Unix epoch"""
    brought: str | None
    """of a merge: the parent that brought it"""
    exact: bool
    """false where one of several commits made the change, the newest of which is named"""
    verified: bool
    proof: Literal["change", "state", "none"]
    source: LineageChangeSource | None
    model: str | None
    tool: str | None
    agent: str | None
    derived: list[LineageChangeDerivedItem]
    activity: str | None
    licence: str | None


class LineageNotHeldItem(TypedDict):
    commit: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    time: float
    """milliseconds since the Unix epoch"""
    verified: bool


class LineageStandingChange(TypedDict):
    verified: list[str]
    claimed: list[str]


class LineageStandingState(TypedDict):
    verified: list[str]
    claimed: list[str]


class LineageStandingNone(TypedDict):
    verified: list[str]
    claimed: list[str]


class LineageStanding(TypedDict):
    change: LineageStandingChange
    state: LineageStandingState
    none: LineageStandingNone


class Lineage(TypedDict):
    cube: str
    since: str | None
    changes: list[LineageChange]
    notHeld: list[LineageNotHeldItem]
    """commits whose state is not held: what they changed cannot be said here"""
    more: bool
    standing: LineageStanding
    """which fields of a row are proven and which its author claims, by its `proof`"""


class PolicyPolicyRule(TypedDict):
    name: str
    on: NotRequired[Literal["memory", "commit"]]
    when: NotRequired[str]
    require: str
    message: NotRequired[str]


class PolicyPolicy(TypedDict):
    v: Literal[1]
    rules: list[PolicyPolicyRule]


class PolicyCheckedItem(TypedDict):
    commit: str
    verdict: Literal["allowed", "refused", "unknown"]
    """unknown: a state that it takes to judge is not held here"""
    rule: NotRequired[str]
    key: NotRequired[str]
    message: NotRequired[str]


class Policy(TypedDict):
    cube: str
    branch: str
    policy: PolicyPolicy | None
    memory: str | None
    commit: str
    checked: NotRequired[list[PolicyCheckedItem]]
    notes: list[str]
    notice: NotRequired[str]
    """what a person should know about what was done"""


class VerifyProblem(TypedDict):
    kind: Literal["missing", "corrupt", "unverifiable", "rollback", "record", "files", "staging", "index"]
    cid: str
    """the block, or else the cube, that it is about; empty where it is about neither"""
    message: str
    cube: NotRequired[str]
    key: NotRequired[str]
    """the key whose memory is affected"""
    commit: NotRequired[str]
    """the newest commit that is affected"""


class VerifyPart(TypedDict):
    filter: list[str]
    """what the keys that are held begin with"""
    of: int
    """memories of the whole cube, as its author counts them"""


class Verify(TypedDict):
    ok: bool
    blocks: int
    commits: int
    problems: list[VerifyProblem]
    part: NotRequired[VerifyPart]
    """only this part of the cube is held here"""


class PublishLeavingPeopleItem(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class PublishLeavingSecret(TypedDict):
    where: str
    kind: str


class PublishLeaving(TypedDict):
    commits: int
    memories: int
    bytes: int
    authors: list[str]
    people: list[PublishLeavingPeopleItem]
    unscanned: int
    secrets: list[PublishLeavingSecret]


class Publish(TypedDict):
    cube: str
    head: str
    ticket: str
    link: str
    """the short line to send, as `link` makes it, with the places of this node as it knows them now"""
    providers: int
    branches: list[str]
    """those that others can read now; of a dry run those that they could"""
    swarm: NotRequired[str]
    """name of the swarm whose members alone can read it"""
    leaving: NotRequired[PublishLeaving]
    """what leaves that was not public before"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class UnpublishLeavingPeopleItem(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class UnpublishLeavingSecret(TypedDict):
    where: str
    kind: str


class UnpublishLeaving(TypedDict):
    commits: int
    memories: int
    bytes: int
    authors: list[str]
    people: list[UnpublishLeavingPeopleItem]
    unscanned: int
    secrets: list[UnpublishLeavingSecret]


class Unpublish(TypedDict):
    cube: str
    head: str
    ticket: str
    link: str
    """the short line to send, as `link` makes it, with the places of this node as it knows them now"""
    providers: int
    branches: list[str]
    """those that others can read now; of a dry run those that they could"""
    swarm: NotRequired[str]
    """name of the swarm whose members alone can read it"""
    leaving: NotRequired[UnpublishLeaving]
    """what leaves that was not public before"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class ReleaseLeavingSecret(TypedDict):
    where: str
    kind: str


class ReleaseLeaving(TypedDict):
    keys: list[str]
    memories: int
    bytes: int
    secrets: list[ReleaseLeavingSecret]


Release = TypedDict(
    "Release",
    {
        "cube": str,
        "name": str,
        "from": str,
        "commit": str,
        "released": int,
        "leaving": ReleaseLeaving,
        "notice": NotRequired[str],
    },
)


class DiscoverCube(TypedDict):
    cube: str
    name: str
    about: str | None
    topics: list[str]
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    licence: str | None
    memories: int
    seeds: int


class Discover(TypedDict):
    cubes: list[DiscoverCube]
    leftOut: int
    """cubes that peers offered too, and that are not shown"""
    blocked: int
    """cubes of authors whom you blocked, which are not shown"""
    asked: int
    """connected nodes"""
    answered: int
    """of those that were asked"""


class PullSource(TypedDict):
    peer: str
    blocks: int
    bytes: int
    """over the wire; what came from two peers is counted at both"""
    code: NotRequired[str]
    """why nothing more was asked of it: ERR_TIMEOUT of one that was slow, ERR_UNVERIFIABLE of one that lied"""


class PullBranch(TypedDict):
    name: str
    commit: str | None
    """null where its author shows it no more: what was fetched stays"""
    memories: int


class PullSuccessor(TypedDict):
    old: str
    oldName: str | None
    oldLabel: str | None
    oldBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    new: str
    nickname: NotRequired[str]


Pull = TypedDict(
    "Pull",
    {
        "cube": str,
        "name": str,
        "commit": str,
        "memories": int,
        "blocks": int,
        "bytes": int,
        "ms": float,
        "from": str,
        "sources": NotRequired[list[PullSource]],
        "asked": int,
        "answered": int,
        "headTime": float,
        "branches": NotRequired[list[PullBranch]],
        "filter": NotRequired[list[str]],
        "of": NotRequired[int],
        "diverged": NotRequired[list[str]],
        "successors": NotRequired[list[PullSuccessor]],
        "refused": NotRequired[list[str]],
        "withdrawn": NotRequired[bool],
        "notice": NotRequired[str],
    },
)


class FollowPulledBranch(TypedDict):
    name: str
    commit: str | None
    """null where its author shows it no more: what was fetched stays"""
    memories: int


FollowPulled = TypedDict(
    "FollowPulled",
    {
        "name": str,
        "memories": int,
        "blocks": int,
        "bytes": int,
        "from": str,
        "branches": NotRequired[list[FollowPulledBranch]],
    },
)


class Follow(TypedDict):
    target: str
    author: NotRequired[str]
    """did:key"""
    authorName: NotRequired[str | None]
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: NotRequired[str | None]
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    following: bool
    pulled: NotRequired[FollowPulled]
    """the cube, or the branch, was not here, and was fetched first"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class UnfollowPulledBranch(TypedDict):
    name: str
    commit: str | None
    """null where its author shows it no more: what was fetched stays"""
    memories: int


UnfollowPulled = TypedDict(
    "UnfollowPulled",
    {
        "name": str,
        "memories": int,
        "blocks": int,
        "bytes": int,
        "from": str,
        "branches": NotRequired[list[UnfollowPulledBranch]],
    },
)


class Unfollow(TypedDict):
    target: str
    author: NotRequired[str]
    """did:key"""
    authorName: NotRequired[str | None]
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: NotRequired[str | None]
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    following: bool
    pulled: NotRequired[UnfollowPulled]
    """the cube, or the branch, was not here, and was fetched first"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class Trust(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    notice: NotRequired[str]
    """what a person should know about what was done"""


class Block(TypedDict):
    target: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    following: bool
    blocked: bool
    tier: Literal["own", "team", "followed", "community", "quarantined"]


class PeoplePeopleItem(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    name: str | None
    """what they are called here: the nickname, else in a swarm the name that they joined with"""
    nickname: str | None
    you: bool
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    followed: bool
    blocked: bool
    role: str | None
    """in a swarm"""
    removed: NotRequired[bool]
    """was in the swarm: what they wrote before stays as far trusted as the tier says, and nothing new comes"""
    cubes: int
    """of this author that are held here"""
    swarm: NotRequired[str]
    """name of the swarm that it is from"""


class People(TypedDict):
    people: list[PeoplePeopleItem]


class RotateKeyCube(TypedDict):
    cube: str
    name: str
    commit: str


class RotateKey(TypedDict):
    old: str
    oldName: str | None
    oldLabel: str | None
    oldBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    cubes: list[RotateKeyCube]


class ForkLicence(TypedDict):
    ours: str | None
    theirs: str | None
    verdict: Literal["same", "compatible", "incompatible", "unknown"]
    says: str


class Fork(TypedDict):
    cube: str
    name: str
    commit: str
    notice: NotRequired[str]
    """what a person should know about what was done"""
    forkOf: str
    licence: ForkLicence


class AuthorsAuthor(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    nickname: str | None
    branches: list[str]
    you: bool


class AuthorsPendingItemAuthor(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    nickname: str | None
    branches: list[str]
    you: bool


class AuthorsPendingItemSigner(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class AuthorsPendingItem(TypedDict):
    token: str
    authors: list[AuthorsPendingItemAuthor]
    threshold: int
    signed: list[str]
    """who has signed of those whose signatures count"""
    signers: list[AuthorsPendingItemSigner]
    needed: int
    """signatures that it takes"""


class Authors(TypedDict):
    cube: str
    n: int
    """how often the authors were changed"""
    authors: list[AuthorsAuthor]
    threshold: int
    pending: list[AuthorsPendingItem]
    commit: str | None
    """the one that put a change into force; null when nothing changed, or signatures are missing"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class ProposeRefusedItem(TypedDict):
    peerId: str
    code: str
    message: str


class Propose(TypedDict):
    proposal: str
    revises: str | None
    """the proposal of the same fork that it takes the place of"""
    revision: int
    upstream: str
    fork: str
    commit: str
    base: str
    published: bool
    delivered: list[str]
    refused: list[ProposeRefusedItem]
    notice: NotRequired[str]
    """what a person should know about what was done"""


class ProposalsProposalComment(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    time: float
    """milliseconds since the Unix epoch"""
    text: str
    proposal: str
    """the revision that it was said of"""


class ProposalsProposalApprover(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class ProposalsProposal(TypedDict):
    id: str
    cube: str
    name: str | None
    fork: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    nickname: str | None
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    verified: bool
    message: str
    revision: int
    """2 for the first one that takes the place of an earlier one, and so on"""
    revises: str | None
    """the proposal that it takes the place of"""
    comments: list[ProposalsProposalComment]
    """of all revisions, oldest first"""
    commit: str
    base: str
    added: int | None
    """null where a state is not held here"""
    changed: int | None
    """null where a state is not held here"""
    removed: int | None
    """null where a state is not held here"""
    state: str
    time: float
    """milliseconds since the Unix epoch"""
    direction: Literal["in", "out", "kept"]
    """in: to a cube of yours; out: from you; kept for others, whose cube this home serves"""
    delivered: bool
    approvals: list[str]
    approvers: list[ProposalsProposalApprover]
    reason: str | None
    decided: float | None
    merged: str | None


class Proposals(TypedDict):
    proposals: list[ProposalsProposal]


class AcceptConflictTexts(TypedDict):
    base: str | None
    ours: str | None
    theirs: str | None


class AcceptConflict(TypedDict):
    key: str
    kind: Literal["edit/edit", "edit/remove", "add/add"]
    base: str | None
    ours: str | None
    theirs: str | None
    texts: NotRequired[AcceptConflictTexts]
    """with `text`: what each side says; null where it has none"""
    blocked: NotRequired[list[Literal["base", "ours", "theirs"]]]
    """with `text`: the sides of which one whose word it is is blocked here"""


class AcceptResolvedItemTexts(TypedDict):
    base: str | None
    ours: str | None
    theirs: str | None


class AcceptResolvedItem(TypedDict):
    key: str
    kind: Literal["edit/edit", "edit/remove", "add/add"]
    base: str | None
    ours: str | None
    theirs: str | None
    texts: NotRequired[AcceptResolvedItemTexts]
    """with `text`: what each side says; null where it has none"""
    blocked: NotRequired[list[Literal["base", "ours", "theirs"]]]
    """with `text`: the sides of which one whose word it is is blocked here"""
    by: str


class AcceptSimilarItem(TypedDict):
    a: str
    b: str
    score: float
    kind: Literal["same", "contradicts"]


AcceptDedupedItem = TypedDict(
    "AcceptDedupedItem",
    {
        "key": str,
        "from": list[str],
        "memory": str,
    },
)


class AcceptLicence(TypedDict):
    ours: str | None
    theirs: str | None
    verdict: Literal["same", "compatible", "incompatible", "unknown"]
    says: str


class AcceptText(TypedDict):
    key: str
    before: str | None
    """the text; null where there was none, or none to show"""
    after: str | None
    beforeIs: NotRequired[str]
    """what there was, where it is no text that can be shown"""
    afterIs: NotRequired[str]
    beforeBlocked: NotRequired[Literal[True]]
    """one whose word it was is blocked here, as in `get`"""
    afterBlocked: NotRequired[Literal[True]]
    also: NotRequired[list[str]]
    """what else differs: tags, media, source, ..."""


class Accept(TypedDict):
    type: Literal["nothing", "fast-forward", "merge", "unfinished", "aborted"]
    commit: NotRequired[str]
    """absent while conflicts are left"""
    added: int
    changed: int
    removed: int
    conflicts: list[AcceptConflict]
    resolved: list[AcceptResolvedItem]
    similar: list[AcceptSimilarItem]
    """keys of two memories that say the same, or the same with another value"""
    deduped: list[AcceptDedupedItem]
    """one record for two that said the same"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    licence: NotRequired[AcceptLicence]
    notes: list[str]
    texts: NotRequired[list[AcceptText]]
    """with `text`: the words that changed"""
    textsLeftOut: NotRequired[int]
    """changes whose texts would make the answer too long"""
    proposal: str
    upstream: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    state: str


class Decline(TypedDict):
    id: str
    state: str
    upstream: str
    reason: str | None


class CommentComment(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    time: float
    """milliseconds since the Unix epoch"""
    text: str
    proposal: str
    """the revision that it was said of"""


class Comment(TypedDict):
    id: str
    upstream: str
    comments: list[CommentComment]
    """on all revisions, oldest first"""


class Approve(TypedDict):
    id: str
    upstream: str
    commit: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class RecallResultAlsoInItem(TypedDict):
    cube: str
    key: str


class RecallResult(TypedDict):
    cube: str
    name: str
    key: str
    memory: str
    text: str
    offset: int
    headings: list[str]
    score: float
    author: str
    """did:key of who wrote it, as in `get`"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    verified: bool
    fresh: bool
    tags: list[str]
    created: float
    """milliseconds since the Unix epoch"""
    also_in: list[RecallResultAlsoInItem]
    swarm: NotRequired[str]
    """name of the swarm that it is from"""


class RecallPackedPassage(TypedDict):
    cube: str
    key: str
    memory: str
    offset: int
    text: str
    length: int
    headings: list[str]
    score: float
    tokens: int


class RecallPackedLeftOutItem(TypedDict):
    cube: str
    key: str
    memory: str
    offset: int
    tokens: int
    reason: Literal["over-budget", "duplicate"]
    of: NotRequired[str]
    """the memory that says the same and was packed"""


class RecallPacked(TypedDict):
    passages: list[RecallPackedPassage]
    tokens: int
    budget: int
    leftOut: list[RecallPackedLeftOutItem]


class RecallLeftOutCounts(TypedDict):
    budget: int


class RecallPartPart(TypedDict):
    filter: list[str]
    """what the keys that are held begin with"""
    of: int
    """memories of the whole cube, as its author counts them"""


class RecallPart(TypedDict):
    cube: str
    name: str
    part: RecallPartPart
    """only this part of the cube is held here"""


class RecallNotAskedItem(TypedDict):
    why: Literal["own", "team", "followed", "community", "quarantined", "blocked"]
    cubes: int
    memories: int


class RecallElsewhereItem(TypedDict):
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    count: int


class Recall(TypedDict):
    results: list[RecallResult]
    packed: NotRequired[RecallPacked]
    left_out_counts: NotRequired[RecallLeftOutCounts]
    """with a budget: results that had no room"""
    took_ms: float
    pending: int
    words_only: str | None
    opaque: int
    """memories of a later version in the cubes asked: they are not searched"""
    parts: NotRequired[list[RecallPart]]
    """cubes of which a part alone is held: the rest of them was not searched"""
    not_asked: list[RecallNotAskedItem]
    """cubes that did not answer: of a tier below the one that was asked for, or of an author whom you blocked"""
    elsewhere: list[RecallElsewhereItem]
    """what less trusted tiers would answer, counted up to 100 in each swarm and outside of swarms; where fewer were found than asked for"""


class ContextCitation(TypedDict):
    cite: int
    uri: str
    cube: str
    name: str
    key: str
    memory: str
    offset: int
    length: int
    of: int
    """length of the whole memory"""
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    tier: Literal["own", "team", "followed", "community", "quarantined"]
    created: float
    """milliseconds since the Unix epoch"""
    verified: bool
    tokens: int
    differs: list[int]
    """citations that say otherwise"""


class ContextLeftOutItem(TypedDict):
    cube: str
    key: str
    memory: str
    reason: Literal["budget", "duplicate", "superseded", "tier"]
    by: NotRequired[str]
    """the memory that stands for it"""
    offset: NotRequired[int]
    tokens: NotRequired[int]
    tier: NotRequired[Literal["own", "team", "followed", "community", "quarantined"]]


class ContextPartPart(TypedDict):
    filter: list[str]
    """what the keys that are held begin with"""
    of: int
    """memories of the whole cube, as its author counts them"""


class ContextPart(TypedDict):
    cube: str
    name: str
    part: ContextPartPart
    """only this part of the cube is held here"""


class Context(TypedDict):
    text: str
    """for the model; fenced, and empty where nothing fits"""
    tokens: int
    budget: int
    model: str
    method: Literal["exact", "bound"]
    basis: str
    citations: list[ContextCitation]
    left_out: list[ContextLeftOutItem]
    """a few of each reason; `leftOut` asks for more"""
    left_out_counts: dict[str, int]
    """all that was left out, by reason"""
    left_out_more: int
    """counted and not named"""
    enough: NotRequired[int]
    """where nothing fitted: a budget that takes the best match"""
    took_ms: float
    pending: int
    words_only: str | None
    parts: NotRequired[list[ContextPart]]
    """cubes of which a part alone is held: the rest of them was not searched"""


class MapCube(TypedDict):
    cube: str
    name: str
    swarm: str | None


class MapPoint(TypedDict):
    of: int
    """which of the cubes"""
    key: str
    x: float
    y: float
    tags: list[str]
    created: float
    """milliseconds since the Unix epoch"""


class Map(TypedDict):
    cubes: list[MapCube]
    points: list[MapPoint]
    leftOut: int
    """memories without a vector yet, or more than were asked for"""
    shown: float
    """what part of the differences between them the plane shows"""


class FsckProblem(TypedDict):
    kind: Literal["missing", "corrupt", "unverifiable", "rollback", "record", "files", "staging", "index"]
    cid: str
    """the block, or else the cube, that it is about; empty where it is about neither"""
    message: str
    cube: NotRequired[str]
    key: NotRequired[str]
    """the key whose memory is affected"""
    commit: NotRequired[str]
    """the newest commit that is affected"""
    swarm: NotRequired[str]
    """name of the swarm that it is from"""


class FsckHealedItem(TypedDict):
    kind: Literal["missing", "corrupt", "unverifiable", "rollback", "record", "files", "staging", "index"]
    cid: str
    """the block, or else the cube, that it is about; empty where it is about neither"""
    message: str
    cube: NotRequired[str]
    key: NotRequired[str]
    """the key whose memory is affected"""
    commit: NotRequired[str]
    """the newest commit that is affected"""
    swarm: NotRequired[str]
    """name of the swarm that it is from"""
    how: str


class FsckUnhealableItem(TypedDict):
    kind: Literal["missing", "corrupt", "unverifiable", "rollback", "record", "files", "staging", "index"]
    cid: str
    """the block, or else the cube, that it is about; empty where it is about neither"""
    message: str
    cube: NotRequired[str]
    key: NotRequired[str]
    """the key whose memory is affected"""
    commit: NotRequired[str]
    """the newest commit that is affected"""
    swarm: NotRequired[str]
    """name of the swarm that it is from"""
    means: str


class Fsck(TypedDict):
    ok: bool
    checked: int
    problems: list[FsckProblem]
    repaired: int
    healed: list[FsckHealedItem]
    unhealable: list[FsckUnhealableItem]
    notes: list[str]


class DoctorCheck(TypedDict):
    name: str
    ok: bool
    message: str
    hint: str | None


class Doctor(TypedDict):
    checks: list[DoctorCheck]


class Store(TypedDict):
    target: str
    """level for the disk of this home"""
    state: Literal["whole", "moving there", "moving back"]
    """whole: every block is at the target"""
    waiting: int
    """blocks that are still on the old side"""
    toErase: int
    """blocks that are deleted here and that the target may still have"""
    problem: str | None
    """why the target could not be used when it was last asked"""
    tookMs: float | None
    """how long its last answer took"""
    wanted: str
    """what the setting says"""


class StoreMove(TypedDict):
    target: str
    moved: int
    bytes: int
    changed: bool


class SyncLogPeer(TypedDict):
    peerId: str
    exchanges: int
    refused: int
    bytes: int
    """in the exchanges that are remembered"""
    lastMs: float
    """milliseconds since the Unix epoch"""


class SyncLogEntryReason(TypedDict):
    code: str
    message: str


class SyncLogEntry(TypedDict):
    atMs: float
    """milliseconds since the Unix epoch"""
    side: Literal["asked", "served", "told"]
    """asked: this node did; served: the peer did; told: a head that the peer told of was not taken"""
    what: Literal["heads", "pack", "head"]
    cubes: list[str]
    outcome: Literal["done", "refused", "failed"]
    items: int
    """heads or blocks"""
    bytes: int
    ms: float
    reason: NotRequired[SyncLogEntryReason]


class SyncLog(TypedDict):
    peers: list[SyncLogPeer]
    peerId: str | None
    entries: list[SyncLogEntry]


class AuditEntry(TypedDict):
    index: int
    time: float
    """milliseconds since the Unix epoch"""
    kind: str
    cube: NotRequired[str]
    commit: NotRequired[str]
    memory: NotRequired[str]
    head: NotRequired[int]
    """sequence number"""
    author: NotRequired[str]
    """did:key"""
    authorName: NotRequired[str | None]
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: NotRequired[str | None]
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    tier: NotRequired[str]
    peer: NotRequired[str]
    code: NotRequired[str]
    """of a refusal"""
    verb: NotRequired[str]
    """the call that was refused"""
    count: NotRequired[int]
    """how many of its kind the entry stands for"""


class Audit(TypedDict):
    entries: list[AuditEntry]
    size: int
    before: int | None
    """the place to go on from with `before`; null at the beginning of the log"""


class AuditVerifyProblem(TypedDict):
    kind: str
    index: int
    message: str


class AuditVerifyCheckpointCosigner(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    timeS: float


class AuditVerifyCheckpoint(TypedDict):
    size: int
    cosigners: list[AuditVerifyCheckpointCosigner]


class AuditVerify(TypedDict):
    ok: bool
    entries: int
    root: str
    firstBad: int | None
    problems: list[AuditVerifyProblem]
    checkpoint: AuditVerifyCheckpoint | None
    """the one that was given"""


class AuditCheckpoint(TypedDict):
    origin: str
    size: int
    checkpoint: str
    out: NotRequired[str]
    """the file that it was written to"""
    root: str


class AuditCosign(TypedDict):
    origin: str
    size: int
    checkpoint: str
    out: NotRequired[str]
    """the file that it was written to"""
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    before: int | None


class ForgetForgottenForgottenItem(TypedDict):
    cube: str
    key: str
    memory: str


class ForgetForgottenRemoved(TypedDict):
    blocks: int
    payloads: int
    texts: int
    vectors: int
    bytes: float


class ForgetForgottenAlsoInItem(TypedDict):
    cube: str
    name: str
    key: str
    memory: str
    says: Literal["the same", "it among other words"]
    own: bool
    """whether this home signs the cube: what is forgotten in one of others, its author keeps"""


class ForgetForgottenFetchedByItem(TypedDict):
    peerId: str
    lastMs: float
    """milliseconds since the Unix epoch"""


class ForgetForgotten(TypedDict):
    forgotten: list[ForgetForgottenForgottenItem]
    memories: list[str]
    tombstone: str | None
    tombstones: list[str]
    commit: str | None
    removed: ForgetForgottenRemoved
    compacted: bool
    alsoIn: list[ForgetForgottenAlsoInItem]
    """memories in current states that say the same, or have it in them: they were not touched"""
    notForced: list[str]
    """where it may stay, whatever is done here"""
    fetchedBy: list[ForgetForgottenFetchedByItem]
    """nodes that fetched the cube from this home, as far as it remembers; others may have it from them"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class ForgetReinstated(TypedDict):
    reinstated: list[str]
    commit: str | None
    notice: NotRequired[str]
    """what a person should know about what was done"""


class Gc(TypedDict):
    freedBytes: float
    blocks: int
    kept: int
    tookMs: float
    memoryBytes: int


class Pin(TypedDict):
    cube: str
    pinned: bool
    notice: NotRequired[str]
    """what a person should know about what was done"""


class Unpin(TypedDict):
    cube: str
    pinned: bool
    notice: NotRequired[str]
    """what a person should know about what was done"""


class PinsAddPin(TypedDict):
    cube: str
    name: str | None
    """what it is called here; null for one that is not here any more"""
    place: str
    commit: str | None
    """the commit that the place has pinned; null before the first"""
    published: str | None
    """the commit that readers read now; null where it is not published"""
    state: Literal["current", "behind", "hidden"]
    """current; behind: the place has an older state, or none yet; hidden: not published here any more, and given to others there all the same"""
    sinceMs: float
    """milliseconds since the Unix epoch"""
    pinnedMs: float | None
    """when the place said that it has it"""


class PinsAdd(TypedDict):
    pins: list[PinsAddPin]
    changed: bool


class PinsRemovePin(TypedDict):
    cube: str
    name: str | None
    """what it is called here; null for one that is not here any more"""
    place: str
    commit: str | None
    """the commit that the place has pinned; null before the first"""
    published: str | None
    """the commit that readers read now; null where it is not published"""
    state: Literal["current", "behind", "hidden"]
    """current; behind: the place has an older state, or none yet; hidden: not published here any more, and given to others there all the same"""
    sinceMs: float
    """milliseconds since the Unix epoch"""
    pinnedMs: float | None
    """when the place said that it has it"""


class PinsRemove(TypedDict):
    pins: list[PinsRemovePin]


class PinsListPin(TypedDict):
    cube: str
    name: str | None
    """what it is called here; null for one that is not here any more"""
    place: str
    commit: str | None
    """the commit that the place has pinned; null before the first"""
    published: str | None
    """the commit that readers read now; null where it is not published"""
    state: Literal["current", "behind", "hidden"]
    """current; behind: the place has an older state, or none yet; hidden: not published here any more, and given to others there all the same"""
    sinceMs: float
    """milliseconds since the Unix epoch"""
    pinnedMs: float | None
    """when the place said that it has it"""


class PinsList(TypedDict):
    pins: list[PinsListPin]


class SeedAddSeed(TypedDict):
    kind: Literal["topic", "author", "cube"]
    what: str
    """the topic, the did:key of the author, or the id of the cube"""
    name: str | None
    """of a cube that is here: what it is called"""
    author: NotRequired[str]
    """did:key"""
    authorName: NotRequired[str | None]
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: NotRequired[str | None]
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    maxBytes: int
    bytes: int
    """what its cubes take, with their index, as the cache counts it"""
    cubes: int
    leftOut: int
    """cubes that were offered when it was last looked for, and did not fit"""
    leftOutBytes: int
    """what those would take, about"""
    lookedMs: float | None
    """when the last look was kept; null before the first"""


class SeedAdd(TypedDict):
    seeds: list[SeedAddSeed]
    changed: bool
    notice: NotRequired[str]
    """what a person should know about what was done"""


class SeedRemoveSeed(TypedDict):
    kind: Literal["topic", "author", "cube"]
    what: str
    """the topic, the did:key of the author, or the id of the cube"""
    name: str | None
    """of a cube that is here: what it is called"""
    author: NotRequired[str]
    """did:key"""
    authorName: NotRequired[str | None]
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: NotRequired[str | None]
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    maxBytes: int
    bytes: int
    """what its cubes take, with their index, as the cache counts it"""
    cubes: int
    leftOut: int
    """cubes that were offered when it was last looked for, and did not fit"""
    leftOutBytes: int
    """what those would take, about"""
    lookedMs: float | None
    """when the last look was kept; null before the first"""


class SeedRemove(TypedDict):
    seeds: list[SeedRemoveSeed]
    dropped: int
    """cubes that went"""
    notice: NotRequired[str]
    """what a person should know about what was done"""


class SeedListSeed(TypedDict):
    kind: Literal["topic", "author", "cube"]
    what: str
    """the topic, the did:key of the author, or the id of the cube"""
    name: str | None
    """of a cube that is here: what it is called"""
    author: NotRequired[str]
    """did:key"""
    authorName: NotRequired[str | None]
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: NotRequired[str | None]
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    maxBytes: int
    bytes: int
    """what its cubes take, with their index, as the cache counts it"""
    cubes: int
    leftOut: int
    """cubes that were offered when it was last looked for, and did not fit"""
    leftOutBytes: int
    """what those would take, about"""
    lookedMs: float | None
    """when the last look was kept; null before the first"""


class SeedList(TypedDict):
    seeds: list[SeedListSeed]


class Archive(TypedDict):
    cube: str
    name: str
    archived: bool
    blocks: int
    bytes: int
    freedBytes: NotRequired[int]


class Restore(TypedDict):
    cube: str
    name: str
    archived: bool
    blocks: int
    bytes: int
    freedBytes: NotRequired[int]


class Backup(TypedDict):
    out: str
    bytes: int
    entries: int
    blocks: int
    files: int
    damaged: int
    keys: bool
    swarms: list[str]
    swarmsLeftOut: list[str]


class SwarmCreate(TypedDict):
    swarm: str
    """id of the swarm"""
    name: str
    epoch: int


class SwarmInvite(TypedDict):
    invite: str
    id: str
    expires: str
    role: str


class SwarmInvitesInvite(TypedDict):
    id: str
    role: str
    expires: str
    auto: bool
    by: str
    byName: str | None
    byLabel: str | None
    byBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    state: Literal["open", "used", "revoked", "expired", "waiting"]
    name: str | None
    """who waits to be confirmed; a claim"""


class SwarmInvitesUsedTwiceItemPeopleItem(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class SwarmInvitesUsedTwiceItem(TypedDict):
    id: str
    authors: list[str]
    people: list[SwarmInvitesUsedTwiceItemPeopleItem]


class SwarmInvites(TypedDict):
    invites: list[SwarmInvitesInvite]
    usedTwice: list[SwarmInvitesUsedTwiceItem]


class SwarmRevoke(TypedDict):
    id: str
    state: str


class SwarmConfirm(TypedDict):
    member: str
    memberName: str | None
    memberLabel: str | None
    memberBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    name: str
    role: str


class SwarmJoin(TypedDict):
    swarm: str
    name: str | None
    epoch: int | None
    state: Literal["joined", "pending"]


class SwarmMembersMember(TypedDict):
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    name: str
    role: str
    online: bool
    you: bool
    copied: bool


class SwarmMembersPendingItem(TypedDict):
    id: str
    role: str
    expires: str
    auto: bool
    by: str
    byName: str | None
    byLabel: str | None
    byBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    state: Literal["open", "used", "revoked", "expired", "waiting"]
    name: str | None
    """who waits to be confirmed; a claim"""


class SwarmMembers(TypedDict):
    epoch: int
    state: str
    members: list[SwarmMembersMember]
    pending: list[SwarmMembersPendingItem]


class SwarmRole(TypedDict):
    member: str
    memberName: str | None
    memberLabel: str | None
    memberBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    role: str
    epoch: int


class SwarmRemove(TypedDict):
    epoch: int
    member: str
    memberName: str | None
    memberLabel: str | None
    memberBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class SwarmRotate(TypedDict):
    epoch: int


class SwarmListSwarm(TypedDict):
    swarm: str
    """id of the swarm"""
    name: str
    epoch: int
    role: str | None
    members: int
    online: int
    cubes: int
    mirrors: int
    """sealed copies that are held here; 0 while the swarm has no seeds"""
    state: str
    """online, offline without a daemon, removed, refused where members say so, copied, stopped or damaged with a problem"""
    problem: str | None
    kubo: str
    """whether Kubo nodes are let in"""
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""


class SwarmList(TypedDict):
    swarms: list[SwarmListSwarm]


class SwarmLeave(TypedDict):
    swarm: str
    name: str
    told: int


class SwarmSeedInvite(TypedDict):
    invite: str
    id: str
    expires: str
    role: str
    swarm: str


class SwarmSeedSwarmHeldItem(TypedDict):
    mirror: str
    author: str
    """did:key"""
    authorName: str | None
    """what they are called here: the nickname, else the name that they joined a swarm with"""
    authorLabel: str | None
    """the name as it is shown: in quotes where you did not give it, with the end of the key where two people could be meant"""
    authorBlocked: NotRequired[Literal[True]]
    """there where you blocked them"""
    commit: str
    time: str


class SwarmSeedSwarm(TypedDict):
    swarm: str
    """id of the swarm"""
    name: str
    epoch: int
    role: str
    online: int
    mirrors: int
    bytes: int
    held: list[SwarmSeedSwarmHeldItem]


class SwarmKuboPeer(TypedDict):
    peerId: str
    connected: bool


class SwarmKubo(TypedDict):
    swarm: str
    """id of the swarm"""
    name: str
    epoch: int
    state: Literal["off", "on", "offline", "stopped"]
    """off, on, offline without a daemon, or stopped with a problem"""
    problem: str | None
    peerId: str | None
    addresses: list[str]
    peers: list[SwarmKuboPeer]
    fingerprint: str | None
    """of the key, as Kubo prints it"""
    keyFile: str | None
    """where the key is, to be copied into the repository of Kubo"""
    keyEpoch: int | None
    """the epoch in which the key was put there"""


class SwarmKuboOnPeer(TypedDict):
    peerId: str
    connected: bool


class SwarmKuboOn(TypedDict):
    swarm: str
    """id of the swarm"""
    name: str
    epoch: int
    state: Literal["off", "on", "offline", "stopped"]
    """off, on, offline without a daemon, or stopped with a problem"""
    problem: str | None
    peerId: str | None
    addresses: list[str]
    peers: list[SwarmKuboOnPeer]
    fingerprint: str | None
    """of the key, as Kubo prints it"""
    keyFile: str | None
    """where the key is, to be copied into the repository of Kubo"""
    keyEpoch: int | None
    """the epoch in which the key was put there"""


class SwarmKuboOffPeer(TypedDict):
    peerId: str
    connected: bool


class SwarmKuboOff(TypedDict):
    swarm: str
    """id of the swarm"""
    name: str
    epoch: int
    state: Literal["off", "on", "offline", "stopped"]
    """off, on, offline without a daemon, or stopped with a problem"""
    problem: str | None
    peerId: str | None
    addresses: list[str]
    peers: list[SwarmKuboOffPeer]
    fingerprint: str | None
    """of the key, as Kubo prints it"""
    keyFile: str | None
    """where the key is, to be copied into the repository of Kubo"""
    keyEpoch: int | None
    """the epoch in which the key was put there"""


class Link(TypedDict):
    link: str
    cube: str
    name: str
    places: int
    """of this node in the link; 0 where it says the cube id alone"""
    online: bool
    """whether this node is on the network now"""
    visibility: Literal["private", "public", "swarm"]
    """who gets anything by it"""
    branch: NotRequired[str]
    published: NotRequired[bool]
    """with a branch: whether others get it"""


class ConfigListSetting(TypedDict):
    key: str
    value: str | float | bool | list[str] | None
    isSet: bool
    """false for the usual value"""
    takesEffect: Literal["at once", "at next start", "at next store move"]
    about: str
    expected: str


class ConfigList(TypedDict):
    settings: list[ConfigListSetting]


class ConfigGet(TypedDict):
    key: str
    value: str | float | bool | list[str] | None
    isSet: bool
    """false for the usual value"""
    takesEffect: Literal["at once", "at next start", "at next store move"]
    about: str
    expected: str


class ConfigSet(TypedDict):
    key: str
    value: str | float | bool | list[str] | None
    isSet: bool
    """false for the usual value"""
    takesEffect: Literal["at once", "at next start", "at next store move"]
    about: str
    expected: str
    changed: bool
    waits: bool
    """the daemon that runs goes on as it was started until it starts anew"""


class ConfigUnset(TypedDict):
    key: str
    value: str | float | bool | list[str] | None
    isSet: bool
    """false for the usual value"""
    takesEffect: Literal["at once", "at next start", "at next store move"]
    about: str
    expected: str
    changed: bool
    waits: bool
    """the daemon that runs goes on as it was started until it starts anew"""


class BootstrapList(TypedDict):
    bootstrap: list[str]


class BootstrapAdd(TypedDict):
    bootstrap: list[str]
    changed: bool
    waits: bool
    """the daemon that runs goes on as it was started until it starts anew"""


class BootstrapRemove(TypedDict):
    bootstrap: list[str]
    changed: bool
    waits: bool
    """the daemon that runs goes on as it was started until it starts anew"""
