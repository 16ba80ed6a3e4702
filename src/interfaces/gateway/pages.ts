/** The pages of the gateway: what is published, for people without memcube. Pure: answers in, HTML out. */
import type { PublishedCommit, PublishedCube, PublishedMemory } from '../../node/index.ts'
import { Markup, markup, plain, words } from './markup.ts'

/** Held to by the policy of the page, by its digest. */
export const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:46rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}
a{color:light-dark(#0a58a8,#8ab8ff)}
code,pre{font:0.875rem/1.5 ui-monospace,monospace}
pre,.cmd{background:light-dark(#f3f4f6,#1f2329);border-radius:6px;padding:.75rem;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.quiet{color:light-dark(#545c66,#a3adb8);font-size:.875rem;overflow-wrap:anywhere}
ul{padding-left:1.25rem}li{margin:.25rem 0;overflow-wrap:anywhere}
footer{margin-top:3rem;border-top:1px solid light-dark(#d5d9de,#3a4048);padding-top:.75rem}`

/** Characters of a title, a message and a list of tags that a page shows. Guesses. */
const maxTitle = 200
const maxMessage = 500

export interface CubePage {
  cube: PublishedCube
  link: string
  keys: readonly string[]
  /** The key to go on after; undefined at the end. */
  more: string | undefined
  commits: readonly PublishedCommit[]
}

export function indexPage(cubes: readonly PublishedCube[], isWhole: boolean): string {
  const rows = cubes.map(
    (cube) =>
      markup`<li><a href="/cube/${cube.cube}">${words(cube.name, maxTitle)}</a> <span class="quiet">${memories(cube)}</span>${cube.about === undefined ? '' : markup`<br>${words(cube.about, maxMessage)}`}</li>`,
  )
  const body = markup`<h1>Published here</h1>
${rows.length === 0 ? markup`<p>Nothing is published on this node.</p>` : markup`<ul>${rows}</ul>`}
${isWhole ? '' : markup`<p class="quiet">There are more than this page lists.</p>`}`
  return page('Published memories', body)
}

export function cubePage({ cube, link, keys, more, commits }: CubePage): string {
  const [newest] = commits
  const body = markup`<h1>${words(cube.name, maxTitle)}</h1>
${cube.about === undefined ? '' : markup`<p>${words(cube.about, maxMessage)}</p>`}
<p class="quiet">${memories(cube)}${cube.licence === undefined ? ', no licence said' : markup`, licence ${words(cube.licence, maxTitle)}`}${cube.topics.length === 0 ? '' : markup`, topics ${words(cube.topics.join(', '), maxMessage)}`}</p>
${newest === undefined ? '' : markup`<p>${signedBy(newest)}</p>`}
<h2>Take it</h2>
<p>With <a href="https://www.npmjs.com/package/memcube">memcube</a>, every memory is verified before it is kept:</p>
<pre class="cmd">memcube pull ${link}</pre>
<p class="quiet">Or with any IPFS client, from this address: <a href="/ipfs/${cube.commit}?format=car">/ipfs/${cube.commit}</a></p>
<h2>Memories</h2>
${keys.length === 0 ? markup`<p>None.</p>` : markup`<ul>${keys.map((key) => markup`<li><a href="${memoryPath(cube, key)}">${words(key, maxTitle)}</a></li>`)}</ul>`}
${more === undefined ? '' : markup`<p><a href="/cube/${cube.cube}?after=${encodeURIComponent(more.toWellFormed())}">More</a></p>`}
<h2>History</h2>
<ul>${commits.map((one) => markup`<li>${words(one.message === '' ? 'no message' : one.message, maxMessage)}<br><span class="quiet">${signedBy(one)}</span></li>`)}</ul>
<p class="quiet">cube ${cube.cube}</p>`
  return page(cube.name, body)
}

export function memoryPage(
  cube: PublishedCube,
  memory: PublishedMemory,
  newest: PublishedCommit | undefined,
): string {
  const { key, tags, created, text, type } = memory
  const body = markup`<p class="quiet"><a href="/cube/${cube.cube}">${words(cube.name, maxTitle)}</a></p>
<h1>${words(key, maxTitle)}</h1>
${text === undefined ? markup`<p>This memory is no text, or too long for a page (${words(type, 40)}). A pull brings it.</p>` : markup`<pre>${words(text)}</pre>`}
<p class="quiet">${created === undefined ? '' : markup`written ${date(created)}`}${tags.length === 0 ? '' : markup`, tags ${words(tags.join(', '), maxMessage)}`}</p>
${newest === undefined ? '' : markup`<p>It is in the cube as of its newest commit, ${signedBy(newest)}.</p>`}
<p class="quiet">block <a href="/ipfs/${memory.memory}?format=raw">${memory.memory}</a></p>`
  return page(key, body)
}

export function errorPage(title: string, sentence: string): string {
  return page(title, markup`<h1>${title}</h1><p>${sentence}</p><p><a href="/">What is published here</a></p>`)
}

export function memoryPath({ cube }: PublishedCube, key: string): string {
  return `/cube/${cube}/memory?key=${encodeURIComponent(key.toWellFormed())}`
}

function page(title: string, body: Markup): string {
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${plain(title, maxTitle)}</title><style>${new Markup(style)}</style></head>
<body><main>${body}</main>
<footer class="quiet">Read-only. What is written here is by the people who signed it, and not by who runs this node.</footer></body></html>
`.toString()
}

function signedBy({ author, time, verified }: PublishedCommit): Markup {
  return markup`signed by <code>${plain(author, maxTitle)}</code> on ${date(time)}${verified ? ', and the signature holds' : ', and the signature could not be checked here'}`
}

function memories({ memories: count }: PublishedCube): string {
  return count === 1 ? '1 memory' : `${count} memories`
}

/** What a stranger signed as a time may be beyond any date. */
function date(ms: number): string {
  const found = new Date(ms)
  return Number.isNaN(found.getTime()) ? 'no date' : found.toISOString().slice(0, 16).replace('T', ' ')
}
