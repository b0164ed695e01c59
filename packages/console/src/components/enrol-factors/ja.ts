import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const ja: Same<typeof en> = {
  choose: '二つ目の確認方法を選んでください',
  totp: '認証アプリ',
  totpText: 'スマートフォンのアプリに、30秒ごとに新しい6桁のコードが表示されます。',
  passkey: 'パスキー',
  passkeyText:
    'この端末やスマートフォン、セキュリティキーで、指紋・顔・PINを使って確認します。フィッシングされません。',
  scan: 'アプリで読み取り、表示されたコードを入力してください。',
  qr: '認証アプリ用の秘密鍵を含むQRコード',
  secret: 'カメラが使えないときは、この文字列をアプリに入力してください:',
  code: 'アプリのコード',
  confirm: '確認',
  passkeyName: 'パスキーの名前',
  passkeyDefault: '自分のパスキー',
  make: 'パスキーを作る',
  notMade: 'パスキーは作られませんでした。もう一度試すか、認証アプリを選んでください。',
  codesTitle: '回復コード',
  codesText:
    '二つ目の確認方法をなくしたときに、それぞれ一度だけ使えます。印刷するか、ほかの鍵と同じ場所に保管してください。',
  codesMake: '回復コードを表示',
  codesDone: '次へ',
}
