import { createContext, useContext } from 'react'

export const here = Intl.DateTimeFormat().resolvedOptions().timeZone

/** The zone of the person signed in; before that, the browser's. */
export const ZoneContext = createContext<string>(here)
export const useZone = (): string => useContext(ZoneContext)
