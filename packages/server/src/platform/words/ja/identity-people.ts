import type { Catalogue } from '../catalogue.ts'

/** What the identity room says of people: names, factors, passwords, sessions, sign-in, leavers. */
export const identityPeople: Catalogue = {
  // people and their names
  'a user name has 3 to 128 of a to z, 0 to 9 and . _ + @ -, a letter or digit at both ends':
    'ユーザー名は3〜128文字で、a〜z、0〜9、. _ + @ - が使えます。両端は文字か数字にしてください。',
  'an e-mail address has a name, an @ and a domain, and no blanks':
    'メールアドレスは、名前・@・ドメインの形で、空白は使えません。',
  'write it as name@example.com': '「名前@example.com」の形で書いてください。',
  'a name has 1 to {} characters': '氏名は1〜{1}文字です。',
  'a name has no invisible characters': '名前に見えない文字は使えません。',
  'a name has letters': '名前には文字が必要です。',
  'a name has no letter with so many marks': '一つの文字に付く記号が多すぎます。',
  'a generic name is everybody’s, so nobody answers for it':
    '一般的な名称では誰のものかわからず、責任を持つ人がいません。',
  'the time zone is not one of the IANA names': 'タイムゾーンがIANAの名前ではありません。',
  'another person has this user name or e-mail address':
    'このユーザー名かメールアドレスは、ほかの人が使っています。',
  'user name or address is in use': 'ユーザー名かメールアドレスが使われています。',
  'the user name or address is in use': 'ユーザー名かメールアドレスが使われています。',
  'somebody else has them by now': '今はほかの人が使っています。',
  'only who was invited and has not come is invited again':
    '招待し直せるのは、招待されてまだ来ていない人だけです。',
  'the invitation opens nothing': 'この招待では何も開きません。',
  'ask who invited for another one': '招待した人に、新しい招待を頼んでください。',
  'only who could sign in is suspended': '停止できるのは、サインインできる人だけです。',
  'only who is suspended is let in again': '再開できるのは、停止中の人だけです。',

  // factors
  'the passkey could not be confirmed': 'パスキーを確認できませんでした。',
  'begin anew': '最初からやり直してください。',
  'it was confirmed or removed before, or never was': '確認済みか、削除済みか、もともとありません。',
  'the code is not the one of now': 'コードが今のものではありません。',
  'compare the clocks of both devices': '両方の端末の時計を確かめてください。',
  'sign in with the second factor first': '先に二つ目の確認でサインインしてください。',
  'factors are changed within a quarter of an hour after signing in':
    '確認方法を変えられるのは、サインインから15分以内です。',
  'a person has at most {}': '一人につき{1}個までです。',
  'one-time codes go with a password': 'ワンタイムコードはパスワードと一緒に使います。',
  'choose a password, or add a passkey instead': 'パスワードを決めるか、代わりにパスキーを追加してください。',
  'add a second factor first': '先に二つ目の確認方法を追加してください。',
  'it was removed before, or is another person’s': '削除済みか、ほかの人のものです。',
  'add another one first': '先に別の確認方法を追加してください。',
  'only who has been here can have lost their factors':
    '確認方法をなくしたことがありうるのは、一度は入った人だけです。',
  'the person was suspended or left meanwhile': 'その間に、この人は停止されたか退職しました。',

  // passwords
  'only who signs in here can have forgotten a password':
    'パスワードを忘れたことがありうるのは、ここでサインインする人だけです。',
  'this person has no password': 'この人にはパスワードがありません。',
  'they sign in by passkey or provider': 'パスキーかIDプロバイダーでサインインします。',
  'this person has no second factor that they could show': 'この人には、示せる二つ目の確認方法がありません。',
  'somebody else does that for an account': '自分のアカウントについては、ほかの人が行います。',
  'the link opens nothing': 'このリンクでは何も開きません。',
  'ask for another one': '新しいものを頼んでください。',
  'too many sign in at once': '同時にサインインする人が多すぎます。',
  'it has fewer than {} characters': '{1}文字より短いです。',
  'it has more than {} characters': '{1}文字より長いです。',
  'it holds the name, user name or e-mail address of its person':
    '本人の氏名、ユーザー名、またはメールアドレスが含まれています。',
  'it holds a word of the company or of this program':
    '会社にかかわる語か、このプログラムの名前が含まれています。',
  'it is among the first that would be guessed': '真っ先に推測されるものの一つです。',
  'it is on the list of passwords that were stolen elsewhere': 'ほかで盗まれたパスワードの一覧にあります。',
  'it is one of the last {}': '最近使った{1}個のうちの一つです。',
  'take several words that do not belong together': '互いに関係のない単語をいくつか並べてください。',

  // sessions and sign-in
  'the request has both a key and a session’s cookie':
    'リクエストに、鍵とセッションのクッキーの両方があります。',
  'send one': 'どちらか一つを送ってください。',
  'sign in first': '先にサインインしてください。',
  'sign in again': 'もう一度サインインしてください。',
  'signed in with the first factor only': '一つの確認だけでサインインしています。',
  'a service’s key does not open it': 'サービスの鍵では開きません。',
  'it is over, or another person’s': '終わっているか、ほかの人のものです。',
  'only a person has a session': 'セッションがあるのは人だけです。',
  'a write with a cookie names its client': 'クッキーで書き込むときは、クライアントの名乗りが必要です。',
  'send X-Azukari-Client: {}, or use a service’s key':
    'X-Azukari-Client: {1} を送るか、サービスの鍵を使ってください。',
  'the request comes from another site than the server’s own pages':
    'リクエストが、サーバー自身のページではないサイトから来ています。',
  'it was ended, or nobody used it for too long': '終了されたか、長い間使われませんでした。',
  'sign-in was refused': 'サインインできませんでした。',
  'check what was typed, or ask for a new invitation':
    '入力した内容を確かめるか、新しい招待を頼んでください。',
  'wait before the next attempt': '次に試すまで待ってください。',
  'somebody has access to this tenant already': 'このテナントには、すでに入れる人がいます。',
  'make keys with a service that may, or as the operator: azukari key create':
    '権限のあるサービスで鍵を作るか、操作者として azukari key create を使ってください。',
  'if the link was used, sign in or use the key that was made; otherwise start the server again with --new-setup-link':
    'リンクを使い終えているなら、サインインするか、作成した鍵を使ってください。そうでなければ、サーバーを --new-setup-link を付けて起動し直すと、新しいリンクが表示されます。',
  'it is good until {}': '{1}まで使えます。',
  'use it; where it is lost, --new-setup-link voids it and makes another':
    'それを使ってください。なくした場合は、--new-setup-link で無効にし、作り直せます。',

  // sign-on by a provider
  'sign-on was refused': 'IDプロバイダーでのサインインができませんでした。',
  'begin anew; if it stays, ask who invited':
    '最初からやり直してください。続くときは、招待した人に尋ねてください。',
  'no provider of this name is declared': 'この名前のIDプロバイダーは設定されていません。',
  'what the provider says of itself cannot be had': 'IDプロバイダーの情報を取得できません。',
  'a way in is added soon after signing in': 'サインインの方法を追加できるのは、サインインの直後だけです。',

  'this person has not accepted the policy yet': 'この人は、まだポリシーを受け入れていません。',
  'read it (GET /v1/policy/text/{lang}) and accept the version in force (POST /v1/policy/acknowledgements)':
    'ポリシーを読み、適用中の版を受け入れてください。',

  // leavers
  'nobody of this id has left': 'このIDで退職した人はいません。',
  'no task of this id': 'このIDの作業はありません。',
  'nobody confirms it for themselves': '自分についての作業は、自分では確認できません。',
  'somebody was there before': 'ほかの人が先に確認しました。',
  'a person answers for it': '責任を持つのは人です。',
  'this person has left already': 'この人はすでに退職しています。',
  'whoever takes over is another person here, and active':
    '引き継ぐのは、ここにいて有効な、ほかの人でなければなりません。',
}
