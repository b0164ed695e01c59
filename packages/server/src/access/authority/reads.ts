/**
 * Shares reads of the same thing without ever answering with one that began before it was asked for: who asks while one is under way waits
 * for the next, together with everybody else who does.
 */
export class Reads<T> {
  readonly #running = new Map<string, Promise<T>>()
  readonly #next = new Map<string, Promise<T>>()

  run(name: string, read: () => Promise<T>): Promise<T> {
    const running = this.#running.get(name)
    if (running === undefined) return this.#start(name, read)
    let next = this.#next.get(name)
    if (next === undefined) {
      next = running.then(noop, noop).then(() => {
        this.#next.delete(name)
        return this.#start(name, read)
      })
      this.#next.set(name, next)
    }
    return next
  }

  #start(name: string, read: () => Promise<T>): Promise<T> {
    const started = read().finally(() => {
      if (this.#running.get(name) === started) this.#running.delete(name)
    })
    this.#running.set(name, started)
    return started
  }
}

const noop = () => {}
