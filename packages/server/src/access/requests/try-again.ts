import { isAzukariError } from '../../platform/errors.ts'
import { requestBusy } from '../errors.ts'

const ATTEMPTS = 6

/** Thrown inside a transaction whose actor's authority is no longer the one that was decided by: nothing of it stays. */
export const moved = () => requestBusy('who may do what changed meanwhile', { fix: 'try again' })

/** Decides and acts, again when who may do what has changed in between. */
export async function decideAgain<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (attempt === ATTEMPTS || !isAzukariError(error, requestBusy.code)) throw error
    }
  }
}
