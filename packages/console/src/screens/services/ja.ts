import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const ja: Same<typeof en> = {
  title: 'サービスと鍵',
  intro:
    'APIを呼び出すプログラムです。それぞれに責任者が一人おり、期限のある鍵と、別の人が承認した権限だけを持ちます。',
  columns: {
    name: 'サービス',
    owner: '責任者',
    keys: '有効な鍵',
    lastUsed: '最終使用',
    created: '作成',
    state: '状態',
  },
  live: '使用中',
  ended: '終了',
  never: 'なし',
  empty: 'サービスはまだありません',
  emptyText: 'データを出し入れするプログラムごとに一つ作成してください。',
  make: 'サービスを作成',
  name: '名前',
  nameHint:
    'プログラムの役割を表す名前にします(例: label-printer、order-import)。共有名や一般的な名前は使えません。',
  keys: '鍵',
  key: {
    shown: '先頭',
    state: '状態',
    expires: '期限',
    lastUsed: '最終使用',
    live: '有効',
    expired: '期限切れ',
    revoked: '失効',
  },
  makeKey: '鍵を作成',
  rotate: '更新',
  rotateText: '新しい鍵を作成します。差し替えられるように、古い鍵もあと一日使えます。',
  revoke: '失効',
  revokeTitle: 'この鍵を失効させますか?',
  revokeText: 'すべてのサーバーで直ちに使えなくなります。取り消しはできません。',
  disable: 'サービスを終了',
  disableTitle: 'このサービスを終了しますか?',
  disableText: 'すべての鍵が直ちに使えなくなります。元には戻せません。ログの記録は残ります。',
  newKey: '新しい鍵',
  noKeys: '鍵はまだありません。',
  grants: '権限',
  noGrants: 'まだ何もできません。「アクセス権」で権限を申請してください。',
  done: '完了',
}
