import type { Catalogue } from '../catalogue.ts'

/** What the identity room says of services, keys, certificates, devices, networks and the directory. */
export const identityMachines: Catalogue = {
  // services
  'a name has {} to {} characters': '名前は{1}〜{2}文字です。',
  'a name is Unicode in normal form C': '名前はUnicodeの正規化形式Cで書いてください。',
  "a name has letters, digits, single spaces and - _ . , ' ( ) & + / # : ・":
    "名前に使えるのは、文字、数字、一つずつの空白と - _ . , ' ( ) & + / # : ・ です。",
  'a name has no blanks around it and no two in a row': '名前の前後の空白と、続けた空白は使えません。',
  'a name has a letter': '名前には文字が必要です。',
  'a word is not written in two alphabets': '一つの語に、二つの文字体系は混ぜられません。',
  'name it after what it does: label printer': '何をするものかがわかる名前にしてください。例: ラベル印刷',
  'name it after what it does, and say whose it is: label printer Osaka':
    '何をするものか、どこのものかがわかる名前にしてください。例: 大阪倉庫のラベル印刷',
  'names that differ in case, width or punctuation alone count as one':
    '大文字と小文字、全角と半角、記号だけが違う名前は、同じものとみなします。',
  'who makes a service is active here': 'サービスを作れるのは、ここで有効な人だけです。',
  'no service of this id in this tenant': 'このIDのサービスは、このテナントにありません。',
  'a disabled service gets no keys and no grants': '無効なサービスには、鍵も権限も与えられません。',

  // keys
  'the request has no key': 'リクエストに鍵がありません。',
  'send it as Authorization: Bearer azk_…': 'Authorization: Bearer azk_… として送ってください。',
  'the caller carries no credential that could be asked again':
    'あらためて確かめられる資格情報がありません。',
  'ask whoever answers for this service for a new key': 'このサービスの責任者に、新しい鍵を頼んでください。',
  'the key is past its end': '鍵の期限が切れています。',
  'the key, or the service it belongs to, was ended': '鍵、またはそのサービスが終了されました。',
  'no service has this key': 'この鍵を持つサービスはありません。',
  'no key of this id in this tenant': 'このIDの鍵は、このテナントにありません。',
  'only a live key is bound': '結び付けられるのは、有効な鍵だけです。',
  'make a new one for the service': 'このサービスの新しい鍵を作ってください。',
  'a key made now ends after now and by {}': '今作る鍵の終わりは、今より後で、{1}までです。',
  'the key has been replaced already': '鍵はすでに置き換えられています。',
  'an overlap is 0 to {} ms': '重なりの長さは0〜{1}ミリ秒です。',
  'only a live key is rotated': '置き換えられるのは、有効な鍵だけです。',
  'a key is azk_ followed by 49 letters and digits, the last six a checksum':
    '鍵は azk_ に続く49文字の英数字で、最後の6文字は検査用です。',
  'copy the whole key, as it was shown when it was made':
    '作ったときに表示された鍵の全体をコピーしてください。',

  // client certificates
  'it is past its end': '期限が切れています。',
  'it is no certificate in PEM form': 'PEM形式の証明書ではありません。',
  'give the certificate itself, -----BEGIN CERTIFICATE-----, without its key':
    '-----BEGIN CERTIFICATE----- で始まる証明書そのものを、秘密鍵を付けずに渡してください。',
  'the connection shows no certificate that was verified': '接続に、検証された証明書がありません。',
  'the connection shows another certificate': '接続の証明書が別のものです。',
  'the certificate of the connection is past its end': '接続の証明書の期限が切れています。',
  'connect with the certificate it is bound to, to the server itself and not through a proxy that ends TLS':
    '結び付けられた証明書を使い、TLSを終端するプロキシを通さずに、サーバーに直接接続してください。',

  // devices
  'that is no approved device of yours': '承認された自分の端末ではありません。',
  'its keeper may copy it to other machines': '資格情報の保管先が、ほかの機器にコピーすることがあります。',
  'a name has 1 to 64 characters': '名前は1〜64文字です。',
  'a service has no device': 'サービスに端末はありません。',
  'this session does not run on a company device that was approved':
    'このセッションは、承認された会社の端末で動いていません。',
  'confirm the device (POST /v1/me/devices/confirm, or …/confirm/certificate), or enrol it and have it approved':
    'アカウントの画面で端末を示すか、登録して承認を受けてください。',
  'no device of this id in this tenant': 'このIDの端末は、このテナントにありません。',
  'it was approved or revoked before': 'すでに承認されたか、取り消されています。',
  'the connection shows no certificate of the company’s CA that is good now':
    '接続に、会社のCAの有効な証明書がありません。',
  'install the machine’s certificate, and connect to the server itself and not through a proxy that ends TLS':
    '端末に証明書を入れ、TLSを終端するプロキシを通さずに、サーバーに直接接続してください。',
  'this certificate’s key was enrolled before': 'この証明書の鍵は、すでに登録されています。',
  'have a certificate for a new key issued': '新しい鍵で証明書を発行してもらってください。',
  'use the credential store of the machine itself, one that does not sync':
    '同期されない、端末自身の資格情報の保管先を使ってください。',
  'a key that is carried about is no machine': '持ち運べる鍵は、端末とはみなせません。',
  'the device could not be confirmed': '端末を確認できませんでした。',

  // networks
  'a list for a role names it, and no other does': '役割の一覧では役割を指定し、ほかの一覧では指定しません。',
  'a list for a principal names it, and no other does':
    '個別の一覧では人かサービスを指定し、ほかの一覧では指定しません。',
  'with this scope': '同じ範囲ですでに一覧にあります。',
  'no network of this id is on the list': 'このIDのネットワークは一覧にありません。',
  'after this change the address you are calling from would not be let in':
    'この変更の後は、今使っているアドレスから入れなくなります。',
  'let your own network in first, or approve it from one that stays on the list':
    '先に自分のネットワークを加えるか、一覧に残るネットワークから承認してください。',
  'expected an address or a network in CIDR form': 'アドレスか、CIDR形式のネットワークを書いてください。',
  'a prefix of such an address has 0 to {} bits': 'このアドレスのプレフィックス長は0〜{1}です。',
  'a network that holds everybody is no list': 'すべてのアドレスを含むネットワークは登録できません。',
  'bits beyond the prefix are set: write the first address of the network':
    'プレフィックスより下のビットが立っています。ネットワークの先頭のアドレスを書いてください。',
  'the address is not on the list': 'アドレスが一覧にありません。',
  'ask whoever looks after the networks here, or use one that is on the list':
    'ネットワークの担当者に尋ねるか、一覧にあるネットワークを使ってください。',
  'the lists of networks could not be read': 'ネットワークの一覧を読めませんでした。',

  // the directory and scans
  'a token made now ends after now and by {}': '今作るトークンの終わりは、今より後で、{1}までです。',
  'no token of this id in this tenant': 'このIDのトークンは、このテナントにありません。',
  'the request has no token': 'リクエストにトークンがありません。',
  'no directory has this token': 'このトークンを持つディレクトリはありません。',
  'the token was revoked or is past its end': 'トークンは取り消されたか、期限が切れています。',
  'the token was revoked': 'トークンは取り消されています。',
  'the group is not mapped to this role': 'グループは、この役割に対応付けられていません。',
  'no group of this id': 'このIDのグループはありません。',
  'it lies in the future': '未来の日時です。',
}
