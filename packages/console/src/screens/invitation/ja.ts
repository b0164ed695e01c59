import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const ja: Same<typeof en> = {
  title: 'ようこそ',
  text: '招待されています。パスワードを決めてください。次に二つ目の確認方法を登録すると、コンソールが開きます。',
  password: 'パスワード',
  hint: (length: string) =>
    `${length}文字以上。複雑さより長さが大切です。よくあるものや流出したものは使えません。`,
  go: '招待を受ける',
  noLink: 'このページは、招待のリンクから開きます。',
  noLinkText: 'リンクは一度だけ、期限内に使えます。新しいリンクは、招待した人に頼んでください。',
}
