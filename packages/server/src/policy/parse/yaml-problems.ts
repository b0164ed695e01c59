import type { ErrorCode } from 'yaml'

/** What is wrong with a document as YAML, and what to write instead: in our words, which are told in the reader's language. */
export interface YamlProblem {
  readonly code: string
  readonly message: string
  readonly fix: string
}

export const MAX_DEPTH = 32

export const TOO_DEEP: YamlProblem = {
  code: 'yaml_too_deep',
  message: 'The document is nested too deeply.',
  fix: `Nest at most ${MAX_DEPTH} levels.`,
}
export const ALIAS: YamlProblem = {
  code: 'yaml_alias',
  message: 'Aliases are not allowed.',
  fix: 'Write the value out.',
}
export const TAG: YamlProblem = {
  code: 'yaml_tag',
  message: 'Tags are not allowed.',
  fix: 'Write the value without its "!" tag.',
}
export const DIRECTIVE: YamlProblem = {
  code: 'yaml_directive',
  message: 'The document starts with a directive.',
  fix: 'Delete the lines starting with "%".',
}

const syntax = (message: string, fix: string): YamlProblem => ({ code: 'yaml_syntax', message, fix })

const AROUND = 'Check the indentation, the quotes and the colons around here.'

/** Every code that the parser raises. Its own sentences are English and quote what stands in the file. */
export const YAML_PROBLEMS: Readonly<Record<ErrorCode, YamlProblem>> = {
  ALIAS_PROPS: ALIAS,
  BAD_ALIAS: ALIAS,
  BAD_COLLECTION_TYPE: TAG,
  BAD_DIRECTIVE: DIRECTIVE,
  BAD_DQ_ESCAPE: syntax(
    'A text in double quotes has a backslash before something that cannot follow one.',
    'Write the backslash twice, or put the text in single quotes.',
  ),
  BAD_INDENT: syntax(
    'The indentation does not fit with what stands around it.',
    'Indent what belongs together by the same number of spaces.',
  ),
  BAD_PROP_ORDER: syntax(
    'A tag or an anchor stands where none can be.',
    'Delete what starts with "!" or "&".',
  ),
  BAD_SCALAR_START: syntax(
    'A text starts with a character that means something else in YAML.',
    'Put the text in quotes.',
  ),
  BLOCK_AS_IMPLICIT_KEY: syntax(
    'A second key or a list stands on the line of a key.',
    'Write it on a line of its own, or put a text that holds a colon in quotes.',
  ),
  BLOCK_IN_FLOW: syntax(
    'Inside brackets there is something that is written by indentation.',
    'Write it in brackets as well.',
  ),
  DUPLICATE_KEY: { code: 'duplicate_key', message: 'A key is written twice.', fix: 'Keep one of the two.' },
  IMPOSSIBLE: syntax('This cannot be read as YAML.', AROUND),
  KEY_OVER_1024_CHARS: syntax('A key has more than 1024 characters.', 'Choose a shorter one.'),
  MISSING_CHAR: syntax(
    'A character is missing here: a quote, a bracket, a comma, a colon or a blank.',
    AROUND,
  ),
  MULTILINE_IMPLICIT_KEY: syntax(
    'A key goes over more than one line.',
    'Write the key on one line, with a colon after it.',
  ),
  MULTIPLE_ANCHORS: syntax('A value has more than one anchor.', 'Delete what starts with "&".'),
  MULTIPLE_DOCS: {
    code: 'yaml_documents',
    message: 'The file holds more than one document.',
    fix: 'Delete the "---" line and keep one document.',
  },
  MULTIPLE_TAGS: syntax('A value has more than one tag.', 'Write the value without its "!" tag.'),
  NON_STRING_KEY: { code: 'yaml_key', message: 'A key must be plain text.', fix: 'Write the key as a name.' },
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAB_AS_INDENT: syntax('A tab is used to indent.', 'Indent with blanks.'),
  TAG_RESOLVE_FAILED: TAG,
  UNEXPECTED_TOKEN: syntax('Something stands here that does not belong here.', AROUND),
}

/** Of a code that a newer parser raises and this program does not know. */
export const yamlProblem = (code: string): YamlProblem =>
  Object.hasOwn(YAML_PROBLEMS, code) ? YAML_PROBLEMS[code as ErrorCode] : YAML_PROBLEMS.IMPOSSIBLE
