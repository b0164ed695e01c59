export const en = {
  title: 'This device',
  enrolled: 'This session runs on an enrolled company device.',
  text: 'Staff sessions are for company devices. Enrolling makes a credential in this device’s hardware that cannot be copied or synced; an access owner approves it.',
  name: 'Name of the device',
  enrol: 'Enrol this device',
  confirm: 'This is an enrolled device: show it',
  notThis: 'None of your enrolled devices is this one, or its approval is still to come.',
  asked: 'Enrolled; it waits for an access owner’s approval.',
  noCredential:
    'No credential was made. Try again with this device’s own fingerprint, face or PIN; one enrolment of a device is enough.',
  copies: 'This credential can be copied to other devices',
  copiesText:
    'A password manager or a synced passkey answered. Choose this device’s own store instead (Windows Hello, Touch ID without iCloud Keychain, the screen lock), and enrol again.',
  needed: 'Only from a company device',
  neededText:
    'You are signed in, but not on a company device that was approved. Show that this is one, or enrol it; nothing else opens before.',
} as const
