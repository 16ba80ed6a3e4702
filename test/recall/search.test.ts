import { describe, expect, it } from 'vitest'
import { document, holding, keys, NOW, open } from './an-index.ts'

const TOPICS = [
  'the river rose after rain',
  'a recipe for lentil soup',
  'how to tune a violin',
  'taxes are due in spring',
]

describe('recall by words', () => {
  it('finds a text as soon as replace returns', async () => {
    const index = await holding(TOPICS)
    expect((await keys(index, 'violin tuning'))[0]).toBe('2')
  })

  it('finds a name by its parts', async () => {
    const index = await holding([...TOPICS, 'Extend EventEmitter<Events> to type its listeners.'])
    expect((await keys(index, 'how do I type an event emitter?'))[0]).toBe('4')
  })

  it.each([
    ['German', 'Die Wärmepumpe steht im Garten.', 'Wo ist die Warmepumpe?'],
    ['German sharp s', 'Treffen in der Hauptstraße am Abend', 'HAUPTSTRASSE'],
    ['Russian', 'Ёлка стоит у окна в гостиной.', 'где стоит елка?'],
    ['Chinese', '我昨天在北京大学参加了一个关于气候变化的讲座。', '气候变化'],
    ['Chinese, part of a word', '我昨天在北京大学参加了一个讲座。', '北京'],
    ['Japanese', '昨日、東京タワーの近くで美味しいラーメンを食べました。', 'ラーメンはどこで食べた？'],
    ['Thai', 'เมื่อวานฉันกินก๋วยเตี๋ยวที่ตลาดน้ำ', 'ก๋วยเตี๋ยว'],
    ['Arabic', 'ذَهَبَ الوَلَدُ إلى المَدرَسَة صباحًا', 'المدرسة'],
    ['Korean', '어제 학교에서 친구를 만났다', '학교'],
    ['Hindi', 'मुझे हिन्दी कविता पढ़ना पसंद है', 'हिन्दी कविता'],
  ])('finds %s text by its words', async (_language, text, question) => {
    const other = [
      'Der Hund schläft.',
      'Кошка спит на диване.',
      '今天天气很好。',
      '猫が寝ています。',
      'แมวนอนหลับ',
      'القطة نائمة',
      '고양이가 잔다',
      'बिल्ली सो रही है',
    ]
    const index = await holding([...other, text])
    expect((await keys(index, question))[0]).toBe(String(other.length))
    await index.settled()
    expect((await keys(index, question))[0]).toBe(String(other.length))
  })

  it.each([
    '"',
    '""',
    'violin" OR "soup',
    'NEAR(violin soup)',
    'violin*',
    '^violin',
    'passage:violin',
    '-violin',
    '(((',
    'a AND',
    "'; drop table words",
    '{violin} : x',
  ])('reads %s as words, never as a query language', async (question) => {
    const index = await holding(TOPICS)
    await expect(index.search({ text: question, top: 3, nowMs: NOW })).resolves.toHaveProperty('hits')
  })

  it.each([
    ['an emoji', 'launch 🚀 day', '🚀'],
    ['one of several, and words', 'party 🎉 for the launch 🚀', 'who has a 🚀?'],
    ['an emoji of many characters', 'the family 👩‍👩‍👧 moved', '👩‍👩‍👧'],
    ['a colour of skin aside', 'agreed 👍🏽', '👍'],
    ['a flag', 'they fly to 🇵🇹 in May', '🇵🇹'],
    ['an arrow', 'spring → summer', '→'],
    ['a sign of money', 'it costs 40 €', '€'],
    ['a heart in text style', 'made with ❤', '❤️'],
  ])('finds %s', async (_name, text, question) => {
    const index = await holding(['running shoes 🏃', 'they fly to 🇫🇷 on Monday', text, 'postgres tuning'])
    expect((await keys(index, question))[0]).toBe('2')
    await index.settled()
    expect((await keys(index, question))[0]).toBe('2')
  })

  it.each(['*', '???', '…', '--', '🦆', '∑', '\u200b', 'xqzvw', 'zzqxv blorft', 'погода', '天气', '₿ 🦆'])(
    'answers %j with nothing where nothing has it, whatever may answer',
    async (question) => {
      const index = await holding([...TOPICS, 'launch 🚀 day', 'it costs 40 €'])
      for (const settle of [false, true]) {
        if (settle) await index.settled()
        expect(await keys(index, question)).toEqual([])
        expect(await keys(index, question, { cubes: ['notes'], top: 1000 })).toEqual([])
      }
    },
  )

  it('gives no hit that shares nothing with the question, and each hit a score above 0', async () => {
    const index = await holding([...TOPICS, 'launch 🚀 day', ''])
    await index.settled()
    for (const question of ['violin', 'how do I tune my instrument?', '🚀', 'soup or taxes', 'river']) {
      const { hits } = await index.search({ text: question, top: 1000, nowMs: NOW, cubes: ['notes'] })
      expect(hits.length, question).toBeGreaterThan(0)
      expect(hits.map(({ score }) => score).filter((score) => !(score > 0 && score <= 1))).toEqual([])
    }
  })

  it('asks with stop words when nothing else is left', async () => {
    const index = await holding([...TOPICS, 'To be or not to be'])
    expect((await keys(index, 'to be or not to be'))[0]).toBe('4')
  })

  it('takes texts of emoji, nothing, white space, NUL and half characters', async () => {
    const index = await holding(['', ' \n ', '🎉🎉', 'a\u0000b zebra', '\ud800 giraffe', '👩‍👩‍👧 family'])
    await index.settled()
    expect((await keys(index, 'giraffe'))[0]).toBe('4')
    const { hits } = await index.search({ text: 'zebra', top: 1, nowMs: NOW })
    expect(hits[0]).toMatchObject({ key: '3', text: 'a\u0000b zebra', offset: 0, length: 9 })
    expect(await index.status()).toMatchObject({ texts: 6, vectors: 6, pending: 0 })
  })

  it('answers a question of emoji alone without matching anything', async () => {
    const index = await holding(TOPICS)
    await index.settled()
    expect(await keys(index, '🎉')).toEqual([])
  })

  it.each([
    ['an empty question', { text: ' \n' }],
    ['no results', { top: 0 }],
    ['half a result', { top: 1.5 }],
    ['an impossible diversity', { diversity: 2 }],
    ['a negative budget', { budget: -1 }],
    ['a question as long as a book', { text: 'word '.repeat(3000) }],
  ])('refuses %s', async (_what, wrong) => {
    const index = await holding(TOPICS)
    await expect(index.search({ text: 'soup', top: 3, nowMs: NOW, ...wrong })).rejects.toMatchObject({
      code: 'ERR_INVALID_INPUT',
    })
  })
})

describe('recall by meaning', () => {
  it('finds what shares no word with the question', async () => {
    const index = await holding(['Our puppy chewed the sofa', ...TOPICS])
    await index.settled()
    expect((await keys(index, 'canine pets'))[0]).toBe('0')
  })

  it('says how many wait, and none once it is settled', async () => {
    const index = await holding(Array.from({ length: 2000 }, (_, i) => `note ${i} about rivers and rain`))
    const before = await index.search({ text: 'rain', top: 1, nowMs: NOW })
    expect(before.pending).toBeGreaterThan(0)
    await index.settled()
    expect(await index.status()).toMatchObject({ texts: 2000, vectors: 2000, pending: 0 })
    expect((await index.search({ text: 'rain', top: 1, nowMs: NOW })).pending).toBe(0)
  })

  it('ranks the same with the same index, graph or scan', async () => {
    const texts = Array.from({ length: 300 }, (_, i) => `${TOPICS[i % 4]} number ${i}`)
    const answers = []
    for (const exactBelow of [0, 0, 1000]) {
      const index = await holding(texts, await open(undefined, { exactBelow }))
      await index.settled()
      answers.push(await keys(index, 'soup with lentils 7', { top: 20 }))
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]!.slice(0, 5)).toEqual(answers[0]!.slice(0, 5))
  })
})

describe('passages in answers', () => {
  it('returns the best passage with exact offsets and its headings', async () => {
    const filler = Array.from({ length: 160 }, (_, i) => `plain${i}`).join(' ')
    const text = `# Handbook\n\n${filler}\n\n## Zebras 🦓\n\nZebras sleep standing.\n\n## Other\n\n${filler}\n`
    const index = await holding([text, ...TOPICS])
    await index.settled()
    const { hits } = await index.search({ text: 'how do zebras sleep?', top: 1, nowMs: NOW })
    const [hit] = hits
    expect(hit).toMatchObject({
      key: '0',
      headings: ['Handbook', 'Zebras 🦓'],
      text: '## Zebras 🦓\n\nZebras sleep standing.',
    })
    expect(text.slice(hit!.offset, hit!.offset + hit!.length)).toBe(hit!.text)
  })

  it('lifts the answer that stands beside the words of the question', async () => {
    const index = await open()
    const turns = ['hello there', 'which instrument do you play?', 'the cello, since school', 'goodbye now']
    const put = turns.map((text, order) => document(`turn-${order}`, text, { session: 'chat', order }))
    const strangers = TOPICS.slice(1).map((text, i) => document(`stranger-${i}`, text))
    await index.replace('notes', { put: [...put, ...strangers], remove: [] }, '1')
    expect((await keys(index, 'which instrument play')).slice(0, 3)).toContain('turn-2')
  })

  it('packs the best passages into a budget and says what was left out', async () => {
    const index = await holding([
      'lentil soup one',
      'lentil soup two '.repeat(40),
      'lentil soup three',
      'nothing alike',
    ])
    await index.replace(
      'fork',
      { put: [document('x', 'lentil soup one', { cube: 'fork', memory: 'other' })], remove: [] },
      '1',
    )
    await index.settled()
    const { packed } = await index.search({ text: 'lentil soup', top: 5, nowMs: NOW, budget: 20 })
    expect(packed!.tokens).toBeLessThanOrEqual(20)
    expect(packed!.tokens).toBe(packed!.passages.reduce((sum, passage) => sum + passage.tokens, 0))
    expect(packed!.passages.map((passage) => passage.text)).toContain('lentil soup three')
    expect(packed!.leftOut.map((item) => item.reason).sort()).toContain('over-budget')
    expect(packed!.leftOut.map((item) => item.reason)).toContain('duplicate')
    const none = await index.search({ text: 'lentil soup', top: 5, nowMs: NOW, budget: 0 })
    expect(none.packed!.passages).toEqual([])
  })

  it('chooses different memories when diversity is asked for', async () => {
    const index = await holding([
      'lentil soup with salt',
      'lentil soup with salt!',
      'lentil soup with salt.',
      'soup bowls of clay',
    ])
    await index.settled()
    expect(await keys(index, 'lentil soup with salt', { top: 2 })).not.toContain('3')
    expect(await keys(index, 'lentil soup with salt', { top: 2, diversity: 0.8 })).toContain('3')
  })

  it('returns one memory once, with the other places where it stands', async () => {
    const index = await holding(TOPICS)
    await index.replace(
      'fork',
      { put: [document('copy', TOPICS[1]!, { cube: 'fork', memory: 'cid-1' })], remove: [] },
      '1',
    )
    const { hits } = await index.search({ text: 'lentil soup', top: 5, nowMs: NOW, cubes: ['fork', 'notes'] })
    expect(hits.filter((hit) => hit.memory === 'cid-1')).toMatchObject([
      { cube: 'fork', key: 'copy', alsoIn: [{ cube: 'notes', key: '1' }] },
    ])
  })
})
