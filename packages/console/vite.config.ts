import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where a running Azukari is, for `npm run dev`. */
const SERVER = 'http://127.0.0.1:7070'

export default defineConfig({
  plugins: [react()],
  build: {
    manifest: true,
    target: 'es2023',
    // Every byte is a file of this origin: inlined data would ask for a weaker content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy: { '/v1': SERVER } },
})
