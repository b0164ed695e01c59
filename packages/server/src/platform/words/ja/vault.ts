import type { Catalogue } from '../catalogue.ts'

/** What the vault and retention say of records. */
export const vault: Catalogue = {
  '{}: required': '{1}: 必須です。',
  '{}: not a field of {}': '{~1}: {2}の項目ではありません。',
  '(a name that no field has)': '（どの項目にもない名前）',
  '{} bytes; {} allows {}': '{1}バイトあります。{2}の上限は{3}バイトです。',
  'see the fields of {} in the policy': 'ポリシーで、{1}の項目を確かめてください。',
  'longer than {} bytes': '{1}バイトを超えています。',
  'expected text without NUL or lone surrogates':
    'テキストを入れてください。NULと、サロゲートの片方だけは使えません。',
  'expected a finite number': '数値を入れてください。',
  'expected a date such as 2026-11-22': '2026-11-22 のような日付を入れてください。',
  'expected an instant such as 2026-11-22T09:30:00Z': '2026-11-22T09:30:00Z のような日時を入れてください。',
  'expected JSON, at most 64 levels deep, without lone surrogates':
    'JSONを入れてください。入れ子は64段までで、サロゲートの片方だけは使えません。',
  'expected base64': 'base64で入れてください。',

  'a cell was altered, or stands where it does not belong': 'セルが改変されたか、別の場所のものです。',
  'unknown cell format': 'セルの形式がわかりません。',
  'the length of a cell is wrong': 'セルの長さが正しくありません。',
  'a record stands under an id that is not its own': '記録が、自分のものではないIDで置かれています。',
  'a record key stands in the bucket of another tenant': '記録の鍵が、別のテナントのバケットにあります。',
  'the framing of a record is broken': '記録の区切りが壊れています。',

  '{} has no such event': '{1}にその出来事はありません。',
  'the event lies in the future': '出来事の日時が未来です。',
  'the event lies before 1970': '出来事の日時が1970年より前です。',
  "{} lies before the record's origin": '「{1}」の日時が、記録の始まりより前です。',
  'this server and its database have different times': 'このサーバーとデータベースの時計が違います。',
  'this machine and its database have different times': 'このマシンとデータベースの時計が違います。',
  'set their clocks': 'サーバーとデータベースの時計を合わせてください。',
  'policy, grants or the record changed {} times while this was tried':
    '試している間に、ポリシー、権限、または記録が{1}回変わりました。',
  'policy or grants changed {} times while this was tried':
    '試している間に、ポリシーか権限が{1}回変わりました。',
  'it changed {} times while this was tried': '試している間に、{1}回変わりました。',
  'others keep changing it': 'ほかの人が変更し続けています。',
  'nothing comparable in it': '比べられる文字がありません。',
  'the whole value': '値の全体を入れてください。',
  '{} keys are held by others': '{1}個の鍵を、ほかの処理が使っています。',
  '{} has no such subject': '{1}にその種類の本人はありません。',
  'no record of this id': 'このIDの記録はありません。',
  'it has version {}': '今の版は{1}です。',
  'all that was kept of it was destroyed': '保管していたものは、すべて消去されました。',
  'what belongs to {} was destroyed': '{1}に属するものは消去されました。',
  'what belongs to {} was due before now': '{1}に属するものは、すでに消去の期限を過ぎています。',
  'its first use had another body': '最初に使ったときと本文が違います。',
  'take a new key': '新しいキーを使ってください。',
  'this id is suppressed until its end date': 'このIDは、期限の日まで使えません。',
  'there is no version of it to match': '照合する版がありません。',
  'it was not made': '作られませんでした。',
  'call it again': 'もう一度実行してください。',
  'the policy in force has no collection of this name':
    '適用中のポリシーに、この名前のコレクションはありません。',
  'nothing of this record is left': 'この記録は何も残っていません。',
  'nothing that was asked for is left': '求められたものは、何も残っていません。',
  'an id is 1 to {} bytes of UTF-8 without control characters':
    'IDは1〜{1}バイトのUTF-8で、制御文字は使えません。',
  '{} has no field of one of these names': 'いずれかの名前の項目が{1}にありません。',
  '{} different values were searched for within {}': '{2}の間に、{1}種類の値が検索されました。',
  'search for the same ones again, wait, or ask for a case':
    '同じ値で検索するか、待つか、ケースを申請してください。',
  '{} is not searchable under the policy': 'ポリシーでは、{1}は検索できません。',
  'at least two characters; an e-mail address or phone number whole':
    '2文字以上を入れてください。メールアドレスと電話番号は、全体を入れてください。',
  'the line is longer than {} bytes': '行が{1}バイトを超えています。',
  'the line is not an object with id and fields':
    '行が、「id」と「fields」を持つオブジェクトではありません。',
}
