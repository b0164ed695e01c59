export const en = {
  title: 'Welcome',
  text: 'You were invited. Choose a password; a second factor comes next, and then the console opens.',
  password: 'Password',
  hint: (length: string) =>
    `At least ${length} characters. Long beats complicated; common and leaked passwords are refused.`,
  go: 'Accept the invitation',
  noLink: 'This page opens with the link of an invitation.',
  noLinkText: 'The link works once and for a limited time. Whoever invited you can send a new one.',
} as const
