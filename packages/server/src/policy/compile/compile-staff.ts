import type { StaffModel } from '../model.ts'
import type { PolicyDocument } from '../parse/document.ts'

/** What is left out holds as strictly as it can: devices are required, and nothing elsewhere is forgotten silently. */
export function compileStaff(staff: NonNullable<PolicyDocument['staff']>): StaffModel {
  return {
    companyDevices: staff.company_devices ?? 'required',
    elsewhere: { ...staff.elsewhere },
    ...(staff.password_words === undefined ? {} : { passwordWords: staff.password_words }),
  }
}
