import type { Catalogue } from '../catalogue.ts'

/** Reasons of requests that the program makes itself; what people give as a reason is theirs and is told as it is. */
export const ownReasons: Catalogue = {
  'Enrolled by its person.': '本人が登録しました。',
  'Asked for with the invitation.': '招待のときに申請されました。',
  'The identity provider lists this person in a group that stands for the role.':
    'IDプロバイダーで、この人が役割に対応するグループに入っています。',
}
