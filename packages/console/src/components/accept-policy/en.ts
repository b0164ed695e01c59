export const en = {
  first: 'Before you begin',
  firstText:
    'Everybody who works here accepts the policy in force. Until you have, nothing else is open to you, whatever role you were given.',
  policy: 'The policy in force',
  text: (version: string) => `The policy, version ${version}`,
  go: (version: string) => `I have read version ${version} and accept it`,
} as const
