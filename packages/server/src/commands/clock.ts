import { Command } from 'commander'
import type { Options } from '../config/index.ts'
import { confirmGap } from '../retention/index.ts'
import { say, sayJson } from './output.ts'
import { withApp } from './with-app.ts'
import { withData } from './with-data.ts'

/** `azukari clock confirm`: after a long silence somebody says that the time really passed, and the sweep destroys again. */
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
          withApp(options, async (app) => {
            await confirmGap(app.writers.app, app.clock, 'operator')
            const at = new Date(app.clock.now()).toISOString()
            if (options.json) sayJson({ ok: true, at })
            else say(`confirmed at ${at}`)
          }),
        ),
    )
}
