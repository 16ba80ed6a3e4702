/**
 * What the licences that knowledge is shared under ask of whoever passes it on: a small table, no legal advice. Ids are
 * those of SPDX. Sources: the licences themselves, the compatibility charts of Creative Commons, and the list of the FSF.
 */

export interface Terms {
  id: string
  /** For software; the others are for texts and data. */
  software?: true
  /** Whoever passes it on must say who made it, or keep a notice. */
  attribution?: true
  nonCommercial?: true
  /** Nobody may publish a changed copy. */
  noDerivatives?: true
  /** What is made from it must stay under its own terms, or under these. */
  shareAlike?: readonly string[]
  /** Of another kind, and yet known to go into these. */
  into?: readonly string[]
  /** Known not to go into these. */
  notInto?: readonly string[]
}

const gpl3 = ['GPL-3.0-only', 'GPL-3.0-or-later']
const agpl3 = ['AGPL-3.0-only', 'AGPL-3.0-or-later']
const ccVersions = ['1.0', '2.0', '2.5', '3.0', '4.0']

/** Version 1.0 has no clause about later versions; of the others each later one will do. */
function laterVersions(family: string, version: string): string[] {
  if (version === '1.0') return [`${family}-1.0`]
  return ccVersions.filter((other) => other >= version).map((other) => `${family}-${other}`)
}

function creativeCommons(version: string): Terms[] {
  const is40 = version === '4.0'
  const id = (family: string): string => `${family}-${version}`
  return [
    { id: id('CC-BY'), attribution: true, into: is40 ? [...gpl3, ...agpl3] : [] },
    {
      id: id('CC-BY-SA'),
      attribution: true,
      shareAlike: [...laterVersions('CC-BY-SA', version), ...(is40 ? [...gpl3, 'LAL-1.3'] : [])],
    },
    { id: id('CC-BY-NC'), attribution: true, nonCommercial: true },
    {
      id: id('CC-BY-NC-SA'),
      attribution: true,
      nonCommercial: true,
      shareAlike: laterVersions('CC-BY-NC-SA', version),
    },
    { id: id('CC-BY-ND'), attribution: true, noDerivatives: true },
    { id: id('CC-BY-NC-ND'), attribution: true, nonCommercial: true, noDerivatives: true },
    // Its id in SPDX had its parts the other way round in version 1.0.
    { id: id('CC-BY-ND-NC'), attribution: true, nonCommercial: true, noDerivatives: true },
  ]
}

const all: readonly Terms[] = [
  { id: 'CC0-1.0' },
  { id: 'PDDL-1.0' },
  { id: 'CC-PDDC' },
  { id: 'Unlicense', software: true },
  { id: '0BSD', software: true },
  { id: 'MIT-0', software: true },
  ...ccVersions.flatMap(creativeCommons),
  { id: 'ODC-By-1.0', attribution: true },
  { id: 'ODbL-1.0', attribution: true, shareAlike: ['ODbL-1.0'] },
  { id: 'CDLA-Permissive-2.0', attribution: true },
  { id: 'CDLA-Sharing-1.0', attribution: true, shareAlike: ['CDLA-Sharing-1.0'] },
  { id: 'LAL-1.3', attribution: true, shareAlike: ['LAL-1.3', 'CC-BY-SA-4.0'] },
  { id: 'OGL-UK-3.0', attribution: true },
  { id: 'etalab-2.0', attribution: true },
  { id: 'GFDL-1.3-only', attribution: true, shareAlike: ['GFDL-1.3-only', 'GFDL-1.3-or-later'] },
  { id: 'GFDL-1.3-or-later', attribution: true, shareAlike: ['GFDL-1.3-only', 'GFDL-1.3-or-later'] },
  { id: 'MIT', software: true, attribution: true },
  { id: 'ISC', software: true, attribution: true },
  { id: 'BSD-2-Clause', software: true, attribution: true },
  { id: 'BSD-3-Clause', software: true, attribution: true },
  { id: 'Apache-2.0', software: true, attribution: true, notInto: ['GPL-2.0-only'] },
  {
    id: 'MPL-2.0',
    software: true,
    attribution: true,
    shareAlike: ['MPL-2.0', 'GPL-2.0-only', 'GPL-2.0-or-later', ...gpl3, ...agpl3],
  },
  { id: 'GPL-2.0-only', software: true, attribution: true, shareAlike: ['GPL-2.0-only'] },
  {
    id: 'GPL-2.0-or-later',
    software: true,
    attribution: true,
    shareAlike: ['GPL-2.0-only', 'GPL-2.0-or-later', ...gpl3, ...agpl3],
  },
  { id: 'GPL-3.0-only', software: true, attribution: true, shareAlike: [...gpl3, ...agpl3] },
  { id: 'GPL-3.0-or-later', software: true, attribution: true, shareAlike: [...gpl3, ...agpl3] },
  { id: 'AGPL-3.0-only', software: true, attribution: true, shareAlike: agpl3 },
  { id: 'AGPL-3.0-or-later', software: true, attribution: true, shareAlike: agpl3 },
]

const byId = new Map(all.map((terms) => [terms.id.toLowerCase(), terms]))
/** What people write. */
const aliases: Readonly<Record<string, string>> = {
  cc0: 'cc0-1.0',
  'apache-2': 'apache-2.0',
  odbl: 'odbl-1.0',
}

/** The terms of a licence by its id, in any case; undefined for one that the table does not have. */
export function termsOf(id: string): Terms | undefined {
  const lower = id.toLowerCase()
  return byId.get(Object.hasOwn(aliases, lower) ? (aliases[lower] as string) : lower)
}
