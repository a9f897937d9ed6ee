import { colourClasses } from '../../domain/classColour.ts'
import type { Category } from '../../domain/dataset.ts'
import type { DatasetRecord } from '../../domain/datasetRecord.ts'
import { IconButton } from '../components/IconButton.tsx'
import { useLimn } from '../useLimn.ts'

/** The classes: rename one, merge it into another by giving it the other's name, or drop it with its objects. */
export function ClassesPanel({ record }: { record: DatasetRecord }) {
  const { categories } = record
  const changeCategories = useLimn((state) => state.changeCategories)
  const colours = colourClasses(categories.map(({ name }) => name))
  const rename = (category: Category, typed: string): void => {
    const name = typed.trim()
    if (name === '' || name === category.name) return
    const target = categories.find((each) => each.name === name)
    if (target === undefined) {
      void changeCategories(
        categories.map((each) => (each.id === category.id ? { ...each, name } : each)),
        [],
      )
    } else {
      void changeCategories(
        categories.filter(({ id }) => id !== category.id),
        [{ from: category.id, to: target.id }],
      )
    }
  }
  return (
    <section className="panel" aria-labelledby="dataset-classes-title">
      <h2 id="dataset-classes-title" className="panel-title">
        Classes
      </h2>
      <p className="panel-note">Give a class the name of another to merge the two.</p>
      <ul className="data-classes">
        {categories.map((category) => (
          <li key={`${category.id} ${category.name}`}>
            <span className="swatch" style={{ background: colours[category.name] }} />
            <input
              className="data-class-name"
              aria-label={`Name of the class ${category.name}`}
              defaultValue={category.name}
              onKeyDown={(event) => {
                if (event.key === 'Enter') event.currentTarget.blur()
                if (event.key === 'Escape') event.currentTarget.value = category.name
              }}
              onBlur={(event) => rename(category, event.target.value)}
            />
            <IconButton
              icon="remove"
              size="s"
              side="left"
              label={`Drop ${category.name} and its objects`}
              onClick={() =>
                void changeCategories(
                  categories.filter(({ id }) => id !== category.id),
                  [{ from: category.id, to: null }],
                )
              }
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
