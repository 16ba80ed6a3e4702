/** What tells a service manager to run the daemon of a home: a systemd unit, or a launchd property list. Pure. */
import { MemCubeError } from '../../../core/errors.ts'

export interface ServiceWish {
  /** Absolute paths, without control characters. */
  home: string
  /** The program and its first arguments: Node and the script. */
  command: readonly string[]
  /** Other folders that the daemon writes to. */
  writes: readonly string[]
  /** For a unit of the system: who runs it, as numbers. */
  runsAs?: { uid: number; gid: number } | undefined
}

/** The first line of what this program writes; it replaces nothing else. */
export const madeBy = (home: string): string => `Made by \`memcube service install\` for the home ${home}`

/** Seconds; a daemon ends itself by force after 15. */
const stopSeconds = 20

/** They need no rights and hide nothing: they work for a user's manager too. V8 writes code, so its memory stays executable. */
const always = [
  'NoNewPrivileges=yes',
  'UMask=0077',
  'LockPersonality=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'SystemCallArchitectures=native',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
]

/** A unit of the system sees the machine read-only, but for what it keeps. /tmp stays that of all: exports that go there fail aloud. */
function sandbox({ home, command, writes }: ServiceWish): string[] {
  const isBelow = (path: string): boolean => /^\/(home|root|run\/user)\//.test(path)
  const kept = [home, ...writes]
  return [
    'ProtectSystem=strict',
    `ProtectHome=${[...kept, ...command].some(isBelow) ? 'read-only' : 'yes'}`,
    `ReadWritePaths=${kept.map(quoted).join(' ')}`,
    'PrivateDevices=yes',
    'ProtectClock=yes',
    'ProtectControlGroups=yes',
    'ProtectHostname=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'CapabilityBoundingSet=',
  ]
}

/** @throws ERR_INVALID_INPUT for a path that a unit cannot say */
export function systemdUnit(wish: ServiceWish): string {
  const { home, command, runsAs } = wish
  for (const path of [home, ...command, ...wish.writes]) requireSayable(path)
  const isSystem = runsAs !== undefined
  return [
    `# ${madeBy(home)}`,
    '[Unit]',
    'Description=memcube, the peer-to-peer node for AI memory',
    ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${[...command, 'daemon', '--home', home].map(quoted).join(' ')}`,
    ...(isSystem ? [`User=${runsAs.uid}`, `Group=${runsAs.gid}`] : []),
    'Restart=on-failure',
    'RestartSec=5',
    `TimeoutStopSec=${stopSeconds}`,
    ...always,
    ...(isSystem ? sandbox(wish) : []),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n')
}

/** One word of a unit: quoted, and without what systemd would replace in it. */
function quoted(word: string): string {
  const plain = word
    .replaceAll(/[\\"]/g, String.raw`\$&`)
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
  return `"${plain}"`
}

/** @param log the file that it logs to: launchd has no journal */
export function launchdPlist(label: string, wish: ServiceWish, log: string): string {
  const { home, command } = wish
  for (const path of [home, ...command, log]) requireSayable(path)
  const text = (word: string): string => `<string>${escaped(word)}</string>`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    // Two hyphens may not stand in a comment of XML.
    `<!-- ${escaped(madeBy(home)).replaceAll('--', '- -')} -->`,
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key>${text(label)}`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...[...command, 'daemon', '--home', home].map((word) => `    ${text(word)}`),
    '  </array>',
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key>',
    '  <dict><key>SuccessfulExit</key><false/></dict>',
    `  <key>ExitTimeOut</key><integer>${stopSeconds}</integer>`,
    '  <key>Umask</key><integer>63</integer>',
    `  <key>StandardErrorPath</key>${text(log)}`,
    `  <key>StandardOutPath</key>${text(log)}`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function requireSayable(path: string): void {
  if (path.startsWith('/') && !/\p{C}/u.test(path)) return
  throw new MemCubeError('ERR_INVALID_INPUT', `the path ${JSON.stringify(path)} cannot stand in a unit`, {
    hint: 'use an absolute path without line breaks and other control characters',
  })
}
