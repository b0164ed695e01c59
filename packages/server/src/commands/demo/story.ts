import { isAzukariError } from '../../platform/errors.ts'

export type Figures = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** What a step says while it runs. */
export interface Teller {
  /** A plain sentence. */
  say(text: string): void
  /** A line that shows values of the made-up people; only people see it, never `--json`, and it is not among what is searched afterwards. */
  show(text: string): void
  /** How far it has come; on a terminal one line that changes, elsewhere nothing. */
  progress(text: string): void
  /** Something that has to be true for the step to be ok. */
  claim(ok: boolean, text: string): void
}

export interface StoryOptions {
  readonly json: boolean
  /** Writes to standard output. */
  readonly write: (text: string) => void
  readonly terminal: boolean
}

/** Tells the demo step by step and keeps count of what was not as claimed. */
export class Story {
  readonly #options: StoryOptions
  readonly #said: string[] = []
  #steps = 0
  #failed: string[] = []
  #onLine = 0

  constructor(options: StoryOptions) {
    this.#options = options
  }

  get steps(): number {
    return this.#steps
  }

  /** Names of the steps that were not ok. */
  get failed(): readonly string[] {
    return this.#failed
  }

  /** Everything that was written, without what was only shown. */
  get said(): string {
    return this.#said.join('')
  }

  /** One step. It is ok when it ends without an error and every claim holds. Answers whether it was. */
  async step(name: string, title: string, run: (teller: Teller) => Promise<Figures>): Promise<boolean> {
    const { json } = this.#options
    const started = performance.now()
    const untrue: string[] = []
    this.#steps += 1
    this.line(`\n${`${this.#steps}`.padStart(2)}  ${title}`)
    const teller: Teller = {
      say: (text) => this.line(indent(text)),
      show: (text) => this.#show(indent(text)),
      progress: (text) => this.#progress(text),
      claim: (ok, text) => {
        if (!ok) untrue.push(text)
        this.line(indent(`${ok ? '✓' : '✗ NOT TRUE:'} ${text}`))
      },
    }
    const end = await attempt(() => run(teller))
    this.#clear()
    const seconds = Math.round((performance.now() - started) / 10) / 100
    const ok = end.code === undefined && untrue.length === 0
    if (!ok) this.#failed.push(name)
    if (end.code !== undefined) this.line(indent(`✗ ended with ${end.code}`))
    this.line(indent(`${seconds.toFixed(1)} s`))
    const wrong = ok ? {} : { untrue, ...(end.code === undefined ? {} : { code: end.code }) }
    if (json) this.json({ step: name, ok, seconds, ...end.figures, ...wrong })
    return ok
  }

  /** A line for people. */
  line(text: string): void {
    if (this.#options.json) return
    this.#clear()
    this.#write(`${text}\n`)
  }

  /** A line for programs. */
  json(value: unknown): void {
    if (this.#options.json) this.#write(`${JSON.stringify(value)}\n`)
  }

  #write(text: string): void {
    this.#said.push(text)
    this.#options.write(text)
  }

  #show(text: string): void {
    if (this.#options.json) return
    this.#clear()
    this.#options.write(`${text}\n`)
  }

  #progress(text: string): void {
    const { json, terminal, write } = this.#options
    if (json || !terminal) return
    write(`\r${indent(text).padEnd(this.#onLine)}`)
    this.#onLine = text.length + 4
  }

  #clear(): void {
    if (this.#onLine > 0) this.#options.write(`\r${' '.repeat(this.#onLine)}\r`)
    this.#onLine = 0
  }
}

const indent = (text: string) => `    ${text}`

/** An error ends its step, not the story: what comes after says for itself whether it holds. Nothing of the error but its code is told. */
async function attempt(run: () => Promise<Figures>): Promise<{ figures: Figures; code?: string }> {
  try {
    return { figures: await run() }
  } catch (error) {
    const code = isAzukariError(error)
      ? error.code
      : error instanceof Error
        ? `internal_error (${error.name})`
        : 'internal_error'
    return { figures: {}, code }
  }
}
