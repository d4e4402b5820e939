import { settings } from "../src/config.ts";
import { replaceRegion } from "./region.ts";

/**
 * docs/operations.md with its table of settings as the code has them.
 * @param example .env.example, which shows every default as it is written.
 * @throws where the page has no place for it.
 */
export function withSettings(page: string, example: string): string {
  return replaceRegion(page, "settings", table(example));
}

function table(example: string): string {
  const defaults = new Map([...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
  const rows = Object.entries(settings.shape).map(([name, { description }]) => {
    const value = defaults.get(name);
    return `| \`${name}\` | ${value ? `\`${value}\`` : ""} | ${description} |`;
  });
  return ["| name | default | |", "| --- | --- | --- |", ...rows].join("\n");
}
