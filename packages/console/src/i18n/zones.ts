/** Time zones by their IANA names, UTC and the browser's own among them. */
export function zones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  return [...new Set(['UTC', own, ...Intl.supportedValuesOf('timeZone')])].sort()
}
