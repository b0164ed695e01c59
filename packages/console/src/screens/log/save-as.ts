/** Hands bytes to the browser as a download. */
export function saveAs(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has begun to read it by the next turn; keeping it longer would keep the bytes.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
