/** A stretch of a list. */
export interface Window {
  readonly offset: number
  readonly limit: number
}
