import { useMutation, useQueryClient } from '@tanstack/react-query'
import { askCase } from '../../api/cases.ts'

const HOUR_MS = 3_600_000

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Asks for a case with what stands in the form. What is typed may be about a person: it goes with the request and stays nowhere. */
export function useAskCase(collection: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (form: FormData) => {
      const field = (name: string) => String(form.get(name) ?? '').trim()
      const ticket = field('ticket')
      return askCase({
        body: {
          reason: field('reason'),
          ...(ticket ? { ticket } : {}),
          collection,
          purpose: field('purpose'),
          fields: lines(field('fields')),
          records: lines(field('records')),
          until: new Date(Date.now() + Number(field('hours')) * HOUR_MS).toISOString(),
          cap: Number(field('cap')),
        },
      })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['cases'] }),
    gcTime: 0,
  })
}
