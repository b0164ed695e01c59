/** Waiting that can be cut short. One waits at a time. */
export class Pause {
  #woken = false
  #ended = false
  #cut: (() => void) | undefined

  get ended(): boolean {
    return this.#ended
  }

  /** Waits `least` milliseconds whatever happens but the end, then until it is woken, or was since the last wait, or `most` have passed. */
  async for(least: number, most: number): Promise<void> {
    if (least > 0) await this.#wait(least, false)
    if (!this.#woken && most > least) await this.#wait(most - least, true)
    this.#woken = false
  }

  wake(): void {
    this.#woken = true
    this.#cut?.()
  }

  end(): void {
    this.#ended = true
    this.#cut?.()
  }

  async #wait(ms: number, wakes: boolean): Promise<void> {
    if (this.#ended) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#cut = () => {
        if (!wakes && !this.#ended) return
        clearTimeout(timer)
        resolve()
      }
    })
    this.#cut = undefined
  }
}
