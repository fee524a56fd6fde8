// Print a file as Better BibTeX's parser or citation.js reads it, as JSON: node read.mjs bbt|citation-js FILE
import { readFileSync } from 'node:fs'

const [client, file] = process.argv.slice(2)
const text = readFileSync(file, 'utf8')
if (client === 'bbt') {
  const { parse } = await import('@retorquere/bibtex-parser')
  const library = parse(text, { sentenceCase: false })
  if (library.errors.length) throw new Error(JSON.stringify(library.errors))
  console.log(JSON.stringify(library.entries.map(({ type, key, fields }) => ({ type, key, fields }))))
} else {
  const { Cite } = await import('@citation-js/core')
  await import('@citation-js/plugin-bibtex')
  await import('@citation-js/plugin-ris')
  const items = new Cite(text).data
  for (const item of items) delete item._graph
  console.log(JSON.stringify(items))
}
