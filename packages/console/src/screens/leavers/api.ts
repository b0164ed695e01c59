import { operation, type Page } from '../../api/server.ts'

export interface Task {
  readonly id: string
  readonly system: string
  readonly due: string
  readonly done: string | null
  readonly doneBy: string | null
}

export interface Leaver {
  readonly id: string
  readonly person: string
  readonly left: string
  readonly leftBy: string
  readonly returned: string | null
  readonly ended: Readonly<Record<string, number>>
  readonly tasks: readonly Task[]
}

export const listLeavers = operation<{ after?: string }, Page<Leaver>>('GET', '/leavers', {
  query: ['after'],
})
export const confirmTask = operation<{ leaver: string; task: string; body: { evidence?: string } }, unknown>(
  'POST',
  '/leavers/{leaver}/tasks/{task}/confirm',
)
