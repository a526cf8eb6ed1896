// Parses every diagram of a JSON object on standard input, name to text, with mermaid's own parser.
// Prints a JSON object of what went wrong, name to message.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!DOCTYPE html>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const wrong = {};
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  try {
    await mermaid.parse(text);
  } catch (error) {
    wrong[name] = String(error.message ?? error);
  }
}
console.log(JSON.stringify(wrong));
