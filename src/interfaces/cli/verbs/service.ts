import { MemCubeError } from '../../../core/errors.ts'
import type { ServiceState, ServiceUnit } from '../service/run-service.ts'
import { plainLine } from '../terminal-text.ts'
import type { Verb, VerbContext, VerbPart } from '../verb.ts'

const parts: readonly VerbPart[] = [
  { name: 'install', takes: '', about: 'write the unit, start it now and with the machine' },
  { name: 'show', takes: '', about: 'print the unit that install would write, and write nothing' },
  { name: 'status', takes: '', about: 'whether it runs, where its unit is, and what shows its log' },
  { name: 'uninstall', takes: '', about: 'end it and take the unit away; the home stays' },
]
const whats = parts.map(({ name }) => name).join(', ')

export const service: Verb = {
  name: 'service',
  group: 'start',
  summary: 'have the daemon start with the machine and again when it fails: systemd or launchd',
  arguments: [['<what>', whats]],
  options: [
    {
      flags: '--system',
      about: 'a service of the machine, and not of this user; it runs as the owner of the home',
    },
    { flags: '--dry-run', about: 'install: print the unit and write nothing, as `service show` does' },
  ],
  parts,
  examples: [
    ['memcube service install', 'starts it now and at each login; after an upgrade, the new version'],
    ['memcube service show', 'the unit that would be written'],
    ['memcube service status', 'whether it runs, where its unit is, and what shows its log'],
    ['sudo memcube service install --system --home /srv/memcube', 'for a server: starts with the machine'],
    ['memcube service uninstall', 'ends it and takes the unit away; the home stays'],
  ],
  async run([what], { system, dryRun }, context) {
    const { installService, serviceStatus, uninstallService, unitOf } =
      await import('../service/run-service.ts')
    const { serviceHere, thisCommand } = await import('../service/service-here.ts')
    const isSystem = system === true
    requirePart(what, dryRun === true)
    const asked = serviceHere(context.home, isSystem)
    if (what === 'show' || dryRun === true) return showUnit(await unitOf(asked, await thisCommand()), context)
    if (what === 'install') {
      const command = await thisCommand()
      if (command.some((word) => word.includes('/_npx/')))
        context.out.note(
          'this memcube lies in a cache of npx, which may be emptied: `npm install -g memcube` is safer',
        )
      return show(await installService(asked, command), context, isSystem)
    }
    if (what === 'status') return show(await serviceStatus(asked), context, isSystem)
    const { was, ...now } = await uninstallService(asked)
    if (context.json || was === 'absent' || now.state !== 'absent') return show(now, context, isSystem)
    return context.out.line(`${now.unit} was ended and taken away; the home stays`)
  },
}

/** @throws ERR_USAGE */
function requirePart(what: unknown, isDry: boolean): void {
  if (!parts.some(({ name }) => name === what))
    throw new MemCubeError('ERR_USAGE', `there is no "service ${plainLine(String(what), 40)}"`, {
      hint: `there are: ${whats}`,
    })
  if (isDry && what !== 'install' && what !== 'show')
    throw new MemCubeError('ERR_USAGE', `service ${String(what)} writes no unit, so --dry-run says nothing`, {
      hint: 'leave it out, or use `memcube service show`',
    })
}

function showUnit({ unit, path, text }: ServiceUnit, { json, out }: VerbContext): void {
  if (json) return out.json({ unit, path, text })
  out.note(`${plainLine(path, 4_096)}, which is not written:`)
  out.text(text.trimEnd())
}

function show({ unit, path, state, log }: ServiceState, { json, out }: VerbContext, isSystem: boolean): void {
  if (json) return out.json({ unit, path, state, log })
  if (state === 'absent') return out.line(`there is no ${unit}; \`memcube service install\` makes one`)
  out.line(`${unit} is ${state}`)
  out.line(`  ${plainLine(path, 4_096)}`)
  if (state === 'written') return out.note('no service manager answers here: it is started where one does')
  out.note(`the log: ${plainLine(log, 4_096)}`)
  if (!isSystem && unit.endsWith('.service'))
    out.note('it ends when you log out; `loginctl enable-linger` keeps it, and starts it with the machine')
}
