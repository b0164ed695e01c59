/** For a clone in which nobody has built the console. No script, no style, nothing to load. */
export const UNBUILT_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Azukari</title>
<h1>The console is not built</h1>
<p>The server runs; its HTTP interface is below <code>/v1</code>. To build the console, run this where Azukari is, and start it again:</p>
<pre>npm run build:console</pre>
<div lang="ja">
<h2>コンソールがまだ作られていません</h2>
<p>サーバーは動いており、HTTPインターフェースは<code>/v1</code>にあります。コンソールを作るには、上のコマンドを実行してから起動し直してください。</p>
</div>
</html>
`
