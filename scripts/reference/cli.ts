import type { Command } from 'commander'
import { buildProgram } from '../../packages/server/src/commands/program.ts'
import { GENERATED } from './note.ts'

const INTRODUCTION = `# The command

From a clone: \`npx azukari\`. Commands other than \`serve\` and \`demo\` open the data directory themselves, as the machine's operator, and their
entries say so; a directory that a server is using is refused with \`data_directory_in_use\`. Where a command has \`--url\` it can talk to a
server instead. What the options mean, and which
environment variables say the same, is in [configuration.md](configuration.md).

Exit codes: 0 done; 1 verified and found wrong; 65 refused; 69 something needed is not there; 70 a fault in Azukari. \`--json\` prints JSON
on standard output, errors as JSON on standard error.
`

/** docs/reference/cli.md: the help of every command. */
export function cliPage(): string {
  return GENERATED + INTRODUCTION + commandsOf(buildProgram(), []).join('')
}

function commandsOf(command: Command, parents: readonly string[]): string[] {
  const path = [...parents, command.name()]
  command.configureHelp({ helpWidth: 100 })
  const children = command.commands.filter((child) => child.name() !== 'help')
  const help = command.helpInformation().trimEnd()
  const page = `\n## ${path.join(' ')}\n\n\`\`\`text\n${help}\n\`\`\`\n`
  return [page, ...children.flatMap((child) => commandsOf(child, path))]
}
