export type Language = 'en' | 'ja'

export const LANGUAGES = ['en', 'ja'] as const

/** The words of one part of the console in one language: plain, made from values, or grouped. */
export type Texts = { readonly [name: string]: string | ((...values: never[]) => string) | Texts }

/** The same names as the English words, each in its own kind: a name that is missing, or one too many, is a type error. */
export type Same<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer V) => string
      ? (...values: V) => string
      : Same<T[K]>
}

/** Both languages of one part. */
export interface Both<T> {
  readonly en: T
  readonly ja: Same<T>
}

/** A single text in both languages, for where one is all there is. */
export type BothTexts = Readonly<Record<Language, string>>
