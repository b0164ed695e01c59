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
  confirmCertificate: 'Show it by this browser’s certificate',
  enrolCertificate: 'Enrol by this browser’s certificate',
  certificateText:
    'A company that gives certificates to its machines can know this one by its own. The session then opens only where that certificate is shown.',
  noCertificate: 'This connection shows no certificate',
  noCertificateText:
    'Either this browser has none of your company’s that is good now, or you refused to show it, or the server asks for none. Install the machine’s certificate, restart the browser, choose the certificate when it asks, and come without a proxy that ends TLS. Otherwise enrol with this device’s own credential.',
  enrolledOnce:
    'This certificate’s key was enrolled before. A key is enrolled once, also after it was revoked.',
  mine: 'Your devices',
  kind: 'Known by',
  kinds: { passkey: 'passkey', certificate: 'certificate' },
  state: 'State',
  states: { waiting: 'waits', approved: 'in use', revoked: 'revoked' },
  made: 'Enrolled',
  needed: 'Only from a company device',
  neededText:
    'You are signed in, but not on a company device that was approved. Show that this is one, or enrol it; nothing else opens before.',
} as const
