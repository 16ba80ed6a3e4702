// What a request for a block asks for: query before header, the header by preference, and what is refused.
import { describe, expect, it } from 'vitest'
import { chooseFormat } from '../../../src/interfaces/gateway/choose-format.ts'

const [RAW, CAR] = ['application/vnd.ipld.raw', 'application/vnd.ipld.car']
const car = { type: 'car', scope: 'all', dups: false }

describe('a request', () => {
  it.each([
    [{ format: 'raw' }, undefined, { type: 'raw' }],
    [{ format: 'car' }, undefined, car],
    [{ format: 'raw' }, CAR, { type: 'raw' }],
    [{ format: 'car' }, `${CAR}; dups=y`, { ...car, dups: true }],
    [{}, RAW, { type: 'raw' }],
    [{}, `text/html, ${RAW};q=0.5, ${CAR};q=0.9`, car],
    [{}, `${CAR};version=2, ${CAR};version=1;order=dfs;dups=y;q=0.5`, { ...car, dups: true }],
    [{}, `${CAR};order=unk`, car],
    [{}, `${CAR.toUpperCase()}; Dups=Y`, { ...car, dups: true }],
    [{ 'car-dups': 'n' }, `${CAR};dups=y`, car],
    [{ format: 'car', 'dag-scope': 'block' }, undefined, { ...car, scope: 'block' }],
    [{ format: 'car', 'entity-bytes': '0:*' }, undefined, { ...car, scope: 'entity' }],
  ])('with %j and Accept %s is for %j', (query, accept, wish) => {
    expect(chooseFormat(query, accept)).toEqual(wish)
  })

  it.each([
    [{}, undefined, 400],
    [{}, ' ', 400],
    [{}, 'text/html,*/*;q=0.8', 406],
    [{}, `${RAW};q=0`, 406],
    [{}, `${CAR};version=2`, 406],
    [{ format: 'tar' }, RAW, 400],
    [{ format: ['raw', 'car'] }, RAW, 400],
    [{ format: 'car', 'car-version': '2' }, undefined, 400],
    [{ format: 'car', 'car-order': 'bfs' }, undefined, 400],
    [{ format: 'car', 'car-dups': 'maybe' }, undefined, 400],
    [{ format: 'car', 'dag-scope': 'everything' }, undefined, 400],
    [{ format: 'car', 'entity-bytes': '5:9' }, undefined, 400],
  ])('with %j and Accept %s is refused with %d', (query, accept, status) => {
    expect(chooseFormat(query, accept)).toMatchObject({ type: 'refused', status })
  })
})
