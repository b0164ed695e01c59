const WORDS = `
admin admins administrator administration root superuser sysadmin operator owner master
test tests tester testing demo sample example dummy temp temporary tmp trial
shared share common public generic default general misc everyone everybody anyone all team group company office
user users username guest guests anonymous nobody someone somebody person people staff employee member members customer client clients
service services svc api apis app apps application applications program system systems server servers backend frontend daemon worker
key keys apikey token tokens secret secrets password login account accounts id identity credential credentials access
dev devel development developer stage staging prod production live local localhost null undefined none unknown unnamed untitled new old
bot robot script machine azukari principal tenant manager management support info webmaster hostmaster postmaster postgres
админ администратор тест пользователь
管理者 管理 管理人 運用 運用者 担当 担当者 責任者 特権 ルート アドミン アドミニストレータ マスタ オペレータ
テスト 試験 検証 検証用 開発 本番 デモ サンプル 見本 仮 一時 ダミ
共有 共用 共通 公開 全員 全社 皆 会社 社内 部署 チム グルプ 既定 デフォルト 標準 汎用 一般 用 用の
ユザ 利用者 使用者 ゲスト 匿名 名無し 社員 従業員 職員 スタッフ メンバ 顧客 客 クライアント
サビス アプリ アプリケション プログラム システム サバ サバプログラム バッチ ボット スクリプト
キ 鍵 トクン パスワド ログイン アカウント 口座 認証`

/** Words that say nothing beside others. As names of people they are names: An, To, Of. */
const FILLERS = 'my our the a an of for and to this that foo bar baz qux の と'

/** What is left of a text when case, width, accents, hiragana or katakana, long vowels, digits and punctuation do not count. */
function skeleton(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replace(/[^\p{L}]|ー/gu, '')
}

const wordsOf = (text: string) => text.split(/\s+/).map(skeleton).filter(Boolean)
const telling: ReadonlySet<string> = new Set(wordsOf(WORDS))
const generic: ReadonlySet<string> = new Set([...telling, ...wordsOf(FILLERS)])
const longest = Math.max(...[...generic].map((word) => word.length))

/**
 * Whether a name consists of nothing but words that could be anybody's (clause A2): `admin`, `Test-2`, `sharedUser`, `共有アカウント`. A name that
 * also says something of its own is none: `shipping test`.
 */
export function isGenericName(name: string): boolean {
  return rowOf(skeleton(name)) !== 'none'
}

/** The same for the name of a person: made of nothing but such words, and of one at least that is no filler. */
export function isGenericPerson(name: string): boolean {
  return rowOf(skeleton(name)) === 'telling'
}

/** Whether a text is a row of generic words: of none, of fillers only, or with a telling one among them. An empty text is a row of none of them. */
function rowOf(text: string): 'none' | 'fillers' | 'telling' {
  // rows[i]: what the first i characters are at most.
  const rows: ('none' | 'fillers' | 'telling')[] = ['fillers']
  for (let end = 1; end <= text.length; end++) {
    rows[end] = 'none'
    for (let start = Math.max(0, end - longest); start < end && rows[end] !== 'telling'; start++) {
      const before = rows[start]
      const word = text.slice(start, end)
      if (before === 'none' || !generic.has(word)) continue
      rows[end] = before === 'telling' || telling.has(word) ? 'telling' : 'fillers'
    }
  }
  return rows[text.length] ?? 'none'
}
