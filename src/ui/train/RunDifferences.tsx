import { useMemo } from 'react'
import { useLimn } from '../useLimn.ts'
import { settingDifferences } from './settingDifferences.ts'

/** In what the compared runs differ. */
export function RunDifferences() {
  const runs = useLimn((state) => state.runs)
  const comparedRunIds = useLimn((state) => state.comparedRunIds)
  const requests = useMemo(
    () =>
      (runs ?? []).map(({ request }) => request).filter(({ id }) => comparedRunIds.includes(id)),
    [runs, comparedRunIds],
  )
  const differences = useMemo(() => settingDifferences(requests), [requests])
  if (requests.length < 2) return null
  if (differences.length === 0) return <p className="train-help">These runs have equal settings.</p>
  return (
    <div className="train-table-scroll">
      <table className="train-table">
        <caption className="visually-hidden">Settings in which the compared runs differ</caption>
        <thead>
          <tr>
            <th scope="col">Setting</th>
            {requests.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differences.map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {requests.map(({ id }, i) => (
                <td key={id} className="train-number">
                  {values[i]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
