import { inFile, type Room } from './mutant.ts'

const strangers = ['test/interfaces/http-strangers.test.ts']
const ui = ['test/interfaces/ui-sessions.test.ts']
const pages = ['test/interfaces/http-pages.test.ts']

export const http: Room = {
  folder: 'src/interfaces/http/',
  mutants: [
    ...inFile(
      'src/interfaces/http/idempotency.ts',
      ['test/interfaces/idempotency.test.ts'],
      [
        {
          fault: 'a write is done twice while the first is under way',
          text: 'if (underWay.has(key)) throw stillUnderWay()',
          replacement: 'if (underWay.size < 0) throw stillUnderWay()',
        },
        {
          fault: 'another request gets the answer of the first',
          text: 'before !== undefined && before.fingerprint !== fingerprint',
          replacement: "before !== undefined && before.fingerprint === ''",
        },
        {
          fault: 'another body is the same request',
          text: 'JSON.stringify([method, url, body ?? null])',
          replacement: 'JSON.stringify([method, url])',
        },
        {
          fault: 'a write that failed blocks its key',
          text: '      underWay.delete(key)\n',
          replacement: '',
        },
        {
          fault: 'an answer is not kept',
          text: '      await answered.keep(key, { fingerprint, status: reply.status, body: JSON.stringify(reply.body) })\n',
          replacement: '',
        },
      ],
    ),
    ...inFile('src/interfaces/http/guard.ts', strangers, [
      {
        fault: 'the token is not looked at',
        text: 'if (!timingSafeEqual(digest(given), expected)) throw',
        replacement: 'if (given === undefined) throw',
      },
      {
        fault: 'a page of another site may ask',
        text: 'if (origin !== undefined && origin !== `http://${host}`) {',
        replacement: "if (origin !== undefined && !origin.startsWith('http')) {",
      },
      { fault: 'another port is this machine', text: '&& Number(port) === localPort', replacement: '' },
    ]),
    ...inFile('src/interfaces/http/cursor.ts', pages, [
      {
        fault: 'a cursor that was changed is taken',
        text: 'tag.length !== tagBytes || !timingSafeEqual(tag, tagOf(list, place))',
        replacement: 'tag.length !== tagBytes',
      },
      {
        fault: 'the cursor of another list is taken',
        text: '      .update(`${list}\\0`)\n',
        replacement: '',
      },
    ]),
    ...inFile('src/interfaces/http/page.ts', pages, [
      {
        fault: 'a page begins with the item that the last one ended with',
        text: 'Math.min(index, ids.length) - 1) : at + 1',
        replacement: 'Math.min(index, ids.length) - 1) : at',
      },
      {
        fault: 'an item is left out when the one before it went',
        text: 'Math.max(0, Math.min(index, ids.length) - 1)',
        replacement: 'Math.max(0, Math.min(index, ids.length))',
      },
      {
        fault: 'a full last page has a next one',
        text: 'start + limit >= items.length',
        replacement: 'start + limit > items.length',
      },
      {
        fault: 'a page may have one item more',
        text: 'wanted < 1 || wanted > maxPage',
        replacement: 'wanted < 1 || wanted > maxPage + 1',
      },
    ]),
    ...inFile(
      'src/interfaces/http/jobs.ts',
      ['test/interfaces/jobs.test.ts'],
      [
        {
          fault: 'one job more may run',
          text: 'running >= this.#limits.running',
          replacement: 'running > this.#limits.running',
        },
        {
          fault: 'jobs that have ended are kept for ever',
          text: '[...old, ...many]',
          replacement: '[...many]',
        },
        {
          fault: 'one job more is kept',
          text: 'ended.length - most)',
          replacement: 'ended.length - 1 - most)',
        },
        {
          fault: 'a job that was cancelled has failed',
          text: "signal.aborted ? 'cancelled' : 'failed'",
          replacement: "'failed'",
        },
        {
          fault: 'a job that has ended is cancelled',
          text: 'if (one.job.ended === null) one.ending.abort(',
          replacement:
            'one.job = { ...one.job, ended: null }\n      if (one.job.ended === null) one.ending.abort(',
        },
      ],
    ),
    ...inFile(
      'src/interfaces/http/problem.ts',
      ['test/interfaces/jobs.test.ts'],
      [
        {
          fault: 'a mistake tells of its inside',
          text: "message: 'something went wrong that should not have',",
          replacement: "message: message ?? 'something went wrong that should not have',",
        },
        { fault: 'a conflict is bad input', text: 'ERR_CONFLICT: [409,', replacement: 'ERR_CONFLICT: [400,' },
      ],
    ),
    ...inFile('src/interfaces/http/ui/sessions.ts', ui, [
      { fault: 'a link works twice', text: '      tokens.delete(name)\n', replacement: '' },
      {
        fault: 'a link works after its time',
        text: 'expires === undefined || expires <= nowMs()',
        replacement: 'expires === undefined || expires < nowMs()',
      },
      {
        fault: 'the id of a session is enough',
        text: 'return timingSafeEqual(session.secret, digest(secret))',
        replacement: 'return secret.length >= 0',
      },
      {
        fault: 'a session does not end',
        text: 'session === undefined || session.until <= nowMs()',
        replacement: 'session === undefined',
      },
    ]),
    ...inFile(
      'src/interfaces/http/compat/mem0/filter.ts',
      ['test/interfaces/mem0/parts.test.ts', 'test/interfaces/mem0/calls.test.ts'],
      [
        {
          fault: 'one of several conditions of Mem0 is enough',
          text: 'filter.all.every((one) => matches(one, record))',
          replacement: 'filter.all.some((one) => matches(one, record))',
        },
        {
          fault: 'a filter of Mem0 that asks for more than ids is answered by tags alone',
          text: 'isAll: parts.every(({ isAll }) => isAll)',
          replacement: 'isAll: parts.some(({ isAll }) => isAll)',
        },
        {
          fault: 'a filter of Mem0 may be as deep as somebody likes',
          text: 'if (depth > maxDepth)',
          replacement: 'if (depth > 1e6)',
        },
        {
          fault: 'a value in a filter of Mem0 may be as deep as somebody likes',
          text: 'if (!isWithin(value, maxValueDepth))',
          replacement: 'if (value === maxValueDepth)',
        },
      ],
    ),
    ...inFile(
      'src/interfaces/http/compat/mem0/serve-mem0.ts',
      ['test/interfaces/mem0/parts.test.ts', 'test/interfaces/mem0/calls.test.ts'],
      [
        {
          fault: 'a key of Mem0 counts more than the token that is there',
          text: "authorization === undefined && typeof key === 'string'",
          replacement: "typeof key === 'string'",
        },
        {
          fault: "Mem0's ways to give the token hold for any path that names it",
          text: 'url.startsWith(`${place}/`)',
          replacement: 'url.includes(`${place}/`)',
        },
      ],
    ),
    ...inFile(
      'src/interfaces/http/compat/mem0/record.ts',
      ['test/interfaces/mem0/parts.test.ts', 'test/interfaces/mem0/calls.test.ts'],
      [
        {
          fault: 'a memory of Mem0 that was changed was made then',
          text: "textOf(data['created_at']) ?? iso(stored.created)",
          replacement: 'iso(stored.created + 1)',
        },
        {
          fault: 'a history of Mem0 does not tell what was deleted',
          text: "record === undefined ? 'DELETE' : before",
          replacement: "record === undefined ? 'UPDATE' : before",
        },
      ],
    ),
    ...inFile(
      'src/interfaces/http/wrong-methods.ts',
      ['test/interfaces/http-resources.test.ts'],
      [
        {
          fault: 'a wrong method is not told of where something is asked behind the path',
          text: "request.url.split('?', 1)[0]!",
          replacement: 'request.url',
        },
      ],
    ),
    ...inFile(
      'src/interfaces/http/serve-proof.ts',
      ['test/interfaces/api-proof.test.ts'],
      [
        {
          fault: 'a proof fits every place',
          text: 'placeText(socket.localAddress, socket.localPort)',
          replacement: 'placeText(undefined, undefined)',
        },
      ],
    ),
  ],
}
