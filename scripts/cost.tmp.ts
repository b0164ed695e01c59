import { startShared } from '../packages/server/test/shared-database.ts'
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
const s = await startShared()
process.env.AZUKARI_TEST_DATABASE = JSON.stringify(s.shared)
process.env.NODE_COMPILE_CACHE='/tmp/runs/cc2'
const files = globSync(['packages/*/**/*.test.ts','scripts/**/*.test.ts','bench/**/*.test.ts'],{exclude:p=>p.includes('node_modules')}).filter(f=>!f.includes('conformance')&&!f.includes('fuzz.test')&&!f.includes('soak.test')).sort()
for (const f of files) {
  const t=performance.now()
  const r = spawnSync('/usr/bin/time',['-f','CPU %U %S','node',f],{encoding:'utf8',timeout:300000, maxBuffer:1e9})
  const cpu=/CPU ([\d.]+) ([\d.]+)/.exec(r.stderr)
  const n = (r.stdout.match(/^\s*(ok|✔|not ok|✖)/gm)??[]).length
  console.log([(performance.now()-t)/1000|0, cpu?(Number(cpu[1])+Number(cpu[2])).toFixed(1):'?', n, r.status, f].join('\t'))
}
await s.stop()
