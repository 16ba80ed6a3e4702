// What the published client of Mem0 for JavaScript does with memcube in the place of its server: HOST and KEY in the environment.
import assert from 'node:assert/strict'
import { MemoryClient } from 'mem0ai'

const { HOST: host, KEY: apiKey } = process.env
const client = new MemoryClient({ apiKey, host })
await client.ping()

const messages = [
  { role: 'user', content: 'I am vegetarian and love Thai food' },
  { role: 'assistant', content: 'Noted.' },
]
const added = await client.add(messages, { userId: 'js', metadata: { topic: 'food' }, infer: false })
assert.deepEqual(
  added.results.map(({ event }) => event),
  ['ADD', 'ADD'],
)
const [{ id: food }, { id: noted }] = added.results
assert.equal((await client.get(food)).memory, 'I am vegetarian and love Thai food')
const page = await client.getAll({ filters: { user_id: 'js' }, page: 2, pageSize: 1 })
assert.equal(page.count, 2)
assert.equal(page.results[0].id, food)
const found = await client.search('what do they eat?', { filters: { user_id: 'js' }, topK: 1 })
assert.equal(found.results[0].id, food)
assert.equal(found.results[0].userId, 'js')
assert.equal((await client.update(food, { text: 'I am vegan' })).memory, 'I am vegan')
await client.batchUpdate([{ memoryId: food, text: 'I am vegan now' }])
const history = await client.history(food)
assert.deepEqual(
  history.map(({ event }) => event),
  ['ADD', 'UPDATE', 'UPDATE'],
)
assert.ok((await client.users()).results.some(({ name }) => name === 'js'))
await client.delete(food)
await client.batchDelete([noted])
await client.add('a last word', { userId: 'js' })
await client.deleteAll({ userId: 'js' })
assert.equal((await client.getAll({ filters: { user_id: 'js' } })).count, 0)
await client.add([{ role: 'user', content: 'to be gone' }], { runId: 'js-run' })
await client.deleteUsers({ runId: 'js-run' })
await assert.rejects(client.get(food), { name: 'MemoryNotFoundError' })
await assert.rejects(client.add('x', { userId: 'js', expirationDate: '2030-01-01' }), /expiration_date/)
await assert.rejects(new MemoryClient({ apiKey: 'wrong', host }).ping(), /token/)
process.stdout.write('all of it\n')
