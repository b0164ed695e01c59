import { type RefObject, useEffect, useRef } from 'react'

/**
 * What comes in the place of something takes the focus that went with it: a button that was pressed is gone, or cannot be pressed while the server answers, and
 * the browser then gives its focus to nobody. A focus that is somewhere stays there.
 *
 * @param wanted whether it should, where that depends on what is around
 */
export function useFocusWhereLost<T extends HTMLElement>(
  wanted: (element: T) => boolean = () => true,
): RefObject<T | null> {
  const here = useRef<T>(null)
  const asked = useRef(wanted)
  useEffect(() => {
    const element = here.current
    const lost = document.activeElement === null || document.activeElement === document.body
    if (element && lost && asked.current(element)) element.focus()
  }, [])
  return here
}
