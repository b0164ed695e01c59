export const en = {
  title: 'Set up Azukari',
  progress: 'Steps',
  stepOf: (n: string, of: string) => `Step ${n} of ${of}`,
  steps: {
    person: 'Administrator',
    factor: 'Second factor',
    codes: 'Recovery codes',
    root: 'Root key',
    policy: 'Policy',
    collection: 'Collection',
    service: 'Service',
    record: 'First record',
  },
  next: 'Go on',
  back: 'Back',
  person: {
    text: 'You become the first administrator. Every person has an account of their own; this one is yours.',
    name: 'Name',
    userName: 'User name',
    email: 'E-mail',
    password: 'Password',
    passwordHint: (length: string) =>
      `At least ${length} characters. Long beats complicated; common and leaked passwords are refused.`,
    zone: 'Time zone',
    zoneHint: 'Times are shown in it.',
    go: 'Create my account',
    noLink: 'This page opens with the one-time link that the server printed when it was first started.',
    noLinkText:
      'It is valid for an hour. Start the server again after that, or with --new-setup-link, to get a new one; if you are set up already, sign in.',
    signIn: 'Sign in',
  },
  factor: {
    text: 'A password alone opens nothing here.',
  },
  root: {
    text: 'Everything is encrypted below one root key. Lose it, and what is stored cannot be read by anybody, us included. Whoever copies it together with the database can read it all.',
    where:
      'With the file provider the key lies in the directory “keys” below the data directory, readable by the server alone.',
    what: 'Keep one copy offline, apart from the database’s backups: on a medium in a safe, say. The commands are in the guide on operations.',
    lines: 'Copy of the root key, on the server’s machine',
    done: 'The root key is backed up, or I will do so before real data comes in',
  },
  policy: {
    text: 'This policy came into force with the first start. It says what is kept, for what, and for how long; nothing in the system contradicts it.',
    acceptFirst:
      'This policy came into force with the first start, and everybody accepts it before they begin; you are the first. If another one fits better, you choose it next.',
    acceptChosen: 'The policy you chose is in force. Read it and accept it, as everybody after you will.',
    choose:
      'A policy says what is kept, for what, and for how long; nothing in the system contradicts it. These come with Azukari, and you may choose as long as nothing is stored and nobody else can approve.',
    choice: 'Which policy fits what you keep?',
    about: {
      marketplace:
        'For a shop that gets its orders through a marketplace’s API. It keeps buyers and recipients with each order, and destroys what is personal 30 days after shipping.',
      'software-vendor':
        'For a vendor of software and the people who use it. It keeps accounts, licences, support tickets, enquiries and what describes uploaded files, each until its own end.',
    },
    use: 'Use this policy',
    takesPlace:
      'It comes into force at once, in place of the one there is. The log says that it was chosen at set-up, and that nobody else approved it.',
    clauses: 'Clauses',
    sections: 'Its parts',
    version: 'Version',
    read: 'Read all of it',
    change: 'Another policy can be proposed on the policy screen at any time; a second person approves it.',
  },
  collection: {
    text: 'Records of one shape make a collection. Which one does the first record go to?',
    fields: (n: string) => `${n} fields`,
    classes: 'Classes',
    purposes: 'Purposes',
  },
  service: {
    text: 'Programs put records in and take fields out, each with a key of its own. Name the first one after what it does.',
    name: 'Name of the service',
    hint: 'Such as “order importer”. Generic names like “admin” are refused.',
    may: 'What it may do',
    mayPut: 'put records in, and tell what happens to them',
    mayReveal: (purpose: string) => `take fields out for the purpose ${purpose}`,
    mayMeta: 'see which records there are, masked, and delete them',
    go: 'Create service and key',
    key: 'Key of the service',
    purpose: 'Purpose',
  },
  record: {
    text: 'Paste this into a terminal. It puts the first record in, and takes one field out again.',
    lines: 'Commands for the first record',
    keyGone: 'The key was shown in the step before and is not here any more. Set KEY to it first.',
    waiting: 'Waiting for the first record …',
    arrived: 'The first record is in. You can see it in the log, and what it means on the overview.',
    go: 'To the overview',
    without: 'Go on without a record',
  },
} as const
