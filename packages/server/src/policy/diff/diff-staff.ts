import type { PolicyModel } from '../model.ts'
import { type Change, change, lists, risky } from './change.ts'

/** Differences between what holds for the people who work here. */
export function diffStaff(before: PolicyModel, after: PolicyModel): Change[] {
  const changes: Change[] = []
  const [old, now] = [before.staff?.companyDevices ?? 'required', after.staff?.companyDevices ?? 'required']
  if (old !== now && now === 'optional') {
    const words = [
      'People may work on devices nobody has approved.',
      '承認されていない端末からも利用できるようになります。',
    ] as const
    changes.push(risky('devices-not-required', 'company_devices', words, true))
  }
  if (old !== now && now === 'required') {
    const words = [
      'People work on approved company devices only.',
      '承認された会社の端末からだけ利用できるようになります。',
    ] as const
    changes.push(change('devices-required', 'company_devices', words, 'notice'))
  }
  const { added, removed } = lists(systemsOf(before), systemsOf(after))
  for (const system of removed) {
    const words = [
      `When somebody leaves, nobody is asked any more whether their access to ${system} has ended.`,
      `退職・離任のとき、${system}の利用が終わったかどうかを確認しなくなります。`,
    ] as const
    changes.push(risky('elsewhere-removed', system, words, true))
  }
  for (const system of added) {
    const words = [
      `When somebody leaves, ending their access to ${system} becomes a task.`,
      `退職・離任のとき、${system}の利用を終わらせる作業が加わります。`,
    ] as const
    changes.push(change('elsewhere-added', system, words, 'notice'))
  }
  return [...changes, ...diffWords(before, after)]
}

/** The words themselves are told: they stand in the policy. */
function diffWords(before: PolicyModel, after: PolicyModel): Change[] {
  const { added, removed } = lists(before.staff?.passwordWords ?? [], after.staff?.passwordWords ?? [])
  const changes: Change[] = []
  if (removed.length > 0) {
    const words = [
      `New passwords may hold: ${removed.join(', ')}.`,
      `新しいパスワードに次の語を使えるようになります：${removed.join('、')}。`,
    ] as const
    changes.push(risky('password-words-removed', 'password_words', words, true))
  }
  if (added.length > 0) {
    const words = [
      `New passwords may no longer hold: ${added.join(', ')}.`,
      `新しいパスワードに次の語を使えなくなります：${added.join('、')}。`,
    ] as const
    changes.push(change('password-words-added', 'password_words', words, 'notice'))
  }
  return changes
}

const systemsOf = ({ staff }: PolicyModel): string[] => Object.keys(staff?.elsewhere ?? {})
