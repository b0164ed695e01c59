import type { Both, Same } from './texts.ts'

const en = {
  label: 'Grants',
  action: 'May',
  on: 'On',
  purpose: 'Purpose',
  until: 'Until',
  state: 'State',
  approved: 'Approved',
  masked: 'masked',
  nobody: 'by nobody else',
  yes: 'by another person',
  states: { live: 'live', 'not-begun': 'not begun', ended: 'ended', revoked: 'revoked' },
} as const
const ja: Same<typeof en> = {
  label: '権限',
  action: 'できること',
  on: '対象',
  purpose: '利用目的',
  until: '期限',
  state: '状態',
  approved: '承認',
  masked: 'マスク',
  nobody: '他者の承認なし',
  yes: '別の人が承認',
  states: { live: '有効', 'not-begun': '開始前', ended: '終了', revoked: '取消済み' },
}

export const grantTexts: Both<typeof en> = { en, ja }
