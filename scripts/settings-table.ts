import { settings } from "../src/config.ts";

const BEGIN = "<!-- settings, written by `npm run operations` -->\n";
const END = "<!-- end of settings -->";

/**
 * docs/operations.md with its table of settings as the code has them.
 * @param example .env.example, which shows every default as it is written.
 * @throws where the page has no place for it.
 */
export function withSettings(page: string, example: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error("docs/operations.md has lost the lines between which its settings stand.");
  return `${page.slice(0, begin + BEGIN.length)}\n${table(example)}\n\n${page.slice(end)}`;
}

function table(example: string): string {
  const defaults = new Map([...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const rows = Object.entries(settings.shape).map(([name, { description }]) => {
    const value = defaults.get(name);
    return `| \`${name}\` | ${value ? `\`${value}\`` : ""} | ${description} |`;
  });
  return ["| name | default | |", "| --- | --- | --- |", ...rows].join("\n");
}
