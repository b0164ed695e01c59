import type { Catalogue } from '../catalogue.ts'

/** What to write instead of what is wrong in a policy. */
export const policyFixes: Catalogue = {
  // the shape of policy.yaml
  'Write true or false.': 'true か false を書いてください。',
  'Write a whole number without quotes.': '引用符なしの整数を書いてください。',
  'Write a number without quotes.': '引用符なしの数値を書いてください。',
  'Write text, in quotes if it looks like a number.':
    '文字列を書いてください。数値のように見えるときは引用符で囲みます。',
  'Write a list: [a, b].': '一覧を [a, b] の形で書いてください。',
  'Write members, one a line: "name: value".': '要素を一行に一つ、「名前: 値」の形で書いてください。',
  'Write {}.': '{~1}を書いてください。',
  'Write {} or {}.': '{1}{~2}を書いてください。',
  'Write one of: {}.': '次のいずれかを書いてください: {1}',
  'Write one of: {}, and {} more.': '次のいずれかを書いてください: {1}、ほか{2}個',
  'Write a value of type {}.': '型が「{~1}」の値を書いてください。',
  'Delete it, or write one of: {}.': '削除するか、次のいずれかを書いてください: {1}',
  'Add "{}:" here.': 'ここに「{1}:」を加えてください。',
  'Did you mean "{}"?': '「{1}」ではありませんか。',
  'There is no {} yet: declare one first.': '{~1}がまだありません。先に宣言してください。',
  'something else': '別のもの',
  'a name: letters, digits and underscores, starting with a small letter':
    '英小文字で始まり、英数字と _ でできた名前',
  'a name in small letters, digits and hyphens': '英小文字、数字、ハイフンでできた名前',
  'a name of the form room.fact, such as retention.nothing-overdue':
    'retention.nothing-overdue のような「部屋.事実」の名前',
  'a parameter: "$" and its name': '「$」にパラメーターの名前を続けたもの',
  'plain text': '記号による書式のない文字列',
  'plain text without markup': '記号による書式のない文字列',
  'a field name such as buyer.email': 'buyer.email のような項目名',
  'a country code of two capital letters, such as JP': 'JP のような大文字2字の国コード',
  'a clause id such as A8': 'A8 のような条項の番号',
  'members ("name: value")': '要素（「名前: 値」）',
  'string to have <={} characters': '{1}文字以下の文字列',
  'string to have >={} characters': '{1}文字以上の文字列',
  'array to have <={} items': '{1}個以下の一覧',
  'array to have >={} items': '{1}個以上の一覧',
  'number to be <={}': '{1}以下の数値',
  'number to be >={}': '{1}以上の数値',
  'int to be <={}': '{1}以下の整数',
  'int to be >={}': '{1}以上の整数',

  // YAML and files
  'Nest at most {} levels.': '入れ子は{1}段までにしてください。',
  'Write the value out.': '値をそのまま書いてください。',
  'Write the value without its "!" tag.': '「!」のタグを付けずに値を書いてください。',
  'Delete the "---" line and keep one document.': '「---」の行を削除し、文書を一つにしてください。',
  'Write the key as a name.': 'キーを名前として書いてください。',
  'Delete the lines starting with "%".': '「%」で始まる行を削除してください。',
  'Check the indentation, the quotes and the colons around here.':
    'この近くの字下げ、引用符、コロンを確かめてください。',
  'Write the backslash twice, or put the text in single quotes.':
    '「\\」を二つ続けて書くか、文字列を一重引用符で囲んでください。',
  'Indent what belongs together by the same number of spaces.':
    '同じまとまりは、同じ数の空白で字下げしてください。',
  'Delete what starts with "!" or "&".': '「!」または「&」で始まるものを削除してください。',
  'Delete what starts with "&".': '「&」で始まるものを削除してください。',
  'Put the text in quotes.': '文字列を引用符で囲んでください。',
  'Write it on a line of its own, or put a text that holds a colon in quotes.':
    '別の行に書いてください。コロンを含む文字列は引用符で囲んでください。',
  'Write it in brackets as well.': 'それも括弧で書いてください。',
  'Choose a shorter one.': 'もっと短くしてください。',
  'Write the key on one line, with a colon after it.': 'キーを一行に書き、その後にコロンを置いてください。',
  'Indent with blanks.': '字下げには空白を使ってください。',
  'Take out what is not policy.': 'ポリシーでないものを除いてください。',
  'Delete "&{}".': '「&{1}」を削除してください。',
  'Keep one of the two.': 'どちらか一つを残してください。',
  'Choose another name.': '別の名前にしてください。',
  'Split the text, or take out what is not policy: a file holds at most 1 MiB.':
    '本文を分けるか、ポリシーでないものを除いてください。一つのファイルは1 MiBまでです。',
  'Save it as UTF-8 without a byte order mark.': 'バイト順マークのないUTF-8で保存してください。',
  'Delete it.': '削除してください。',
  'Delete it here.': 'ここから削除してください。',
  'Write it.': '書いてください。',
  'Name a directory that holds policy.yaml, policy.en.md and policy.ja.md.':
    'policy.yaml、policy.en.md、policy.ja.md のあるディレクトリを指定してください。',
  'Make it a directory; links are not followed.': 'ディレクトリにしてください。リンクはたどりません。',
  'Keep at most {}.': '{1}個までにしてください。',
  'Name it with letters, digits, ".", "_" and "-", ending in .yaml.':
    '英数字と「.」「_」「-」を使い、.yaml で終わる名前にしてください。',
  'Put the file itself here; links are not followed.':
    'ファイルそのものを置いてください。リンクはたどりません。',
  'A file holds at most 1 MiB.': '一つのファイルは1 MiBまでです。',
  '{}, {}, {}, rules/NAME.yaml': '{1}、{2}、{3}、rules/名前.yaml',

  // parameters and fields
  'Name a parameter that is a {}, or write the {} itself.':
    '{~1}のパラメーターを指定するか、{~2}をそのまま書いてください。',
  'Write a whole number.': '整数を書いてください。',
  'Write an ISO 8601 duration such as P30D, P12M, P1Y or PT1H: years and months, or days and below, not both.':
    'P30D、P12M、P1Y、PT1H のようなISO 8601の期間を書いてください。年と月か、日以下のどちらか一方だけを使います。',
  'Add "value:" or "authorities:".': '「value:」か「authorities:」を加えてください。',
  'Write value, authorities, floor and ceiling in one kind.':
    'value、authorities、floor、ceiling を同じ種類の値で書いてください。',
  'Keep only its value.': '値だけを残してください。',
  'Delete "unit:".': '「unit:」を削除してください。',
  'Leave out what is not asked, or write lengths of time in the same unit (P30D and P1M have no order).':
    '求められていないものを除くか、期間を同じ単位で書いてください（P30D と P1M は比べられません）。',
  'Write {}, or delete "value:".': '{1}と書くか、「value:」を削除してください。',
  'Write one of "at_least:" and "at_most:".': '「at_least:」と「at_most:」のどちらか一つを書いてください。',
  'Write a size from 1 to {}.': '1〜{1}の大きさを書いてください。',
  'Delete "normalise:", or make the type text.': '「normalise:」を削除するか、型を text にしてください。',
  'Delete "search:".': '「search:」を削除してください。',
  'Delete "search:"; only where there really are many values, add "values: many".':
    '「search:」を削除してください。本当に値の種類が多い場合にだけ「values: many」を加えます。',
  'Delete "search:", or add "values: many" where that is true.':
    '「search:」を削除するか、値の種類が本当に多いなら「values: many」を加えてください。',
  'Add "normalise: phone"; the plan then asks for its own acceptance.':
    '「normalise: phone」を加えてください。計画では、それについての同意を求めます。',
  'Delete "search:", or give the field a class of its own.':
    '「search:」を削除するか、項目を別のクラスにしてください。',
  'Write "mask: { text: … }".': '「mask: { text: … }」と書いてください。',
  'Keep from 1 to 16 characters, or write "mask: { text: … }".':
    '残すのは1〜16文字にするか、「mask: { text: … }」と書いてください。',

  // classes, purposes, collections, retention
  'Add "personal: true".': '「personal: true」を加えてください。',
  'Add it to a purpose, or do not collect it.': '目的に加えるか、集めないでください。',
  'Write a size from {}, its largest field, to {}.':
    '最も大きい項目の{1}から{2}までの大きさを書いてください。',
  'Name a text field, such as an e-mail address.': 'メールアドレスのような文字列の項目を指定してください。',
  'Give the field a personal class.': '項目を個人データのクラスにしてください。',
  'Name a check, or say under "unknown:" why there is none, in both languages.':
    '測るもの（checks）を指定するか、ない理由を「unknown:」に両方の言語で書いてください。',
  'Add it to the classes of a retention rule.': '保管の定めのクラスに加えてください。',
  'Keep it in one of the rules.': '一つの定めにだけ残してください。',
  'Name at most {} events.': '出来事は{1}個までにしてください。',
  'Delete "else:".': '「else:」を削除してください。',
  'Add "else: { after: {}, for: … }", or "while:" and a purpose with a lasting legal basis.':
    '「else: { after: {1}, for: … }」か、「while:」と、続く期間のある根拠を持つ目的を加えてください。',
  'Name a purpose whose basis is {}, or give the data a last day.':
    '根拠が {1} の目的を指定するか、データに最後の日を定めてください。',
  'Add "{}" to the purpose, or take it out of this rule.':
    '「{1}」を目的に加えるか、この定めから外してください。',
  'Declare that purpose, or write "bucket: day".': 'その目的を宣言するか、「bucket: day」と書いてください。',
  'Destroy "{}" no later than "{}".': '「{1}」を、「{2}」より遅くならないように消去してください。',

  // roles
  'Add "actions:" or "grants:".': '「actions:」か「grants:」を加えてください。',
  'Add "fields:" or "classes:".': '「fields:」か「classes:」を加えてください。',
  'Put it in a grant of its own, without "fields:" and "classes:".':
    '「fields:」と「classes:」のない、別の権限に分けてください。',
  'Add "purpose:".': '「purpose:」を加えてください。',
  'Put it in a grant of its own, without "purpose:".': '「purpose:」のない、別の権限に分けてください。',
  'Put it in a grant of its own, without "masked:".': '「masked:」のない、別の権限に分けてください。',
  'Leave the field out, or name another purpose.': '項目を外すか、別の目的を指定してください。',

  // the texts
  'Declare a parameter and cite it as {{name}}, or say it without a number.':
    'パラメーターを宣言して {{名前}} で引用するか、数を使わずに書いてください。',
  'Cite it as {{{}}}: readers should see every number that runs.':
    '{{{1}}} と引用してください。有効な数値は、すべて読む人に見えるようにします。',
  'Add a heading that ends in {#{}} and what it promises.':
    '{#{1}} で終わる見出しと、約束の内容を加えてください。',
  'Add {} to "clauses:" in policy.yaml. {}': 'policy.yaml の「clauses:」に{1}を加えてください。{~2}',
  'Cite it in {} too.': '{1}でも引用してください。',
  'Write it in Markdown, or "&lt;" for a "<".': 'Markdownで書くか、「<」は「&lt;」と書いてください。',
  'Link to https://…, mailto:… or #clause.': 'https://…、mailto:…、#条項 のいずれかにつないでください。',
  'Write {#A8}: capital letters and a number.': '{#A8} のように、大文字と数字で書いてください。',
  'Keep one.': '一つだけ残してください。',
  'Write what is promised under its heading.': '見出しの下に、約束の内容を書いてください。',
  'Write {{name_of_parameter}}.': '{{パラメーターの名前}} と書いてください。',

  // versions and times
  'Write 2026-11-22T09:30:00+09:00 or 2026-11-22.':
    '2026-11-22T09:30:00+09:00 か 2026-11-22 のように書いてください。',
  'apply one: azukari apply policies/marketplace': '適用してください: azukari apply policies/marketplace',
  'let a holder of an approve grant approve it': '承認の権限を持つ人に、承認してもらってください。',
  'Leave it out: this plan asks for nothing.': '外してください。この計画は同意を求めていません。',
}
