// Strangers' text on the pages is text: no element, no attribute, nothing that turns or hides what stands beside it.
import { describe, expect, it } from 'vitest'
import { cubePage, errorPage, indexPage, memoryPage } from '../../../src/interfaces/gateway/pages.ts'
import { markup, words } from '../../../src/interfaces/gateway/markup.ts'

const evil = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&lt;\u{202e}gnp\u{200b}\0\u{d800}`
const cube = {
  cube: 'bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
  name: evil,
  about: evil,
  topics: [evil],
  licence: evil,
  commit: 'bafyreigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
  memories: 2,
}
const commit = { commit: cube.commit, author: evil, time: 8.64e15 + 1, message: evil, verified: false }
const memory = { key: evil, memory: cube.commit, type: evil, tags: [evil], created: Number.NaN, text: evil }

describe('a page', () => {
  it.each([
    ['of what is published', indexPage([cube], false)],
    ['of a cube', cubePage({ cube, link: evil, keys: [evil], more: evil, commits: [commit] })],
    ['of a memory', memoryPage(cube, memory, commit)],
    ['of a memory without text', memoryPage(cube, { ...memory, text: undefined }, undefined)],
    ['of an error', errorPage(evil, evil)],
  ])('%s has no element and no attribute of a stranger', (_what, html) => {
    expect(html).not.toMatch(/<(script|img)/i)
    // Each `on...=` of a stranger stands within text, where its quotes and brackets are entities.
    for (const [tag] of html.replace(/<style>.*<\/style>/s, '').matchAll(/<[^>]*>/g))
      expect(tag).toMatch(
        /^<(!doctype html|\/?(html|head|body|main|title|style|h1|h2|p|ul|li|br|pre|bdi|code|span|a|footer|meta)( (lang|charset|name|content|class|href)="[^"<>]*")*)>$/,
      )
  })

  it('shows what would turn or hide text as what it is not', () => {
    const html = memoryPage(cube, memory, commit)
    expect(html).not.toMatch(/[\u{202e}\u{200b}\0]/u)
    expect(html.isWellFormed()).toBe(true)
  })

  it('says no date for a time that is beyond any', () => {
    expect(cubePage({ cube, link: '', keys: [], more: undefined, commits: [commit] })).toContain('on no date')
  })
})

it('what is put into markup is text, and what was markup stays', () => {
  expect(markup`<p title="${`"'<>&`}">${[words('a'), markup`<b>${1}</b>`]}</p>`.toString()).toBe(
    '<p title="&quot;&#39;&lt;&gt;&amp;"><bdi>a</bdi><b>1</b></p>',
  )
})
