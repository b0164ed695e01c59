/** A way down into the input: member names and element indexes. */
export type PathStep = string | number

const SCHEMA_LIKE = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/
const DIGIT_RUN = /[0-9]{3}/
const isSchemaLike = (name: string): boolean => SCHEMA_LIKE.test(name) && !DIGIT_RUN.test(name)

function join(path: readonly PathStep[], member: (name: string) => string): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else {
      const name = member(step)
      text += name.startsWith('[') || text === '' ? name : `.${name}`
    }
  }
  return text
}

/** A path to show: a member name that may itself be data (an address, a number, a sentence) becomes `*`. */
export const safePath = (path: readonly PathStep[]): string =>
  join(path, (name) => (isSchemaLike(name) ? name : '*'))

/** A path to keep beside its value, in the strictest class: exact, and different for different places. */
export const exactPath = (path: readonly PathStep[]): string =>
  join(path, (name) => (SCHEMA_LIKE.test(name) ? name : `[${JSON.stringify(name)}]`))
