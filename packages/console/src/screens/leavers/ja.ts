import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const ja: Same<typeof en> = {
  title: '退職者',
  intro: '誰が去り、何が直ちに終了し、ほかのシステムで何が残っているか。',
  empty: '退職者はいません',
  emptyText: '「メンバー」から退職手続きをします。社員名簿と連携していれば自動で行われます。',
  left: '退職',
  by: '手続きした人',
  ended: '直ちに終了したもの',
  counted: {
    sessions: 'セッション',
    factors: '二つ目の確認方法',
    devices: '端末',
    invitations: '招待',
    passwordResets: 'パスワード再設定のリンク',
    scimTokens: '連携トークン',
    servicesDisabled: '終了したサービス',
    servicesHandedOver: '引き継いだサービス',
    keys: '失効した鍵',
    liveKeys: 'まだ使える鍵',
    grants: '権限',
    assignments: '役割',
    cases: 'ケース',
    requests: '申請',
  },
  tasks: 'ほかのシステム',
  task: { system: '場所', due: '期限', done: '確認した人', open: '未完了', overdue: '期限超過' },
  confirm: '確認する',
  evidence: '確認の方法',
  came: '復帰',
  none: 'なし',
}
