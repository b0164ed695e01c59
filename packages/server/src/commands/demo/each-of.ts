const AT_ONCE = 32

/** Carries `work` out for each of a list, a few at once, and answers in the list's order. */
export async function eachOf<T, R>(
  list: readonly T[],
  work: (one: T) => Promise<R>,
  onDone?: (done: number) => void,
): Promise<R[]> {
  const answers = new Array<R>(list.length)
  let next = 0
  let done = 0
  const worker = async () => {
    while (next < list.length) {
      const i = next++
      answers[i] = await work(list[i] as T)
      onDone?.(++done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, list.length) }, worker))
  return answers
}
