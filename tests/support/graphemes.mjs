// Reads a JSON list of texts from stdin; prints for each the UTF-16 offsets at which graphemes begin.
import { readFileSync } from "node:fs";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const begins = (text) => [...segmenter.segment(text)].map((each) => each.index);
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(begins)));
