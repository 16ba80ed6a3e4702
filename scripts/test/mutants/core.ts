import { inFile, type Room } from './mutant.ts'

const swarm = 'test/core/swarm/resolve.test.ts'
const swarmVectors = 'test/core/swarm/vectors.test.ts'
const swarmProperties = 'test/core/swarm/resolve-properties.test.ts'

export const core: Room = {
  folder: 'src/core/',
  mutants: [
    ...inFile(
      'src/core/turns/create-turns.ts',
      ['test/core/turns.test.ts'],
      [
        {
          fault: 'long work gives nobody else a turn',
          text: 'return nowMs() - beganMs >= mostMs',
          replacement: 'return nowMs() - beganMs < 0',
        },
        {
          fault: 'all who wait for a turn go on in it',
          text: 'if (isOver()) inNextTurn(goOn)',
          replacement: 'if (nowMs() < 0) inNextTurn(goOn)',
        },
        {
          fault: 'who waited last is next',
          text: 'else waiting.shift()?.()',
          replacement: 'else waiting.pop()?.()',
        },
      ],
    ),
    ...inFile(
      'src/core/diff/compare-lists.ts',
      ['test/core/diff.test.ts'],
      [
        {
          fault: 'what two lists share is not the longest',
          text: 'Math.max(at(i + 1, j), at(i, j + 1))',
          replacement: 'Math.min(at(i + 1, j), at(i, j + 1))',
        },
        {
          fault: 'large lists are compared to the end',
          text: 'a.length * b.length > mostPairs',
          replacement: 'a.length * b.length > Infinity',
        },
      ],
    ),
    ...inFile(
      'src/core/diff/diff-lines.ts',
      ['test/core/diff.test.ts'],
      [
        {
          fault: 'a line is counted at the start and at the end',
          text: 'end < a.length - start && end < b.length - start',
          replacement: 'end < a.length && end < b.length',
        },
        {
          fault: 'what was removed never stands beside what was added',
          text: "while (rows[split]?.is === 'removed') split++",
          replacement: "while (rows[split]?.is === 'same') split++",
        },
      ],
    ),
    ...inFile(
      'src/core/diff/diff-words.ts',
      ['test/core/diff.test.ts'],
      [
        {
          fault: 'two sentences are marked word by word',
          text: 'if (shared < leastShared',
          replacement: 'if (shared < 0 * leastShared',
        },
        {
          fault: 'long lines are read word by word',
          text: 'if (left.length > mostChars || right.length > mostChars) return whole',
          replacement: 'if (left.length > mostChars && right.length < 0) return whole',
        },
      ],
    ),
    ...inFile(
      'src/core/policy/after-removal.ts',
      ['test/sharing/decide-rights.test.ts'],
      [
        {
          fault: 'who was taken off writes on',
          text: 'return wasNamed(authors, author, roster.n)',
          replacement: 'return wasNamed(authors, author, roster.n - 1)',
        },
        {
          fault: 'an author of the genesis who was taken off writes on',
          text: 'return named === undefined && ever.some((one) => bytesEqual(one, key))',
          replacement: 'return named !== undefined && ever.some((one) => bytesEqual(one, key))',
        },
      ],
    ),
    ...inFile(
      'src/core/swarm/resolve.ts',
      [swarm],
      [
        {
          fault: 'an epoch is not stale after somebody lost rights',
          text: 'stale: rivals || knowMore || removedSince',
          replacement: 'stale: rivals || knowMore',
        },
        {
          fault: 'an epoch is not stale when somebody who is gone has its secrets',
          text: 'stale: rivals || knowMore || removedSince',
          replacement: 'stale: rivals || removedSince',
        },
        {
          fault: 'two epochs of one number are not stale',
          text: '.length > 1\n  const full',
          replacement: '.length > 2\n  const full',
        },
        {
          fault: 'a seed that knows the content does not make the epoch stale',
          text: "(role === 'seed' && ct.length > 48)",
          replacement: "(role === 'seed' && ct.length > 80)",
        },
        {
          fault: 'an epoch may skip numbers',
          text: 'change.epoch === before + 1',
          replacement: 'change.epoch >= before + 1',
        },
        {
          fault: 'an invitation stays open when its maker is put out',
          text: 'revoked.has(name) || !admins.has(nameOf(event.author))',
          replacement: 'revoked.has(name)',
        },
        {
          fault: 'an invitation that was used stays open',
          text: "used.has(name) ? 'used' :",
          replacement: "used.has(name) && isTakenBack ? 'used' :",
        },
      ],
    ),
    ...inFile(
      'src/core/swarm/removals.ts',
      [swarm, swarmVectors, swarmProperties],
      [
        {
          fault: 'of two who remove each other the junior one stays',
          text: 'compareRanks(x, y)) || a.index - b.index',
          replacement: 'compareRanks(y, x)) || a.index - b.index',
        },
        {
          fault: 'a removal takes effect whoever signed it',
          text: 'if (!undoes && authority.judge([...inEffect, ...here]).mayBe(one)) here.push(one)',
          replacement: 'if (!undoes) here.push(one)',
        },
      ],
    ),
    ...inFile(
      'src/core/swarm/authority.ts',
      [swarm, swarmVectors, swarmProperties],
      [
        {
          fault: 'whoever was made an admin later is more senior',
          text: 'return a.depth - b.depth ||',
          replacement: 'return b.depth - a.depth ||',
        },
        {
          fault: 'of two roles set at one time the greater one counts',
          text: 'ROLES[Math.min(...roles)]',
          replacement: 'ROLES[Math.max(...roles)]',
        },
        {
          fault: 'a lesser role voids what was signed after it as well',
          text: "removal.event.change.kind === 'role' && isBehind(removal, event)",
          replacement: "removal.event.change.kind === 'role' && isBehind(event, removal)",
        },
      ],
    ),
    ...inFile(
      'src/core/swarm/admit-events.ts',
      ['test/core/swarm/admit-events.test.ts'],
      [
        {
          fault: 'one event more than the limit is kept',
          text: 'SWARM_LIMITS.maxEvents - known.size',
          replacement: 'SWARM_LIMITS.maxEvents + 1 - known.size',
        },
        {
          fault: 'the limit holds for each delivery anew',
          text: 'SWARM_LIMITS.maxEvents - known.size',
          replacement: 'SWARM_LIMITS.maxEvents',
        },
        {
          fault: 'each leave of one member is kept',
          text: 'if (isLeave(one.event.event)) left.add(nameOf(one.event.event.author))',
          replacement: '',
        },
        {
          fault: 'signatures are not looked at',
          text: '    verifyEvent(one.event.event)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/core/swarm/content-channel.ts',
      ['test/core/swarm/content-channel.test.ts'],
      [
        {
          fault: 'frames are taken after the end',
          text: 'if (ended || kind === undefined',
          replacement: 'if (kind === undefined',
        },
        {
          fault: 'a frame may end between its pieces',
          text: 'if (isMiddle || text.length > 0) throw',
          replacement: 'if (text.length > 0) throw',
        },
        {
          fault: 'the two directions have one key',
          text: '    hellos.answerer,\n    sender,\n',
          replacement: '    hellos.answerer,\n',
        },
      ],
    ),
    ...inFile(
      'src/core/swarm/join-request.ts',
      ['test/core/swarm/hostile.test.ts'],
      [
        {
          fault: 'a join request need not prove that its invitation is held',
          text: 'if (!verifySignature(PROOF_DOMAIN, encode(plain), proof, join.invitation))',
          replacement: 'if (!verifySignature(PROOF_DOMAIN, encode(plain), proof, join.invitation) && false)',
        },
      ],
    ),
    ...inFile(
      'src/core/merge/three-way.ts',
      ['test/core/merge/three-way.test.ts'],
      [
        {
          fault: 'what is contested is the same as itself',
          text: "if (a === 'contested' || b === 'contested') return false",
          replacement: "if (a === 'contested' || b === 'contested') return a === b",
        },
      ],
    ),
    ...inFile(
      'src/core/merge/merge-bases.ts',
      ['test/core/merge/merge-bases.test.ts'],
      [
        {
          fault: 'ancestors of common ancestors are bases',
          text: 'if (isCommon && !visit.stale) bases.push',
          replacement: 'if (isCommon) bases.push',
        },
        {
          fault: 'ahead and behind are exchanged',
          text: "if (first.equals(theirs)) return { type: 'ahead' }",
          replacement: "if (first.equals(ours)) return { type: 'ahead' }",
        },
      ],
    ),
    ...inFile(
      'src/core/merge/history.ts',
      ['test/core/merge/merge-bases.test.ts'],
      [
        {
          fault: 'a parent may be as old as its child',
          text: 'if (parent.rev < child.rev) return',
          replacement: 'if (parent.rev <= child.rev) return',
        },
      ],
    ),
    ...inFile(
      'src/core/merge/resolve-conflicts.ts',
      ['test/core/merge/resolve-conflicts.test.ts'],
      [
        {
          fault: 'who merges decides which value keeps the key',
          text: 'Buffer.compare(ours.bytes, theirs.bytes) < 0 ? [ours, theirs] : [theirs, ours]',
          replacement: '[ours, theirs]',
        },
        {
          fault: 'a union overwrites what lies at the key beside',
          text: 'if (there === undefined || there.equals(value)) return candidate',
          replacement: 'return candidate ?? there',
        },
      ],
    ),
    ...inFile(
      'src/core/merge/origins.ts',
      ['test/core/merge/origins.test.ts'],
      [
        {
          fault: 'a commit that nobody signed makes somebody an author',
          text: 'if (!isThere || !(await reader.isSigned(theirs))) continue',
          replacement: 'if (!isThere) continue',
        },
        {
          fault: 'what was taken in twice counts where it was last',
          text: 'boundary.child.rev < other.child.rev',
          replacement: 'boundary.child.rev > other.child.rev',
        },
        {
          fault: 'a commit hears what was taken in above it',
          text: 'above.filter(({ child }) => child.rev <= tip.rev)',
          replacement: '[...above]',
        },
      ],
    ),
    ...inFile(
      'src/core/merge/brought-values.ts',
      ['test/core/merge/who-wrote-what.test.ts'],
      [
        {
          fault: 'a value that went away and came back is told from what came last',
          text: 'if (!isFirst && left?.has(number) !== false) return boundaries',
          replacement: 'if (isFirst && left?.has(number) === true) return boundaries',
        },
        {
          fault: 'what came with a state that is not held is passed over',
          text: 'if (there?.has(number) !== false) found.push(boundary)',
          replacement: 'if (there?.has(number) === true) found.push(boundary)',
        },
      ],
    ),
    ...inFile(
      'src/core/tree/subtree.ts',
      ['test/core/tree/ranges.test.ts'],
      [
        {
          fault: 'a key may stand at the end of the range of its parent',
          text: 'compareKeys(last, before) >= 0',
          replacement: 'compareKeys(last, before) > 0',
        },
        {
          fault: 'the level of keys is not checked',
          text: 'if (depth !== level)\n      throw',
          replacement: 'if (depth > level)\n      throw',
        },
      ],
    ),
    ...inFile(
      'src/core/tree/levels.ts',
      ['test/core/tree/verify-tree.test.ts'],
      [
        {
          fault: 'a subtree that is shared may hang under another parent',
          text: '|| !isWithin(twin, subtree)) return true',
          replacement: ') return true',
        },
      ],
    ),
    ...inFile(
      'src/core/tree/key-filter.ts',
      ['test/core/tree/key-filter.test.ts'],
      [
        {
          fault: 'a node right before the keys of a part is taken for one of it',
          text: 'compareKeys(before, prefix) <= 0',
          replacement: 'compareKeys(before, prefix) < 0',
        },
        {
          fault: 'a node between two keys of a part is left out',
          text: 'after.startsWith(prefix) || ',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/core/tree/proof.ts',
      ['test/core/tree/proof.test.ts'],
      [
        {
          fault: 'a proof that stops half-way proves absence',
          text: "if (last.type === 'down') throw",
          replacement: "if (last.type === 'down' && rest.length > 64) throw",
        },
        {
          fault: 'the blocks of a proof are not hashed',
          text: '(options), depths: true, hashes: true }',
          replacement: '(options), depths: true, hashes: false }',
        },
      ],
    ),
    ...inFile(
      'src/core/tree/key.ts',
      ['test/core/tree/key.test.ts'],
      [
        {
          fault: 'keys are in the order of JavaScript',
          text: 'return codePointRank(x) - codePointRank(y)',
          replacement: 'return x - y',
        },
        {
          fault: 'a key of 1,024 bytes is too long',
          text: 'bytes.length <= LIMITS.maxKeyBytes',
          replacement: 'bytes.length < LIMITS.maxKeyBytes',
        },
      ],
    ),
    ...inFile(
      'src/core/codec/scan.ts',
      ['test/core/codec/scan.test.ts'],
      [
        {
          fault: 'a map may have a key twice',
          text: '      if (difference > 0) break\n    }',
          replacement:
            '      if (difference > 0) break\n    }\n    if (bytes[aEnd - 1] === bytes[bEnd - 1]) return',
        },
        {
          fault: 'a whole number may be written as a float',
          text: 'if (Number.isSafeInteger(value)) throw',
          replacement: 'if (Number.isSafeInteger(value) && value < 0) throw',
        },
        {
          fault: 'a map may have one key more',
          text: 'length > cursor.limits.maxMapKeys)',
          replacement: 'length > cursor.limits.maxMapKeys + 1)',
        },
      ],
    ),
    ...inFile(
      'src/core/codec/block.ts',
      ['test/core/codec/block.test.ts'],
      [
        {
          fault: 'the hash of a block is not checked',
          text: 'if (!bytesEqual(sha256(bytes), cid.multihash.digest)) {',
          replacement: 'if (cid.multihash.digest.length !== 32) {',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/head.ts',
      ['test/core/cube/records.test.ts', 'test/core/cube/vectors.test.ts'],
      [
        {
          fault: 'a head that jumps by one more than allowed is taken',
          text: 'return seq - known.seq > maxJump',
          replacement: 'return seq - known.seq > maxJump + 1',
        },
        {
          fault: 'two heads with one number are the same',
          text: "sameRefs(known.head, head) ? { type: 'same' } : { type: 'forked' }",
          replacement: "{ type: 'same' }",
        },
        {
          fault: 'a head of another cube is verified',
          text: '  requireCube(head.cube, genesis)\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/proposal.ts',
      ['test/protocols/proposals/records.test.ts'],
      [
        {
          fault: 'a cube that is no fork may propose',
          text: 'if (fork.forkOf?.cube.equals(proposal.upstream) !== true)',
          replacement: 'if (fork.forkOf?.cube.equals(proposal.upstream) === false)',
        },
        {
          fault: 'a verdict about another cube is taken',
          text: 'if (!verdict.upstream.equals(upstream))',
          replacement: 'if (verdict.upstream === undefined)',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/tid.ts',
      ['test/core/cube/properties.test.ts'],
      [
        {
          fault: 'a revision is repeated when the clock stands still',
          text: 'now > last ? now : last + 1n',
          replacement: 'now >= last ? now : last + 1n',
        },
      ],
    ),
    ...inFile(
      'src/core/policy/authors.ts',
      ['test/core/policy/authors.test.ts'],
      [
        {
          fault: 'a roster needs one signature less',
          text: 'if (have.length >= need) return',
          replacement: 'if (have.length >= need - 1) return',
        },
        {
          fault: 'signatures of authors who may not sign main count',
          text: "signed.filter((key) => maySign(before, key, 'main'))",
          replacement: 'signed.filter((key) => includes(keysOf(before), key))',
        },
        {
          fault: 'whoever names a successor may change the threshold',
          text: 'if (successor === undefined || threshold !== before.threshold) return false',
          replacement: 'if (successor === undefined || threshold < 0) return false',
        },
        {
          fault: 'a roster need not follow the one before',
          text: 'n !== before.n + 1 || !previous.equals(before.id)',
          replacement: 'n !== before.n + 1',
        },
        {
          fault: 'a branch needs more authors than may sign it',
          text: 'Math.max(1, Math.min(standing.threshold, able))',
          replacement: 'standing.threshold',
        },
      ],
    ),
    ...inFile(
      'src/core/policy/authors-roster.ts',
      ['test/core/policy/authors-vectors.test.ts'],
      [
        {
          fault: 'a threshold counts only those whose pattern is main or the star',
          text: "branches.some((one) => fitsPattern(one, 'main'))",
          replacement: "branches.some((one) => one === '*' || one === 'main')",
        },
      ],
    ),
    ...inFile(
      'src/core/cube/form.ts',
      ['test/core/cube/vectors.test.ts'],
      [
        {
          fault: 'a name in crit that is not known is passed over',
          text: "return { version: 2, unknown: value['crit'] as string[] }",
          replacement: 'return undefined',
        },
        {
          fault: 'crit may name a field that is not there',
          text: 'return absent === undefined ? undefined : `names of fields',
          replacement: "return absent !== '' ? undefined : `names of fields",
        },
        {
          fault: 'keys are signed without their algorithm',
          text: 'return record.v === 1 || keys === undefined ? record : withKeys(record, keys, tagKey)',
          replacement:
            'return record.v === 1 || keys === undefined ? record : withKeys(record, keys, (key) => key)',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/memory.ts',
      ['test/core/cube/vectors.test.ts'],
      [
        {
          fault: 'a memory of a later version has no payload',
          text: 'const isLinked = isMap(content) && openPayload(content) === undefined',
          replacement: 'const isLinked = isMap(content) && openPayload === undefined',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/memory.ts',
      ['test/core/cube/versions.test.ts'],
      [
        {
          fault: 'what was written in version 1 is written anew when it is said again',
          text: 'VERSIONS.filter((v) => v < made.memory.v)',
          replacement: 'VERSIONS.filter((v) => v === made.memory.v)',
        },
        {
          fault: 'a new memory takes over fields that nobody knows',
          text: '...knownFields(input), tags: sorted }',
          replacement: '...input, tags: sorted }',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/known-fields.ts',
      ['test/core/cube/versions.test.ts'],
      [
        {
          fault: 'what is not known of a derivation is taken over',
          text: "derived.map((one) => picked(one, 'derived'))",
          replacement: 'derived',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/tombstone.ts',
      ['test/core/cube/versions.test.ts'],
      [
        {
          fault: 'one tombstone is another memory in each program',
          text: '    v: tombstone.v,\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/core/policy/authors-roster.ts',
      ['test/core/cube/versions.test.ts'],
      [
        {
          fault: 'one roster is another memory in each program',
          text: '    v: roster.v,\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/core/sealed/sealed-record.ts',
      ['test/core/swarm/vectors.test.ts'],
      [
        {
          fault: 'two members make other mirrors of one cube',
          text: 'export const MIRROR_VERSION = 1',
          replacement: 'export const MIRROR_VERSION = 2',
        },
      ],
    ),
    ...inFile(
      'src/core/cube/shape.ts',
      ['test/core/cube/vectors.test.ts'],
      [
        {
          fault: 'a record is linked under any codec',
          text: "linkCodec(value) === DAG_CBOR ? undefined : 'a link to a dag-cbor block'",
          replacement: 'undefined',
        },
        {
          fault: 'a payload is linked under any codec',
          text: "linkCodec(value) === DAG_CBOR ? 'a link to a raw or dag-pb block' : undefined",
          replacement: 'undefined',
        },
      ],
    ),
    ...inFile(
      'src/core/policy/authors-successor.ts',
      ['test/core/policy/authors.test.ts'],
      [
        {
          fault: 'a successor need not agree',
          text: '    verifySignature(domain, payload, oldSig, fields.old) &&\n    verifySignature(domain, payload, newSig, fields.new)\n',
          replacement:
            '    verifySignature(domain, payload, oldSig, fields.old) &&\n    newSig.length === 64\n',
        },
      ],
    ),
    ...inFile(
      'src/core/policy/authors-canonical.ts',
      ['test/core/policy/authors-canonical.test.ts'],
      [
        {
          fault: 'one vote less is enough',
          text: 'visit.votes.size >= threshold',
          replacement: 'visit.votes.size >= threshold - 1',
        },
        {
          fault: 'ancestors of the commit of a branch are found as well',
          text: 'visit.covered || enough)',
          replacement: 'visit.covered)',
        },
      ],
    ),
    ...inFile(
      'src/core/rules/judge.ts',
      ['test/core/rules/judge.test.ts'],
      [
        {
          fault: 'a condition that cannot be decided lets pass',
          text: 'if (applies !== true) return `its when',
          replacement: "if (applies !== true && rule.on === 'commit') return `its when",
        },
        {
          fault: 'the changes of a commit are not counted',
          text: '    meter.countChange()\n',
          replacement: '',
        },
      ],
    ),
    ...inFile(
      'src/core/rules/approvals.ts',
      ['test/core/rules/judge.test.ts'],
      [
        {
          fault: 'an approval of another commit counts',
          text: 'isHere && isOfCube && merged.some((commit) => commit.equals(approval.commit))',
          replacement: 'isHere && isOfCube && merged.length > 0',
        },
        {
          fault: 'an approval for another cube counts',
          text: 'isHere && isOfCube && merged',
          replacement: 'isHere && merged',
        },
      ],
    ),
    ...inFile(
      'src/core/sealed/mirror.ts',
      ['test/core/sealed/sealed.test.ts'],
      [
        {
          fault: 'the header of another mirror opens a mirror',
          text: '!bytesEqual(mirror.genesis.bytes, genesis) || !bytesEqual(mirror.header.bytes, header)',
          replacement: '!bytesEqual(mirror.header.bytes, header) && mirror.epoch < 0',
        },
      ],
    ),
    ...inFile(
      'src/core/sealed/statement.ts',
      ['test/core/sealed/statement.test.ts'],
      [
        {
          fault: 'a statement that another author signed is unsealed',
          text: 'else verifyHead(parseHead(statement), plainGenesis, [author])',
          replacement: 'else verifyHead(parseHead(statement), plainGenesis, plainGenesis.authors)',
        },
      ],
    ),
    ...inFile(
      'src/core/audit/check-log.ts',
      ['test/core/audit/check-log.test.ts'],
      [
        {
          fault: 'a log that lost its last entry is whole',
          text: 'if (state.size > this.size)',
          replacement: 'if (state.size > this.size + 1)',
        },
        {
          fault: 'entries that were written elsewhere are in place',
          text: 'if (seq !== index) {',
          replacement: 'if (seq > index) {',
        },
      ],
    ),
    ...inFile(
      'src/core/audit/proofs.ts',
      ['test/core/audit/merkle.test.ts', 'test/core/audit/vectors.test.ts'],
      [
        {
          fault: 'a proof of inclusion may be cut short',
          text: 'return last === 0 && bytesEqual(hash, tree.root)',
          replacement: 'return bytesEqual(hash, tree.root)',
        },
        {
          fault: 'the older tree is not held against its root',
          text: 'bytesEqual(before, older.root) && bytesEqual(after, newer.root)',
          replacement: 'bytesEqual(after, newer.root)',
        },
      ],
    ),
    ...inFile(
      'src/core/identity/verify-raw.ts',
      ['test/core/identity/verify-raw.test.ts'],
      [
        {
          fault: 'a neutral R is taken',
          text: '!isNeutral(sig) && nativeVerify',
          replacement: 'nativeVerify',
          survives: 'OpenSSL 3.5 of Node 24 refuses it as well; OpenSSL 3.0 of Node 22 does not',
        },
        {
          fault: 'a key of small order is taken',
          text: '!point.isSmallOrder() && point.isTorsionFree()',
          replacement: 'point.isTorsionFree() || point.isSmallOrder()',
        },
      ],
    ),
    ...inFile(
      'src/core/licence/compare-licences.ts',
      ['test/core/licence/compare.test.ts'],
      [
        {
          fault: 'of what is under several licences at once one will do',
          text: "return from.conjunction === 'or' ? best(answers) : worst(answers)",
          replacement: "return from.conjunction === 'or' ? worst(answers) : best(answers)",
        },
        {
          fault: 'non-commercial goes into commercial',
          text: 'theirs.nonCommercial === true && ours.nonCommercial !== true',
          replacement: 'theirs.nonCommercial === true && ours.nonCommercial === true',
        },
      ],
    ),
    ...inFile(
      'src/core/signals/any-signal.ts',
      ['test/core/signals/any-signal.test.ts'],
      [
        {
          fault: 'a signal of several is taken as it is, and held for ever',
          text: 'signals.flatMap((signal) => madeOf.get(signal) ?? [signal])',
          replacement: 'signals',
        },
      ],
    ),
  ],
}
