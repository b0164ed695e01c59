import type { Catalogue } from '../catalogue.ts'

/** What the access room says: the decision, grants, requests, cases, reviews. */
export const access: Catalogue = {
  // the decision
  'there is no such action': 'その操作はありません。',
  'there is no such action on a collection': 'コレクションに対するその操作はありません。',
  'no grant to {}': '「{~1}」の権限がありません。',
  'no grant for {}': '{~1}の権限がありません。',
  'no grant for {} with this purpose': '{~1}の権限は、別の目的のためのものです。',
  'no grant': '権限がありません。',
  'no grant covers every field asked for': '求められた項目のすべてに及ぶ権限がありません。',
  'the grant is for masked values': '権限は伏せた値だけに及びます。',
  'staff see values only in a case of theirs, for its purpose, that is named':
    '担当者が値を見られるのは、自分のケースを示し、その目的で開くときだけです。',
  'the case has ended': 'ケースは終了しています。',
  'a contract gives the say over this record to its data owner':
    '契約により、この記録を見せるかどうかは持ち主が決めます。',
  'another person approves a contract, always': '契約は、必ず別の人が承認します。',
  'no contract of this id in this tenant': 'このIDの契約は、このテナントにありません。',
  'no contract of this id waits': 'このIDで承認を待つ契約はありません。',
  'the case does not cover this record': 'この記録はケースに含まれていません。',
  'the case has been used as often as it may be': 'ケースで開ける件数に達しました。',
  'the person has not accepted the policy yet': '本人がまだポリシーを受け入れていません。',
  'the grant has ended': '権限は終了しています。',
  'the grant has not begun': '権限はまだ始まっていません。',
  'the policy has no such collection': 'ポリシーにそのコレクションはありません。',
  'the policy has no such purpose': 'ポリシーにその目的はありません。',
  '{} needs a field': '「{~1}」には項目の指定が必要です。',
  '{} needs a purpose': '「{~1}」には目的の指定が必要です。',
  '{} has no such field': '{1}にその項目はありません。',
  '{} does not cover {}, the class of {}': '目的「{1}」は、{3}のクラス「{2}」には及びません。',

  // grants and roles
  '{} is not about a collection: leave everything else out':
    '「{~1}」はコレクションについての操作ではありません。ほかは指定しないでください。',
  '{} has no purpose of its own': '「{~1}」に目的は指定しません。',
  'only a reveal can be masked': '伏せた値に限れるのは、値を開く操作だけです。',
  'name one of: {}': '次のいずれかを指定してください: {1}',
  '{} touches no fields: leave them out': '「{~1}」は項目に触れません。項目は指定しないでください。',
  'not every one is a field of {}': '{1}にない項目が含まれています。',
  'no field of {} has that class': '{1}に、そのクラスの項目はありません。',
  'name the fields, or classes whose fields are meant':
    '項目、または対象の項目を持つクラスを指定してください。',
  'a grant covers at most {} fields': '一つの権限に含められる項目は{1}個までです。',
  'the one who grants and the one who is granted are the same': '権限を与える人と受ける人が同じです。',
  'a grant begins now or later': '権限の始まりは、今か、今より後にしてください。',
  'a grant that begins then ends by {}': 'その時点に始まる権限の終わりは、{1}までです。',
  'leave it out for the longest the policy allows': '空けておくと、ポリシーが認める最長になります。',
  'only a grant can be made smaller; keep or revoke the rest':
    '狭められるのは権限だけです。ほかは残すか取り消してください。',
  'name fewer fields, or an earlier end': 'より少ない項目か、より早い終わりを指定してください。',
  'no live grant of this id in this tenant': 'このIDの有効な権限は、このテナントにありません。',
  'no grant of this id in this tenant': 'このIDの権限は、このテナントにありません。',
  'no person of this id in this tenant': 'このIDの人は、このテナントにいません。',
  'who was suspended or has left gets nothing': '停止中の人や退職した人には、何も与えられません。',
  'the policy in force has no such role': '適用中のポリシーにその役割はありません。',
  'no assignment of this id in this tenant': 'このIDの役割の割り当ては、このテナントにありません。',
  'no role with {}': '「{~1}」ができる役割がありません。',

  // requests and proposals
  'the payload is not that of this kind': '申請の内容が、この種類のものではありません。',
  'this kind waits for another person, always': 'この種類の申請は、必ずほかの人の承認を待ちます。',
  'only a person answers for an emergency': '緊急の対応に責任を持てるのは人だけです。',
  'an emergency needs a reason': '緊急の対応には理由が必要です。',
  'take it back instead': '自分の申請は、代わりに取り下げてください。',
  'a service or the operator asks, and a person decides': 'サービスや操作者は申請でき、判断するのは人です。',
  'it is {}': '今の状態: {~1}',
  'nobody decided it in time': '期限までに判断した人がいませんでした。',
  'ask again': 'あらためて申請してください。',
  'whoever decides asked for it, gains by it, or answers for a service that does':
    '判断しようとしている人が、申請者であるか、これで得をするか、そうしたサービスの責任者です。',
  'not done yet: {}': 'まだ済んでいません: {~1}',
  'nothing of this kind': 'この種類のものはありません。',
  'one of: {}': '次のいずれか: {1}',
  'no request of this id that this caller may see': 'このIDの申請で、見られるものはありません。',
  'no request of this id in this tenant': 'このIDの申請は、このテナントにありません。',
  'who may do what changed meanwhile': 'その間に、誰に何ができるかが変わりました。',
  'try again': 'もう一度試してください。',
  'only whoever asked can take it back': '取り下げられるのは、申請した人だけです。',
  'nothing of this id waits for approval': 'このIDで承認を待つものはありません。',
  'propose it again': 'あらためて提案してください。',
  'no proposal of this id': 'このIDの提案はありません。',
  'no policy of this name comes with the program': 'この名前のポリシーは、プログラムに付いていません。',
  'set-up is over': '初期設定は終わっています。',
  'propose the policy; another person approves it': 'ポリシーを提案し、ほかの人に承認してもらってください。',

  // emergencies
  'only the command azukari break-glass leaves one':
    'これを残すのは、コマンド azukari break-glass だけです。',
  'the invitation is open until {}': '招待は{1}まで有効です。',
  'let them come; or have them replaced: --replace':
    'その人が来るのを待つか、--replace で別の人に替えてください。',
  'ask them; or say that they cannot come in': 'その人たちに頼むか、入れなくなっていることを示してください。',
  'a person looks at an emergency': '緊急の対応を確認するのは人です。',
  'there is nothing to review, or it has been reviewed': '確認するものがないか、確認が済んでいます。',

  // cases
  'a service works with grants of its own': 'サービスは自分の権限で働きます。',
  'another person approves a case, always': 'ケースは、必ずほかの人が承認します。',
  'the policy or a contract gives the say to the data owner':
    'ポリシーまたは契約では、データの所有者が判断します。',
  'the policy and the contracts leave it to another person on the staff':
    'ポリシーと契約では、別のスタッフが判断します。',
  'name the records, or the people whose records are meant':
    '記録、または対象の記録の本人を指定してください。',
  'the subjects of {}: {}': '{1}の本人の種類: {~2}',
  'the end lies in the past': '終わりが過去の日時です。',
  'the end is not after the beginning': '終わりが始まりより後ではありません。',
  'choose an end after now and by {}': '今より後で、{1}までの終わりを選んでください。',
  'a case that is asked for now ends by {}': '今申請するケースの終わりは、{1}までです。',
  'a case allows at most {} reveals and searches': '一つのケースで開くことと検索は、合わせて{1}回までです。',
  'nothing comparable in a value': '比べられる文字のない値があります。',
  'the policy in force does not say how long a case may be, when it is reviewed and how much it allows':
    '適用中のポリシーに、ケースの長さ・確認の期限・上限の定めがありません。',
  'parameters {}, {} and {}': 'パラメーター {1}、{2}、{3}',
  'no case of this id asks this owner': 'このIDで、この持ち主の判断を待つケースはありません。',
  'whoever asked answers for the service that speaks for the data owner':
    '申請した人が、データの持ち主に代わるサービスの責任者です。',
  'no case of this id in this tenant': 'このIDのケースは、このテナントにありません。',
  'it was never opened': '開かれていません。',
  'withdraw the request': '申請を取り下げてください。',
  'no case of this id waits to be opened': 'このIDで、開かれるのを待つケースはありません。',
  'its end has passed while it waited': '待っている間に、終わりの日時が過ぎました。',
  'ask for another': 'あらためて申請してください。',
  'a person looks at what was seen': '見たものを確認するのは人です。',
  'no case of this id was opened in this tenant': 'このIDで開かれたケースは、このテナントにありません。',
  'the outcome stands': '結果は確定しています。',
  'more may be seen in it': 'まだ見られることがあります。',
  'end it first': '先に終了してください。',
  'the reviewer and the one who saw are one human': '確認する人と見た人が、同じ人です。',
  'a data owner speaks through the service that signed them in':
    'データの持ち主は、サインインに使ったサービスを通じて答えます。',
  'no such kind of data owner, or nothing comparable in the value':
    'その種類のデータの持ち主がないか、比べられる文字が値にありません。',

  // reviews
  'decide these, or leave them to the due date': 'これらを判断するか、期限に任せてください。',
  'a person reviews access': 'アクセスを棚卸しするのは人です。',
  'not every one is an item of this review': 'この棚卸しにないものが含まれています。',
  'only what was kept can be decided again': '判断し直せるのは、残したものだけです。',
  'somebody else reviews these': 'これらは、ほかの人が棚卸しします。',
  'the policy in force does not say how often access is reviewed, and by when':
    '適用中のポリシーに、アクセスを棚卸しする間隔と期限の定めがありません。',
  'parameters {} and {}': 'パラメーター {1} と {2}',
  'no review of this id in this tenant': 'このIDの棚卸しは、このテナントにありません。',
  'what was decided stands': '判断は確定しています。',
  'one at a time': '棚卸しは一度に一つです。',
  'decide and close the one under way': '進行中の棚卸しを判断し、終了してください。',
}
