import { createHash, createHmac } from 'node:crypto'

/** How values are replaced. made-up: each character by another of its kind, chosen by a key. masked: each by one and the same of its kind. */
export type SampleMode = 'synthetic' | 'masked'

const KANJI =
  '山川田中村木林森石原島野上下大小本高松竹梅春夏秋冬東西南北青赤白黒金銀水火土日月星空海風雪花鳥草'
const HIRAGANA = 'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ'
const KATAKANA = 'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ'

/** Kinds of characters, and what one of them may become: as many bytes in UTF-8 as it had, so that lengths stay. The first stands for all when masked. */
const KINDS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/[a-z]/, [...'xabcdefghijklmnopqrstuvwyz']],
  [/[A-Z]/, [...'XABCDEFGHIJKLMNOPQRSTUVWYZ']],
  [/[0-9]/, [...'9012345678']],
  [/\p{sc=Hiragana}/u, [...HIRAGANA]],
  [/[\uff66-\uff9d]/, [...'ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜ']],
  [/\p{sc=Katakana}/u, [...KATAKANA]],
  [/[０-９]/u, [...'９０１２３４５６７８']],
  [/[ａ-ｚＡ-Ｚ]/u, [...'ＸＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＹＺ']],
]
const OTHER: Readonly<Record<number, readonly string[]>> = {
  1: [...'xabcdefghijklmnopqrstuvwyz'],
  2: [...'éàâäçèêëîïôöùûü'],
  3: [...KANJI],
  4: [...'🍎🍊🍋🍇🍓🍒🍍🍉'],
}
/** Blanks, signs and what joins: the form of a value, not its content. */
const FORM = /[\p{P}\p{Z}\p{Cc}\p{M}\p{Cf}+=<>|~^`$]/u

const poolOf = (character: string): readonly string[] | undefined => {
  if (FORM.test(character)) return undefined
  const kind = KINDS.find(([pattern]) => pattern.test(character))
  return kind?.[1] ?? OTHER[Buffer.byteLength(character)]
}

/** Words of a text alike in every spelling of it: what is the same value has to become the same. */
const folded = (text: string) => text.normalize('NFKC').toUpperCase().toLowerCase()

const EMAIL = /^([^\s@]+)@([^\s@]+)$/

/** Replaces values by ones that are made up from a key: the same by the same, under the same key; nothing of them leads back without it. */
export class MadeUpText {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** Pseudo-random bytes for a value (HMAC-SHA-256, stretched with SHAKE256). */
  bytes(purpose: string, value: string, length: number): Buffer {
    const seed = createHmac('sha256', this.#key).update(`${purpose}\0`).update(value).digest()
    return createHash('shake256', { outputLength: Math.max(length, 1) })
      .update(seed)
      .digest()
  }

  /** A number from 0 up to, and without, `below`. */
  number(purpose: string, value: string, below: number): number {
    return this.bytes(purpose, value, 6).readUIntBE(0, 6) % below
  }

  /** Text of the same form and length, in other letters and digits. */
  text(value: string, mode: SampleMode = 'synthetic'): string {
    const email = EMAIL.exec(value)
    if (email) return `${this.#words(email[1] ?? '', mode)}@${this.#domain(email[2] ?? '', mode)}`
    return this.#words(value, mode)
  }

  /** An id in place of another: of its form where that leaves room for all of them to stay different, longer otherwise. */
  id(value: string): string {
    const room = [...value].reduce((bits, c) => bits + Math.log2(poolOf(c)?.length ?? 1), 0)
    const made = this.#words(value, 'synthetic')
    return room >= 50 && !EMAIL.test(value) ? made : `${made}-${this.bytes('id', value, 8).toString('hex')}`
  }

  #words(value: string, mode: SampleMode): string {
    const characters = [...value]
    const pools = characters.map(poolOf)
    if (mode === 'masked') return characters.map((c, i) => pools[i]?.[0] ?? c).join('')
    // What came out the same by chance is drawn again: short values have few others to become.
    for (let attempt = 0; attempt < 8; attempt++) {
      const random = this.bytes(`text/${attempt}`, folded(value), characters.length * 2)
      const made = characters.map((c, i) => pick(pools[i], random.readUInt16BE(i * 2)) ?? c).join('')
      if (made !== value) return made
    }
    return this.#words(value, 'masked')
  }

  // A domain that nobody can have (RFC 2606), of the same length where it is long enough.
  #domain(value: string, mode: SampleMode): string {
    const end = value.length >= 10 ? '.example' : '.test'
    const name = 'x'.repeat(Math.max(1, Math.min(63, value.length - end.length)))
    return `${mode === 'masked' ? name : this.#words(name + folded(value), mode).slice(0, name.length)}${end}`
  }
}

const pick = (pool: readonly string[] | undefined, random: number) => pool?.[random % pool.length]
