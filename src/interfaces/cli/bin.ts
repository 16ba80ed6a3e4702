#!/usr/bin/env node
// Nothing here may need a newer Node than it asks for: it is what an old one reads first.
const needed = [22, 15]
const running = process.versions.node.split('.').map(Number)

if (running[0]! < needed[0]! || (running[0] === needed[0] && running[1]! < needed[1]!)) {
  process.stderr.write(
    `memcube needs Node ${needed.join('.')} or newer and was started by Node ${process.versions.node}: run it as \`npx -p node@24 -p memcube memcube ${process.argv.slice(2).join(' ')}\`\n`,
  )
  process.exitCode = 1
} else {
  import('./start.ts')
    .then(({ start }) => start())
    .catch((error: unknown) => {
      process.stderr.write(
        `error: memcube cannot start: ${(error as Error).message}\nhint: install it again\n`,
      )
      process.exitCode = 1
    })
}
