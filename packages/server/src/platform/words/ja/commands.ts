import type { Catalogue } from '../catalogue.ts'

/** What the commands that take a language say beside what the rooms say. */
export const commands: Catalogue = {
  '{}, version {}, at {}': '{1} 版{2}（{3}現在）',
  satisfied: '満たしている',
  violated: '違反',
  unknown: '不明',
  stale: '古い',
  '{} satisfied, {} violated, {} unknown, {} stale': '満たしている{1}、違反{2}、不明{3}、古い{4}',
  'Nothing changes.': '変わるものはありません。',
  'nothing is at {}': '{1}には何もありません',
  'name it with --data': '--dataで指定してください',
  'process {} has the data directory open': 'プロセス{1}がデータディレクトリを開いています',
  'use the running server with --url, or stop it first':
    '動いているサーバーを--urlで使うか、先にサーバーを止めてください',
  '--at takes an ISO 8601 instant': '--atにはISO 8601形式の時刻を指定してください',
  'such as {}': '例: {1}',
  'there is no such file or directory': 'そのようなファイルやディレクトリはありません',
  'this user may not read or write it': 'このユーザーには読み書きできません',
  'it is a directory, and a file is expected': 'ディレクトリですが、ファイルが必要です',
  'it is a file, or lies below one, and a directory is expected':
    'ファイルか、ファイルの下ですが、ディレクトリが必要です',
  'it is there already': 'すでにあります',
  'its disk is read-only': 'ディスクが読み取り専用です',
  'its disk is full': 'ディスクに空きがありません',
  'where the data directory should be there is a file': 'データディレクトリの場所にファイルがあります',
  'name a directory with --data': '--dataでディレクトリを指定してください',
  'the data directory cannot be made: {}': 'データディレクトリを作れません: {~1}',
  'the disk is read-only': 'ディスクが読み取り専用です',
  'it may not be made there, or the disk is full': 'そこに作る権限がないか、ディスクに空きがありません',
  'name a directory with --data that this user may write to':
    'このユーザーが書き込めるディレクトリを--dataで指定してください',
  needs: '必要:',
  'may take': '任意:',
}
