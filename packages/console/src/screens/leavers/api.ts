import { server } from '../../api/server.ts'

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

export const listLeavers = server.leaverList
export const confirmTask = server.leaverConfirmTask
