import type { Catalogue } from '../catalogue.ts'

/** Words that stand inside sentences. Names of a policy are never among what is told by these. */
export const vocabulary: Catalogue = {
  none: 'なし',

  // actions
  put: '保存',
  reveal: '開く',
  search: '検索',
  event: '出来事の報告',
  delete: '消去',
  'read-metadata': '記録の情報の閲覧',
  'advance-deadline': '期限の繰り上げ',
  'erase-owner': '本人の求めによる消去',
  'speak-for-owner': 'データの持ち主の代理',
  import: '取り込み',
  manage: 'サービス・鍵・権限の管理',
  'manage-policy': 'ポリシーの変更',
  'manage-people': '人の管理',
  'manage-network': 'ネットワークと端末の管理',
  'approve-access': 'アクセスの承認',
  'approve-change': '変更の承認',
  'review-access': 'アクセスの棚卸し',
  'request-case': 'ケースの申請',
  'read-access': 'アクセスの状況の閲覧',
  'read-data': 'データの画面の閲覧',
  'read-log': 'ログの閲覧',
  'read-status': '状態の閲覧',
  'report-scan': 'ソースコードの検査結果の報告',
  'make-sample': '試験用データの作成',

  // states of a request
  open: '承認待ち',
  approved: '承認済み',
  refused: '却下済み',
  rejected: '却下済み',
  withdrawn: '取り下げ済み',
  expired: '期限切れ',

  // what a policy is made of
  class: 'クラス',
  purpose: '目的',
  parameter: 'パラメーター',
  field: '項目',
  collection: 'コレクション',
  authority: '根拠',
  check: '測るもの（check）',
  control: '仕組み（control）',
  duty: '務め（duty）',
  clause: '条項',
  file: 'ファイル',
  name: '名前',
  floor: '下限',
  ceiling: '上限',
  duration: '期間',
  number: '数値',
  text: '文字列',
  date: '日付',
  time: '日時',
  json: 'JSON',
  bytes: 'バイト列',

  // types and forms of values
  string: '文字列',
  int: '整数',
  boolean: 'true か false',
  array: '一覧',
  object: 'オブジェクト',
  record: 'オブジェクト',
  datetime: '日時',
  email: 'メールアドレス',
  url: 'URL',
  uuid: 'UUID',
  more: '以上',
  less: '以下',
}

/** How words are put together inside sentences. They say so little that no text is taken for one of these by itself. */
export const phrases: Catalogue = {
  '{} on {}': '{2}に対する「{~1}」',
  '"{}"': '「{1}」',
  '{}, or {}': '{~1}、または{~2}',
  '{} or {}': '{~1}か{~2}',
  '{} and {}': '{~1}と{~2}',
}
