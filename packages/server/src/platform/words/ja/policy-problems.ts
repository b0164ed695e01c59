import type { Catalogue } from '../catalogue.ts'

/** What is wrong with a policy. What to write instead stands in policy-fixes.ts. */
export const policyProblems: Catalogue = {
  '{} error {}: {} — {}': '{1} エラー {2}: {~3} {~4}',
  '{} warning {}: {} — {}': '{1} 注意 {2}: {~3} {~4}',

  // the shape of policy.yaml
  'The document': '文書',
  '"{}" cannot be a name here.': '「{1}」は、ここでは名前にできません。',
  '{} cannot have this value.': '{~1}は、この値にできません。',
  '{} has none of the allowed shapes.': '{~1}は、認められた形のどれでもありません。',
  '{} is missing.': '{~1}がありません。',
  '{} is not of type {}.': '{~1}の型が「{~2}」ではありません。',
  '{} has no member "{}".': '{~1}に要素「{2}」はありません。',

  // YAML and files
  'The document is nested too deeply.': '文書の入れ子が深すぎます。',
  'Aliases are not allowed.': 'エイリアスは使えません。',
  'Tags are not allowed.': 'タグは使えません。',
  'Anchors are not allowed.': 'アンカーは使えません。',
  'The file holds more than one document.': 'ファイルに文書が二つ以上あります。',
  'A key must be plain text.': 'キーは普通の文字列にしてください。',
  'The document starts with a directive.': '文書が指示行で始まっています。',
  'A text in double quotes has a backslash before something that cannot follow one.':
    '二重引用符の中に、使えない「\\」の書き方があります。',
  'The indentation does not fit with what stands around it.': '字下げが前後と合いません。',
  'A tag or an anchor stands where none can be.': 'タグまたはアンカーが、置けない場所にあります。',
  'A text starts with a character that means something else in YAML.':
    'YAMLで別の意味を持つ文字で、文字列が始まっています。',
  'A second key or a list stands on the line of a key.': 'キーの行に、もう一つのキーまたはリストがあります。',
  'Inside brackets there is something that is written by indentation.':
    '括弧の中に、字下げで書かれたものがあります。',
  'A key is written twice.': '同じキーが二度書かれています。',
  'This cannot be read as YAML.': 'YAMLとして読めません。',
  'A key has more than 1024 characters.': 'キーが1024文字を超えています。',
  'A character is missing here: a quote, a bracket, a comma, a colon or a blank.':
    'ここに文字が足りません。引用符、括弧、コンマ、コロン、空白のいずれかです。',
  'A key goes over more than one line.': 'キーが二行以上にわたっています。',
  'A value has more than one anchor.': '一つの値にアンカーが二つ以上あります。',
  'A value has more than one tag.': '一つの値にタグが二つ以上あります。',
  'A tab is used to indent.': '字下げにタブが使われています。',
  'Something stands here that does not belong here.': 'ここに置けないものがあります。',
  'The document has more than {} values.': '文書の値が{1}個を超えています。',
  '"{}" is already written above.': '「{1}」は、上ですでに書かれています。',
  '"{}" cannot be a name.': '「{1}」は名前にできません。',
  'The file has {} bytes.': 'ファイルが{1}バイトあります。',
  'The file is not UTF-8 text.': 'ファイルがUTF-8のテキストではありません。',
  'There is a character here that nobody sees ({}).': 'ここに、目に見えない文字があります（{1}）。',
  'This file is no part of a policy.': 'このファイルはポリシーの一部ではありません。',
  'The directory has no {}.': 'ディレクトリに{1}がありません。',
  '"rules" is not a directory.': '「rules」がディレクトリではありません。',
  'There are {} rules.': '検知規則が{1}個あります。',
  'This is not the name of a rule.': '検知規則のファイル名になっていません。',
  'This is not a plain file.': '普通のファイルではありません。',
  'there is no such directory, or it cannot be read': 'そのディレクトリがないか、読めません。',
  'at most {} files': 'ファイルは{1}個までです。',
  'a name is not that of a file of a policy': 'ポリシーのファイルではない名前があります。',
  'missing: {}': '足りないもの: {1}',
  'together at most 2 MiB': '合わせて2 MiBまでです。',
  'one error': 'エラーが1件あります。',
  '{} errors': 'エラーが{1}件あります。',

  // names and parameters
  'There is no parameter "{}".': 'パラメーター「{1}」はありません。',
  'The parameter "{}" is a {}; a {} is needed here.':
    'パラメーター「{1}」は{~2}です。ここには{~3}が必要です。',
  '"{}" is not a duration.': '「{1}」は期間ではありません。',
  'The parameter "{}" is not a whole number.': 'パラメーター「{1}」は整数ではありません。',
  'There is no event "{}".': '出来事「{1}」はありません。',
  'There is no {} "{}".': '{~1}「{2}」はありません。',
  '"{}" is already in this list.': '「{1}」は、すでにこの一覧にあります。',
  '"{}" has no value.': '「{1}」に値がありません。',
  '"{}" mixes {}.': '「{1}」に{~2}が混ざっています。',
  '"{}" is a text; texts have no order.': '「{1}」は文字列です。文字列に大小はありません。',
  'Only a number has a unit.': '単位があるのは数値だけです。',
  'No value does what is asked here.': '求められていることをすべて満たす値がありません。',
  '{} is in force, not {}: {} asks for it.': '有効なのは{2}ではなく{1}です（{3}の求めによる）。',
  'An authority asks for one limit.': '一つの根拠が求める限度は一つです。',
  '{} crosses the {} {} ({}).': '{1}は、{~2}の{3}を越えています（{4}）。',
  'the text cites "{}", which is no parameter of this policy':
    '本文が引用する「{1}」は、このポリシーのパラメーターではありません。',

  // fields
  '"{}" may hold {} bytes.': '「{1}」の上限が{2}バイトです。',
  '"{}" is a {}; only a text is normalised as {}.':
    '「{1}」は{~2}です。「{3}」として正規化できるのは文字列だけです。',
  '"{}" is of type {}, which cannot be searched.': '「{1}」の型は{~2}で、検索できません。',
  '"{}" takes few values: counting equal tags in an index would give them away.':
    '「{1}」は値の種類が少ないので、索引の同じ印を数えるだけで値がわかってしまいます。',
  'An index over the number "{}" gives its values away unless there are very many.':
    '数値「{1}」の索引からは、値の種類がとても多くないかぎり、値がわかってしまいます。',
  '"{}" looks like a telephone number and would be found only as it was typed.':
    '「{1}」は電話番号のようです。このままでは、入力したとおりの形でしか見つかりません。',
  '"{}" is of the strictest class, which is never searched.':
    '「{1}」は最も厳しいクラスです。このクラスは検索できません。',
  '"{}" is a {}: only a text has ends to keep.': '「{1}」は{~2}です。両端を残せるのは文字列だけです。',
  'The mask of "{}" keeps {} characters.': '「{1}」の伏せ方では{2}文字が残ります。',

  // classes, purposes, collections
  'The class "{}" is the strictest but not personal.':
    'クラス「{1}」は最も厳しいのに、個人データではありません。',
  'No purpose covers the personal class "{}": nobody could ever read it.':
    '個人データのクラス「{1}」に及ぶ目的がなく、誰も読むことができません。',
  '"{}" happens by itself when a record is stored.': '「{1}」は、記録が保存されたときに自動で起こります。',
  'A record of "{}" may hold {} bytes.': '「{1}」の記録の上限が{2}バイトです。',
  '"{}" is a {}.': '「{1}」は{~2}です。',
  '"{}" finds a person but its class "{}" is not personal.':
    '「{1}」は本人を見つけるための項目ですが、クラス「{2}」が個人データではありません。',
  'Nothing measures the clause {}.': '条項{1}を測るものがありません。',

  // retention
  'The class "{}" is personal and nothing says when "{}" destroys it.':
    'クラス「{1}」は個人データですが、「{2}」でいつ消去するかの定めがありません。',
  'The class "{}" already has a retention rule in this collection.':
    'クラス「{1}」には、このコレクションですでに保管の定めがあります。',
  'No field of this collection has the class "{}".': 'このコレクションに、クラス「{1}」の項目はありません。',
  'This deadline has too many parts.': 'この期限は部分が多すぎます。',
  '"destroy" always has a date, so "else" never counts.':
    '「destroy」は必ず日付が決まるので、「else」が使われることはありません。',
  'Nothing ends this data when none of the events is ever reported.':
    'どの出来事も報告されない場合に、このデータを終わらせるものがありません。',
  'The basis "{}" does not last for a time of its own.': '根拠「{1}」には、それ自体の続く期間がありません。',
  'The purpose "{}" does not cover the class "{}".': '目的「{1}」はクラス「{2}」に及びません。',
  'No purpose with the basis legal-obligation covers the class "{}".':
    '根拠が legal-obligation で、クラス「{1}」に及ぶ目的がありません。',
  '"{}" is the strictest class, but "{}" may be destroyed before it.':
    '「{1}」は最も厳しいクラスですが、「{2}」のほうが先に消去されることがあります。',

  // roles
  'The role "{}" lets nobody do anything.': '役割「{1}」では何もできません。',
  '"{}" needs fields.': '「{1}」には項目の指定が必要です。',
  '"{}" touches no fields.': '「{1}」は項目に触れません。',
  '"{}" needs a purpose.': '「{1}」には目的の指定が必要です。',
  '"{}" has no purpose of its own.': '「{1}」に目的は指定しません。',
  'Only a reveal can be masked.': '伏せた値に限れるのは、値を開く操作（reveal）だけです。',
  '"{}" does not cover {}, the class of {}.': '目的「{1}」は、{3}のクラス「{2}」に及びません。',

  // the texts
  '"{}" is typed by hand.': '「{1}」が手で書かれています。',
  'No text cites the parameter "{}".': 'パラメーター「{1}」を引用している本文がありません。',
  'The clause {} is not in this text.': '条項{1}が、この本文にありません。',
  'The clause {} is promised here but policy.yaml does not know it.':
    '条項{1}がここで約束されていますが、policy.yaml にありません。',
  '{} cites {{{}}} here, but not in {}.':
    '{~1}はここで {{{2}}} を引用していますが、{3} では引用していません。',
  'The introduction': '前文',
  'The clause {}': '条項{1}',
  'HTML is not allowed in a policy text.': 'ポリシーの本文にHTMLは使えません。',
  'This link does not lead to a page.': 'このリンクはページにつながりません。',
  'The text has {} headings.': '本文に見出しが{1}個あります。',
  '"{#{}}" is not the mark of a clause.': '「{#{1}}」は条項の印ではありません。',
  'The clause {} is already in this text.': '条項{1}は、すでにこの本文にあります。',
  'The clause {} says nothing.': '条項{1}に中身がありません。',
  'The text has {} citations.': '本文に引用が{1}個あります。',
  'This is not a citation.': '引用の形になっていません。',

  // versions and times
  'not a duration this policy language knows': 'このポリシーの書き方にない期間です。',
  'no such date or time': 'その日付や時刻はありません。',
  'not a date, nor an instant with its offset': '日付でも、時差の付いた日時でもありません。',
  'only the version in force can be accepted': '受け入れられるのは、適用中の版だけです。',
  'the first version was applied later': '最初の版が適用されたのは、それより後です。',
  'no policy version is in force': '適用中のポリシーがありません。',
  'it was planned against version {}': '版{1}に対して計画されたものです。',
  'only the first version may be applied by whoever proposes it':
    '提案した人が適用できるのは、最初の版だけです。',
  'it was proposed by the same principal': '同じ人かサービスが提案したものです。',
  'the plan does not ask for this acceptance': 'この計画は、その同意を求めていません。',
  '{} changes orphan, expose or weaken something':
    '{1}件の変更に、読めなくなるもの、見えるようになるもの、弱くなるものがあります。',
  'there is no version {}': '版{1}はありません。',
}
