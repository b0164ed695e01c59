export { type Scan, scanDirectory } from './scan-directory.ts'
export type { Finding } from './scan-file.ts'
