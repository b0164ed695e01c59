import type { FieldModel } from '../../policy/index.ts'

/** Part of every search tag's key: change it with any change to the rules below, and the index is built anew beside the old one. */
export const NORMALISER_VERSION = 1

const SHORTEST = 2

/**
 * The form in which a value is compared: NFKC, outer blanks cut, inner ones single, case folded (up and down again, so that ß meets SS); an e-mail address likewise without blanks; a
 * phone number in E.164, read in `region` when it has no country code. Undefined when nothing comparable is left (too short to tell people apart).
 */
export function normalise(
  field: Pick<FieldModel, 'normalise'>,
  value: string,
  region: string,
): string | undefined {
  const text = PLAIN.test(value) ? value.toLowerCase() : folded(value)
  if (field.normalise === 'email') {
    const email = text.replaceAll(' ', '')
    return /^[^@]+@[^@]+$/.test(email) ? email : undefined
  }
  if (field.normalise === 'phone') return e164(text, region)
  return [...text].length < SHORTEST ? undefined : text
}

// ASCII without blanks, which all steps but one leave as it is.
const PLAIN = /^[\x21-\x7e]+$/

const folded = (value: string): string =>
  value.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').trim().replace(/\s+/gu, ' ')

const COUNTRY_CODES: Readonly<Record<string, { code: string; trunk: string }>> = {
  JP: { code: '81', trunk: '0' },
  US: { code: '1', trunk: '1' },
  CA: { code: '1', trunk: '1' },
  GB: { code: '44', trunk: '0' },
  DE: { code: '49', trunk: '0' },
  FR: { code: '33', trunk: '0' },
  IT: { code: '39', trunk: '' },
  ES: { code: '34', trunk: '' },
  AU: { code: '61', trunk: '0' },
  SG: { code: '65', trunk: '' },
}

function e164(text: string, region: string): string | undefined {
  const digits = text.replace(/(?:ext\.?|内線|x)\s*\d+$/u, '').replace(/\D/g, '')
  const country = COUNTRY_CODES[region]
  let number: string
  if (text.startsWith('+')) number = country ? dropTrunk(digits, country) : digits
  else if (country)
    number = country.code + (digits.startsWith(country.trunk) ? digits.slice(country.trunk.length) : digits)
  else number = digits
  return number.length >= 6 && number.length <= 15 ? `+${number}` : undefined
}

/** "+81 (0)90-…" is written often, and the 0 is not dialled. */
function dropTrunk(digits: string, country: { code: string; trunk: string }): string {
  const national = digits.startsWith(country.code) ? digits.slice(country.code.length) : undefined
  if (national === undefined || country.trunk !== '0' || !national.startsWith('0')) return digits
  return country.code + national.slice(1)
}
