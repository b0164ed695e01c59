/** Why a password is refused, by the `reason` of the error. */
export const passwords: Readonly<Record<string, string>> = {
  too_short: '短すぎます。',
  too_long: '長すぎます。',
  own_name: '本人の氏名、ユーザー名、またはメールアドレスが含まれています。',
  company_word: '会社にかかわる語か、このプログラムの名前が含まれています。',
  easily_guessed: '真っ先に推測されるものの一つです。',
  breached: 'ほかで盗まれたパスワードの一覧にあります。',
  used_before: '最近まで使っていたものです。',
}
