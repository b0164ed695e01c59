import type { Catalogue } from '../catalogue.ts'

/** What the commands that take a language say beside what the rooms say. */
export const commands: Catalogue = {
  '{}, version {}, at {}': '{1} 版{2}（{3}現在）',
  satisfied: '満たしている',
  violated: '違反',
  unknown: '不明',
  stale: '古い',
  '{} satisfied, {} violated, {} unknown, {} stale': '満たしている{1}、違反{2}、不明{3}、古い{4}',
  'Nothing changes.': '変わるものはありません。',
  needs: '必要:',
  'may take': '任意:',
}
