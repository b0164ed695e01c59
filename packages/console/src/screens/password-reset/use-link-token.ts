import { useEffect, useState } from 'react'

/** The link's secret stands behind the #, which no browser sends anywhere. */
const tokenInAddress = () => location.hash.slice(1)

/** The secret of the link that the page was opened with, or is opened with while it stands. It is taken out of the address and the browser's history at once. */
export function useLinkToken(): string {
  const [token, setToken] = useState(tokenInAddress)
  useEffect(() => {
    const take = () => {
      if (location.hash === '') return
      setToken(tokenInAddress())
      history.replaceState(history.state, '', location.pathname)
    }
    take()
    addEventListener('hashchange', take)
    return () => removeEventListener('hashchange', take)
  }, [])
  return token
}
