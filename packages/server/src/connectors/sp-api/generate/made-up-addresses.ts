import type { SeededRandom } from './seeded-random.ts'

/** Real prefectures, cities and towns with the start of their postal codes; the numbers after them are made up. */
const TOWNS = [
  ['100', '東京都', '千代田区', '丸の内'],
  ['150', '東京都', '渋谷区', '神宮前'],
  ['192', '東京都', '八王子市', '横山町'],
  ['231', '神奈川県', '横浜市中区', '山下町'],
  ['330', '埼玉県', 'さいたま市大宮区', '桜木町'],
  ['260', '千葉県', '千葉市中央区', '新宿'],
  ['530', '大阪府', '大阪市北区', '梅田'],
  ['569', '大阪府', '高槻市', '奈佐原'],
  ['604', '京都府', '京都市中京区', '河原町通三条上る恵比須町'],
  ['650', '兵庫県', '神戸市中央区', '三宮町'],
  ['460', '愛知県', '名古屋市中区', '栄'],
  ['060', '北海道', '札幌市中央区', '北一条西'],
  ['980', '宮城県', '仙台市青葉区', '一番町'],
  ['730', '広島県', '広島市中区', '紙屋町'],
  ['810', '福岡県', '福岡市中央区', '天神'],
  ['900', '沖縄県', '那覇市', '久茂地'],
] as const
const HOUSES = ['メゾン', 'コーポ', 'ハイツ', 'グランドール', 'サンシャイン', '第２'] as const
const FLOWERS = ['さくら', '若葉', 'つばき', 'ひまわり', '藤', 'あおば'] as const

export interface MadeUpAddress {
  readonly postalCode: string
  readonly stateOrRegion: string
  readonly addressLine1: string
  readonly addressLine2?: string
}

const wide = (n: number): string =>
  [...String(n)].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')

function block(random: SeededRandom): string {
  const [chome, ban, go] = [random.int(1, 9), random.int(1, 40), random.int(1, 30)]
  const way = random.int(0, 2)
  if (way === 0) return `${chome}丁目${ban}番${go}号`
  return way === 1 ? `${wide(chome)}－${wide(ban)}－${wide(go)}` : `${chome}-${ban}-${go}`
}

/** An address as buyers in Japan write it: the city in the first line, the building in the second. */
export function madeUpAddress(random: SeededRandom): MadeUpAddress {
  const [code, stateOrRegion, city, town] = random.pick(TOWNS)
  const building = `${random.pick(HOUSES)}${random.pick(FLOWERS)} ${random.int(1, 12)}0${random.int(1, 9)}号室`
  return {
    postalCode: `${code}-${random.digits(4)}`,
    stateOrRegion,
    addressLine1: `${city}${town}${block(random)}`,
    ...(random.chance(0.6) ? { addressLine2: building } : {}),
  }
}
