import type { Block } from './parse.ts'
import classes from './policy-text.module.css'

/** Paragraphs and lists of a policy. */
export function Blocks({ of }: { readonly of: readonly Block[] }) {
  return (
    <div className={classes.blocks}>
      {of.map((block, index) =>
        block.kind === 'paragraph' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change under the reader
          <p key={index}>{block.text}</p>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change under the reader
          <ul key={index}>
            {block.items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        ),
      )}
    </div>
  )
}
