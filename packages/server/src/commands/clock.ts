import { Command } from 'commander'
import type { Options } from '../config/index.ts'
import { confirmGap, repairAhead } from '../retention/index.ts'
import { say, sayJson } from './output.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

/** `azukari clock confirm|repair`: what somebody has to say, or set right, before the sweep destroys again. */
export function clockCommand(): Command {
  return new Command('clock')
    .description('the clocks that have to agree before anything is destroyed')
    .addCommand(
      withData(new Command('confirm'))
        .description(
          "confirm that the time since the log's last entry really passed; the sweep goes on from its next run",
        )
        .option('--json', 'one JSON object')
        .action((options: Options & { readonly json?: boolean }) =>
          withKept(options, async (app) => {
            await confirmGap(app.writers.app, app.clock, 'operator')
            const at = new Date(app.clock.now()).toISOString()
            if (options.json) sayJson({ ok: true, at })
            else say(`confirmed at ${at}`)
          }),
        ),
    )
    .addCommand(repairCommand())
}

function repairCommand(): Command {
  return withData(new Command('repair'))
    .description(
      'after a clock ran ahead and is right again: write down what was signed and swept at times still to come, and let the sweep go on',
    )
    .option('--json', 'one JSON object')
    .action((options: Options & { readonly json?: boolean }) =>
      withKept(options, async (app) => {
        const deps = { database: app.databases.app, writer: app.writers.app, clock: app.clock }
        const ahead = await repairAhead(deps, 'operator')
        if (options.json) sayJson({ ok: true, ...(ahead === undefined ? {} : { ahead }) })
        else if (ahead === undefined) say('nothing is ahead of the clocks')
        else {
          const until = new Date(ahead.latestMs).toISOString()
          say(
            `set right: ${ahead.sweeps} runs of the sweep, ${ahead.destroyed} keys destroyed by them, up to ${until}`,
          )
        }
      }),
    )
}
