const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

/** A browser as people know it: `Chrome 153, Linux`. What is not known is shown as it was sent. */
export function browserName(agent: string): string {
  const found = BROWSERS.find(([sign]) => sign.test(agent))
  if (found === undefined) return agent
  const [sign, name] = found
  const system = SYSTEMS.find(([mark]) => mark.test(agent))?.[1]
  return `${name} ${sign.exec(agent)?.[1] ?? ''}${system ? `, ${system}` : ''}`
}
