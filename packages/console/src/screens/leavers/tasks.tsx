import { Button } from '@mantine/core'
import { useState } from 'react'
import { usePrincipalName } from '../../api/principals.ts'
import { Dialog } from '../../components/dialog.tsx'
import { SmallTable } from '../../components/layout.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { Time } from '../../components/time.tsx'
import { useTexts } from '../../i18n/language.tsx'
import { useSession } from '../../session/session.tsx'
import type { Leaver, Task } from './api.ts'
import { ConfirmTask } from './confirm-task.tsx'
import { texts } from './texts.ts'

/** Access that other systems still give, until somebody confirms that it ended there. */
export function Tasks({ of }: { readonly of: Leaver }) {
  const t = useTexts(texts)
  const nameOf = usePrincipalName()
  const { may } = useSession()
  const [open, setOpen] = useState<Task | undefined>(undefined)
  return (
    <>
      <SmallTable
        label={`${t.tasks}: ${nameOf(of.person)}`}
        heads={[t.task.system, t.task.due, t.task.done, '']}
        rows={of.tasks.map((task) => ({
          key: task.id,
          cells: [
            task.system,
            <Time key="due" at={task.due} />,
            task.doneBy ? nameOf(task.doneBy) : <OpenTask key="open" due={task.due} />,
            !task.done && may('manage-people') && (
              <Button key="do" size="compact-sm" variant="default" onClick={() => setOpen(task)}>
                {t.confirm}
              </Button>
            ),
          ],
        }))}
      />
      <Dialog open={open !== undefined} onClose={() => setOpen(undefined)} title={open?.system ?? ''}>
        {open && <ConfirmTask leaver={of.id} task={open} done={() => setOpen(undefined)} />}
      </Dialog>
    </>
  )
}

function OpenTask({ due }: { readonly due: string }) {
  const t = useTexts(texts)
  if (Date.parse(due) > Date.now()) return t.task.open
  return (
    <>
      <StateMark state="violated" quiet /> {t.task.overdue}
    </>
  )
}
