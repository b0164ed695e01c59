export const en = {
  title: 'Choose another password',
  text: 'Together with a second factor of yours. All your sessions end with it, on every machine.',
  password: 'New password',
  hint: (length: string) =>
    `At least ${length} characters. Names, words of the company, and common, leaked or former passwords are refused.`,
  factor: 'Second factor',
  factors: { totp: 'Authenticator app', recovery: 'Recovery code', passkey: 'Passkey' },
  code: { totp: 'Code from your authenticator app', recovery: 'Recovery code' },
  codeHint: {
    totp: 'Six digits, new every 30 seconds. Each works once.',
    recovery: 'One of the codes you put away. It is used up by this.',
  },
  passkeyHint: 'Your browser asks for it when you change the password.',
  go: 'Change the password',
  changed: 'Your password was changed. Sign in with it.',
  inAs: (name: string) => `This browser is signed in as ${name}. Sign out to use the new password.`,
  wrong: 'The second factor is not right.',
  wrongText:
    'Nothing was changed. After several failures trying is slowed down, and then locked for a while.',
  passkeyNotUsed: 'The passkey was not used. Try again, or take another second factor.',
  noLink: 'This page opens with the link of a reset.',
  noLinkText:
    'After loading, the link is taken out of the address; to load the page again, open the link again. Somebody who manages people makes it.',
  over: 'This link opens nothing',
  overText:
    'It is mistyped, was used, or its hour is over; another link or another password ends it too. Ask whoever gave it to you for a new one.',
} as const
