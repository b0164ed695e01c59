import { Navigate, useSearch } from '@tanstack/react-router'
import { useSession } from '../../session/session.tsx'
import { SignIn } from './sign-in.tsx'

/** The address of signing in, for links. Screens ask for a session by themselves, in their own place. */
export default function SignInPage() {
  const { state } = useSession()
  const { problem } = useSearch({ strict: false }) as { problem?: string }
  return state === 'in' ? <Navigate to="/overview" replace /> : <SignIn problem={problem} />
}
