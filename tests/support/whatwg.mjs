// Reads a JSON list of texts from stdin; prints for each the host by `new URL`, null when it throws.
import { readFileSync } from "node:fs";

const host = (text) => (URL.canParse(text) ? new URL(text).hostname : null);
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(host)));
