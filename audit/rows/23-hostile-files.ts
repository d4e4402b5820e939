import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import type { Row } from "../row.ts";
import { post, writeFiles } from "../world/articles.ts";
import { runCommand } from "../world/process.ts";

const good = Object.fromEntries(
  Array.from({ length: 30 }, (_, n) => [
    `good-${n}.md`,
    post({ title: `Good ${n}`, date: "2024-01-01T00:00:00Z" }, "Well."),
  ]),
);

const front = "---\ntitle: Hostile\ndate: 2024-01-01T00:00:00Z\n---\n";

const HOSTILE: Record<string, () => string | Uint8Array> = {
  "tags.html": () => `${front}${"<b><i>".repeat(10_000)}x`,
  "divs.html": () => `${front}${"<div>".repeat(5000)}x${"</div>".repeat(5000)}`,
  "huge.md": () => Buffer.alloc(50 * 1024 * 1024, `${front}word `),
  "latin.md": () => Buffer.concat([Buffer.from(front), Buffer.from("caf\xe9 \xff\xfe\x80", "latin1")]),
};

/** Milliseconds that a file may take. */
const EACH = 2000;

export const hostileFiles: Row = {
  row: 23,
  title: "20,000 nested tags, 5,000 nested divs, a 50 MB file, a file that is not UTF-8",
  must: "that file reported in 2 s, the others imported",
  async attack({ newDatabase, scratch, gateway, expect }) {
    await gateway();
    const run = async (name: string, files: Record<string, string | Uint8Array>) => {
      const root = join(scratch, name);
      await writeFiles(root, files);
      const report = join(scratch, `${name}.json`);
      const url = await newDatabase("empty");
      const ended = await runCommand(["import", root, "--report", report, "--workers", "1"], { DATABASE_URL: url });
      const text = await readFile(report, "utf8").catch(() => "");
      return { ...ended, report: text, url };
    };
    const usual = await run("good", good);
    for (const [name, content] of Object.entries(HOSTILE)) {
      const { code, milliseconds, report, stderr, stdout } = await run(name.replace(".", "-"), {
        ...good,
        [name]: content(),
      });
      expect(
        `${name}: it is reported`,
        report.includes(`"${name}"`),
        `${code} ${stdout.slice(-200)} ${stderr.slice(-200)}`,
      );
      const took = milliseconds - usual.milliseconds;
      expect(
        `${name}: in ${EACH} ms`,
        took < EACH,
        `${Math.round(took)} ms more than ${Math.round(usual.milliseconds)}`,
      );
    }
    const hostile = Object.fromEntries(Object.entries(HOSTILE).map(([name, make]) => [name, make()]));
    const { code, url, stderr } = await run("all", { ...good, ...hostile });
    expect("the import comes to its end", code === 0 || code === 1, `${code} ${stderr.slice(-200)}`);
    const stored = await countGood(url);
    expect("all others are imported", stored === Object.keys(good).length, stored);
  },
};

async function countGood(url: string): Promise<number> {
  const client = postgres(url, { max: 1 });
  const [row] = await client`select count(*)::int as count from articles where path like 'good-%'`;
  await client.end();
  return row?.count ?? 0;
}
