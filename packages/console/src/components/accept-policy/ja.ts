import type { Same } from '../../i18n/texts.ts'
import type { en } from './en.ts'

export const ja: Same<typeof en> = {
  first: '始める前に',
  firstText:
    'ここで働く人は全員、適用中のポリシーを受け入れます。受け入れるまでは、どの役割があっても、ほかの画面は開きません。',
  policy: '適用中のポリシー',
  text: (version) => `ポリシー 第${version}版`,
  go: (version) => `第${version}版を読み、受け入れます`,
}
