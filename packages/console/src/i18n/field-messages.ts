import { en } from './base.en.ts'
import { ja } from './base.ja.ts'
import { languageNow } from './language-now.ts'

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * What a browser says of a field that is not filled in as it should be, it says in its own language. Here it is told in the language that was chosen, for
 * every field there is.
 */
export function tellFieldsInLanguage(page: Document): void {
  const field = ({ target }: Event) =>
    target instanceof HTMLElement && 'validity' in target ? (target as Field) : undefined
  page.addEventListener(
    'invalid',
    (event) => {
      const wrong = field(event)
      if (!wrong) return
      wrong.setCustomValidity('')
      if (!wrong.validity.valid) wrong.setCustomValidity(messageOf(wrong))
    },
    true,
  )
  // A message of our own makes a field invalid by itself: it goes with the first change.
  for (const change of ['input', 'change'])
    page.addEventListener(change, (event) => field(event)?.setCustomValidity(''), true)
}

function messageOf(field: Field): string {
  const t = (languageNow() === 'ja' ? ja : en).field
  const { validity } = field
  const { min = '', max = '', step = '', type = '' } = field as Partial<HTMLInputElement>
  if (validity.badInput) return type === 'number' ? t.number : t.wrong
  if (validity.valueMissing) return type === 'checkbox' ? t.unchecked : t.missing
  if (validity.rangeUnderflow) return t.atLeast(min)
  if (validity.rangeOverflow) return t.atMost(max)
  if (validity.stepMismatch) return step === '' || step === '1' ? t.whole : t.steps(step)
  if (validity.typeMismatch) return type === 'email' ? t.email : t.wrong
  if (validity.tooShort) return t.longer(String((field as HTMLInputElement).minLength))
  if (validity.tooLong) return t.shorter(String((field as HTMLInputElement).maxLength))
  return t.wrong
}
