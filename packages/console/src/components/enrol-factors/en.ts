export const en = {
  choose: 'Which second factor?',
  totp: 'Authenticator app',
  totpText: 'An app on your phone shows a new six-digit code every 30 seconds.',
  passkey: 'Passkey',
  passkeyText:
    'This device, your phone or a security key confirms with a fingerprint, face or PIN. Cannot be phished.',
  scan: 'Scan this with the app, then type the code that it shows.',
  qr: 'QR code with the secret for the authenticator app',
  secret: 'No camera? Type this secret into the app:',
  code: 'Code from the app',
  confirm: 'Confirm',
  passkeyName: 'Name of this passkey',
  passkeyDefault: 'My passkey',
  make: 'Make the passkey',
  notMade: 'No passkey was made. Try again, or choose the authenticator app.',
  codesTitle: 'Recovery codes',
  codesText:
    'If the second factor is lost, one of these lets you in, once each. Print them, or keep them where your other keys are.',
  codesMake: 'Show my recovery codes',
  codesDone: 'Go on',
} as const
