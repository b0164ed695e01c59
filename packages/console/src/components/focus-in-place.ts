/**
 * The browser gives the focus back to what had it. Where that is gone, as a row is that was decided, the keys go on with the row in its place; where there
 * is none any more, with the heading of the screen.
 */
export function focusInPlace(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return
  const screen = document.querySelector('main')
  const row = screen?.querySelector<HTMLElement>('[role=grid] [role=row][tabindex="0"]')
  const place = row ?? screen?.querySelector<HTMLElement>('h1')
  place?.focus({ preventScroll: true })
}
