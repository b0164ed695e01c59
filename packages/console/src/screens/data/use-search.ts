import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { myLiveCases } from '../../api/cases.ts'
import { type Collection, search } from './api.ts'

/** What is looked for in which field, and the case it is looked for in: the first one at hand until another is chosen. What was found is kept by the component that asks only. */
export function useSearch(collection: Collection) {
  const searched = collection.fields.filter((f) => f.search === 'exact')
  const [field, setField] = useState(searched[0]?.name ?? '')
  const [equals, setEquals] = useState('')
  const [asked, setPurpose] = useState('')
  const [chosen, setCase] = useState('')
  const cases = useQuery({
    queryKey: ['cases', 'mine', collection.name],
    queryFn: () => myLiveCases(collection.name),
    staleTime: 10_000,
  })
  const inCase = cases.data?.find((c) => c.id === chosen) ?? cases.data?.[0]
  const purposes = searched.find((f) => f.name === field)?.purposes ?? []
  const purpose = asked || (purposes.find((p) => p === inCase?.purpose) ?? purposes[0] ?? '')
  const find = useMutation({
    mutationFn: () =>
      search({
        collection: collection.name,
        body: { field, equals, purpose, ...(inCase ? { case: inCase.id } : {}) },
      }),
    gcTime: 0,
  })
  return {
    fields: searched.map((f) => f.name),
    field,
    setField,
    equals,
    setEquals,
    purposes,
    purpose,
    setPurpose,
    cases: cases.data,
    inCase: inCase?.id ?? '',
    setCase(id: string) {
      setCase(id)
      setPurpose('')
    },
    find,
  }
}
