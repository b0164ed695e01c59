import type { en } from '../../i18n/base.en.ts'

/** What was done, by the name of its sentence. */
export type Done = keyof (typeof en)['done']

declare module '@tanstack/react-query' {
  interface Register {
    /** What is to be heard when the mutation has come through, where nothing on the screen says so in words of its own. */
    readonly mutationMeta: { readonly done?: Done }
  }
}

const listeners = new Set<(done: Done) => void>()

/** Tells whoever hears the page what was done. */
export function say(done: Done): void {
  for (const listener of listeners) listener(done)
}

/** Returns what ends it. */
export function onSaid(listener: (done: Done) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
