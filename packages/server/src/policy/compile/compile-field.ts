import type { FieldModel, FieldType, MaskModel } from '../model.ts'
import type { FieldDocument } from '../parse/document.ts'
import type { Path } from '../problem.ts'
import { type CompileContext, complain, countAt, resolveName } from './compile-context.ts'

/** Largest value of one field, in bytes, whatever the policy says. */
const MAX_FIELD_BYTES = 1024 * 1024

const DEFAULT_BYTES: Readonly<Record<FieldType, number>> = {
  text: 4096,
  number: 64,
  date: 32,
  time: 64,
  json: 65_536,
  bytes: 65_536,
}

const DEFAULT_MASK: MaskModel = { kind: 'constant', text: '***' }

/** Names of things that take few values: an index over them tells everybody in the index apart by counting. */
const FEW_VALUES =
  /(?:^|[._])(?:postal|post_?code|zip|prefecture|state|region|city|town|ward|country|gender|sex|age|birth|blood|marital|nationality)/i
const PHONE = /(?:phone|(?:^|[._])tel(?:$|[._A-Z])|mobile|fax)/i

/** Compiles one field. `path` is where it is written. */
export function compileField(
  context: CompileContext,
  name: string,
  field: FieldDocument,
  path: Path,
): FieldModel {
  const type = field.type ?? 'text'
  const normalise = field.normalise ?? 'text'
  resolveName(context, context.parsed.document.classes, field.class, [...path, 'class'], 'class')
  const maxBytes = countAt(context, field.max_bytes, [...path, 'max_bytes'], DEFAULT_BYTES[type])
  if (maxBytes < 1 || maxBytes > MAX_FIELD_BYTES) {
    const message = `"${name}" may hold ${maxBytes} bytes.`
    complain(
      context,
      [...path, 'max_bytes'],
      'field_size',
      message,
      `Write a size from 1 to ${MAX_FIELD_BYTES}.`,
    )
  }
  if (normalise !== 'text' && type !== 'text') {
    const message = `"${name}" is a ${type}; only a text is normalised as ${normalise}.`
    complain(
      context,
      [...path, 'normalise'],
      'normaliser_type',
      message,
      'Delete "normalise:", or make the type text.',
    )
  }
  if (field.search === 'exact') checkSearch(context, name, field, type, path)
  return {
    name,
    type,
    class: field.class,
    search: field.search ?? 'none',
    normalise,
    required: field.required ?? false,
    maxBytes,
    mask: compileMask(context, name, field, type, path),
  }
}

function checkSearch(
  context: CompileContext,
  name: string,
  field: FieldDocument,
  type: FieldType,
  path: Path,
): void {
  const at = [...path, 'search']
  const few = field.values === 'few' || type === 'date' || (field.values !== 'many' && FEW_VALUES.test(name))
  if (type === 'json' || type === 'bytes' || type === 'time') {
    const message = `"${name}" is of type ${type}, which cannot be searched.`
    complain(context, at, 'search_type', message, 'Delete "search:".')
  } else if (few) {
    const message = `"${name}" takes few values: counting equal tags in an index would give them away.`
    const fix = 'Delete "search:"; only where there really are many values, add "values: many".'
    complain(
      context,
      at,
      'search_leaks',
      message,
      type === 'date' || field.values === 'few' ? 'Delete "search:".' : fix,
    )
  } else if (type === 'number' && field.values !== 'many') {
    const message = `An index over the number "${name}" gives its values away unless there are very many.`
    complain(
      context,
      at,
      'search_leaks',
      message,
      'Delete "search:", or add "values: many" where that is true.',
    )
  } else if (field.normalise !== 'phone' && PHONE.test(name)) {
    const message = `"${name}" looks like a telephone number and would be found only as it was typed.`
    complain(
      context,
      at,
      'search_phone',
      message,
      'Add "normalise: phone"; the plan then asks for its own acceptance.',
    )
  } else if (context.parsed.document.classes[field.class]?.strictest === true) {
    const message = `"${name}" is of the strictest class, which is never searched.`
    complain(
      context,
      at,
      'search_strictest',
      message,
      'Delete "search:", or give the field a class of its own.',
    )
  }
}

function compileMask(
  context: CompileContext,
  name: string,
  field: FieldDocument,
  type: FieldType,
  path: Path,
): MaskModel {
  const { mask } = field
  if (mask === undefined) return DEFAULT_MASK
  if ('text' in mask) return { kind: 'constant', text: mask.text }
  const keepStart = countAt(context, mask.keep_start, [...path, 'mask', 'keep_start'], 0)
  const keepEnd = countAt(context, mask.keep_end, [...path, 'mask', 'keep_end'], 0)
  const at = [...path, 'mask']
  if (type !== 'text') {
    complain(
      context,
      at,
      'mask_type',
      `"${name}" is a ${type}: only a text has ends to keep.`,
      'Write "mask: { text: … }".',
    )
  } else if (keepStart + keepEnd < 1 || keepStart + keepEnd > 16) {
    const message = `The mask of "${name}" keeps ${keepStart + keepEnd} characters.`
    complain(context, at, 'mask_size', message, 'Keep from 1 to 16 characters, or write "mask: { text: … }".')
  }
  return { kind: 'partial', keepStart, keepEnd }
}
