import { MemCubeError } from '../../../core/errors.ts'
import type { ServiceState } from '../service/run-service.ts'
import { plainLine } from '../terminal-text.ts'
import type { Verb, VerbContext } from '../verb.ts'

export const service: Verb = {
  name: 'service',
  group: 'start',
  summary: 'have the daemon start with the machine and again when it fails: systemd or launchd',
  arguments: [['<what>', 'install, status or uninstall']],
  options: [
    {
      flags: '--system',
      about: 'a service of the machine, and not of this user; it runs as the owner of the home',
    },
  ],
  examples: [
    ['memcube service install', 'starts it now and at each login; after an upgrade, the new version'],
    ['memcube service status', 'whether it runs, where its unit is, and what shows its log'],
    ['sudo memcube service install --system --home /srv/memcube', 'for a server: starts with the machine'],
    ['memcube service uninstall', 'ends it and takes the unit away; the home stays'],
  ],
  async run([what], { system }, context) {
    const { installService, serviceStatus, uninstallService } = await import('../service/run-service.ts')
    const { serviceHere, thisCommand } = await import('../service/service-here.ts')
    const asked = serviceHere(context.home, system === true)
    if (what === 'install') {
      const command = await thisCommand()
      if (command.some((word) => word.includes('/_npx/')))
        context.out.note(
          'this memcube lies in a cache of npx, which may be emptied: `npm install -g memcube` is safer',
        )
      return show(await installService(asked, command), context, system === true)
    }
    if (what === 'uninstall') {
      const { was, ...now } = await uninstallService(asked)
      if (context.json || was === 'absent' || now.state !== 'absent')
        return show(now, context, system === true)
      return context.out.line(`${now.unit} was ended and taken away; the home stays`)
    }
    if (what === 'status') return show(await serviceStatus(asked), context, system === true)
    throw new MemCubeError('ERR_USAGE', `there is no "service ${plainLine(String(what), 40)}"`, {
      hint: 'there are: install, status, uninstall',
    })
  },
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
