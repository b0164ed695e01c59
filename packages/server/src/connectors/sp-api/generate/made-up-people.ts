import type { SeededRandom } from './seeded-random.ts'

/** Common family and given names, put together by chance: no person is meant. 髙 and 﨑 are there because they are often lost on the way. */
const FAMILY = [
  ['佐藤', 'サトウ', 'Sato'],
  ['鈴木', 'スズキ', 'Suzuki'],
  ['高橋', 'タカハシ', 'Takahashi'],
  ['髙橋', 'タカハシ', 'Takahashi'],
  ['田中', 'タナカ', 'Tanaka'],
  ['伊藤', 'イトウ', 'Ito'],
  ['渡邉', 'ワタナベ', 'Watanabe'],
  ['山本', 'ヤマモト', 'Yamamoto'],
  ['中村', 'ナカムラ', 'Nakamura'],
  ['小林', 'コバヤシ', 'Kobayashi'],
  ['加藤', 'カトウ', 'Kato'],
  ['山﨑', 'ヤマザキ', 'Yamazaki'],
  ['齋藤', 'サイトウ', 'Saito'],
  ['松本', 'マツモト', 'Matsumoto'],
  ['井上', 'イノウエ', 'Inoue'],
  ['木村', 'キムラ', 'Kimura'],
] as const
const GIVEN = [
  ['陽菜', 'ヒナ', 'Hina'],
  ['結衣', 'ユイ', 'Yui'],
  ['美咲', 'ミサキ', 'Misaki'],
  ['さくら', 'サクラ', 'Sakura'],
  ['恵子', 'ケイコ', 'Keiko'],
  ['真由美', 'マユミ', 'Mayumi'],
  ['蓮', 'レン', 'Ren'],
  ['大翔', 'ヒロト', 'Hiroto'],
  ['健太', 'ケンタ', 'Kenta'],
  ['翔', 'ショウ', 'Sho'],
  ['誠', 'マコト', 'Makoto'],
  ['浩', 'ヒロシ', 'Hiroshi'],
  ['薫', 'カオル', 'Kaoru'],
  ['葵', 'アオイ', 'Aoi'],
] as const
const COMPANIES = [
  '青葉商店',
  'みなと工房',
  '北斗製作所',
  'こもれび書房',
  '若草デザイン',
  '丘の上文具',
] as const
const GIFTS = [
  'お誕生日おめでとう！ {} より',
  'いつもありがとう。{} より',
  'ご結婚おめでとうございます。末永くお幸せに（{}）',
  'Happy birthday! from {}',
  '①②③ 無事に届きますように～ {}',
] as const

/** Mostly kanji; some people write their names in kana, some in Latin letters. */
export function madeUpName(random: SeededRandom): string {
  const family = random.pick(FAMILY)
  const given = random.pick(GIVEN)
  const way = random.next()
  if (way < 0.8) return `${family[0]}${random.chance(0.5) ? '　' : ' '}${given[0]}`
  return way < 0.9 ? `${family[1]} ${given[1]}` : `${given[2]} ${family[2]}`
}

export const madeUpCompany = (random: SeededRandom): string =>
  `${random.pick(['株式会社', '有限会社', '合同会社'])}${random.pick(COMPANIES)}`

/** example.jp belongs to nobody. */
export const madeUpEmail = (random: SeededRandom, index: number): string =>
  `${random.int(0x10000000, 0xfffffff0).toString(36)}${index.toString(36)}@example.jp`

/** Japanese mobile numbers never have 0 after 090: nobody can be called. */
export const madeUpPhone = (random: SeededRandom): string =>
  random.chance(0.6) ? `090-0${random.digits(3)}-${random.digits(4)}` : `+8190${`0${random.digits(7)}`}`

export const madeUpGiftMessage = (random: SeededRandom): string =>
  random.pick(GIFTS).replace('{}', random.pick(GIVEN)[0])
