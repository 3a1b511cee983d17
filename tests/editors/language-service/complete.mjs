// Answers what an editor asks about a card, from a schema's text alone:
//   node complete.mjs FILE, which holds {"schema", "text", "fragments", "cursors": [{"line", "character"}]}
//     -> {"completions": [[{"label", "detail"}]], "diagnostics": [{"message", "line", "character"}]}
// It lies beside no node_modules: the packages are found through EDITORS_HOME.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.EDITORS_HOME, 'package.json'));
const { buildSchema, parse } = require('graphql');
const { getAutocompleteSuggestions, getDiagnostics, Position } = require('graphql-language-service');

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const schema = buildSchema(asked.schema);
const fragments = parse(asked.fragments).definitions;
const completions = asked.cursors.map(({ line, character }) =>
  getAutocompleteSuggestions(
    schema,
    asked.text,
    new Position(line, character),
    undefined,
    fragments,
  ).map(({ label, detail }) => ({ label, detail })),
);
const diagnostics = getDiagnostics(asked.text, schema, undefined, undefined, fragments).map(
  ({ message, range }) => ({ message, ...range.start }),
);
process.stdout.write(JSON.stringify({ completions, diagnostics }));
