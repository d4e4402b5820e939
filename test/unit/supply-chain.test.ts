import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { licenceList, packagesOf, productionPackages } from "../../scripts/licence-list.ts";

// What is installed is what was looked at: pinned, from npm, under licences that allow it, and without scripts.

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

const lock = packagesOf(await read("package-lock.json"));
const manifest = JSON.parse(await read("package.json"));

test("docs/licences.md is as `npm run licences` writes it", async () => {
  expect(await read("docs/licences.md")).toBe(licenceList(lock));
});

const PERMISSIVE = ["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense"];

test("all that runs in production is under a permissive licence, but for libvips, which sharp loads as a library", () => {
  const others = Object.entries(productionPackages(lock)).filter(
    ([, { license = "" }]) => !license.split(" AND ").every((part) => PERMISSIVE.includes(part)),
  );
  expect(others.filter(([path]) => !/^node_modules\/@img\/sharp-/.test(path))).toEqual([]);
  for (const [, { license }] of others) expect(license).toMatch(/^(Apache-2\.0 AND )?LGPL-3\.0-or-later( AND MIT)?$/);
});

test("every package is known by its hash, and none comes from elsewhere than a registry", () => {
  const registry = "https://registry.npmjs.org/";
  const unknown = Object.entries(lock).filter(
    ([, { resolved = registry, integrity }]) => !resolved.startsWith(registry) || !integrity?.startsWith("sha512-"),
  );
  expect(unknown.map(([path]) => path)).toEqual([]);
});

test("every dependency is given by its exact version", () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
    expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+(-beta\.\d+)?$/);
  }
});

test("of what runs in production, those have install scripts that package.json names, and none is needed", () => {
  const withScript = Object.entries(productionPackages(lock)).filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = withScript.map(([path]) => path.split("node_modules/").at(-1));
  expect(names.sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  expect(Object.values(manifest.allowScripts)).toEqual(names.map(() => false));
});
