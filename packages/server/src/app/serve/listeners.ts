/** Where this process listens, as the listener itself said when it began: what a check connects to. */
export interface Listener {
  readonly host: string
  readonly port: number
  readonly secure: boolean
}

/** The listeners of this process. None in a command that only works on the data directory. */
export class Listeners {
  readonly #open = new Set<Listener>()

  get all(): readonly Listener[] {
    return [...this.#open]
  }

  /** Answers what takes it off the list again. */
  opened(url: string): () => void {
    const { hostname, port, protocol } = new URL(url)
    const listener = {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (protocol === 'https:' ? 443 : 80)),
      secure: protocol === 'https:',
    }
    this.#open.add(listener)
    return () => void this.#open.delete(listener)
  }
}
