import { useSyncExternalStore } from 'react'

let needed = false
const listeners = new Set<() => void>()

/** The server refused something because this session runs on no company device it knows (A5); or that may have changed, and is found out by asking again. */
export function noteDeviceNeeded(yes: boolean): void {
  if (needed === yes) return
  needed = yes
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useDeviceNeeded = (): boolean => useSyncExternalStore(subscribe, () => needed)
