import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const ja: Same<typeof en> = {
  title: 'サインイン',
  userName: 'ユーザー名',
  password: 'パスワード',
  go: 'サインイン',
  or: 'または',
  signOnFailed: 'プロバイダー経由のサインインはできませんでした。',
  signOnText:
    'もう一度試すか、こちらからサインインしてください。アクセス責任者は、ログでこのコードを確認できます:',
  passkey: 'パスキーを使う',
  with: (provider) => `${provider}で続ける`,
  wrong: 'ユーザー名、パスワード、またはコードが正しくありません。',
  wrongText: '失敗が続くと応答が遅くなり、しばらくサインインできなくなります。',
  factor: '二つ目の確認',
  totp: '認証アプリのコード',
  totpHint: '30秒ごとに変わる6桁の数字です。それぞれ一度だけ使えます。',
  recovery: '回復コード',
  recoveryHint: '保管してあるコードの一つです。使うと無効になります。',
  useTotp: '認証アプリを使う',
  useRecovery: '回復コードを使う',
  confirm: '確認',
  startOver: '最初からやり直す',
  passkeyFailed: 'パスキーは使われませんでした。もう一度試すか、別の方法でサインインしてください。',
  enrolTitle: '二つ目の確認方法を登録',
  enrolText: '登録するまでほかの画面は開けません。パスワードだけでは、本人であることの確認になりません。',
  tagline: '預かった個人データを、書かれたポリシーのとおりに。',
}
