import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { killImports } from "../../test/support/killed-imports.ts";
import type { Row } from "../row.ts";

const KILLS = 50;

export const killedImports: Row = {
  row: 24,
  title: "50 SIGKILLs in the middle of imports, then two at once",
  must: "nothing lost, doubled or half; one more run writes nothing",
  async attack({ gateway, newDatabase, scratch, expect, after }) {
    await gateway();
    const root = join(scratch, "killed");
    await mkdir(root);
    const place = async () => {
      const url = await newDatabase("empty");
      const client = postgres(url, { max: 4 });
      after(() => client.end({ timeout: 2 }));
      return { url, client };
    };
    const options = {
      kills: KILLS,
      seed: Date.now() % 100_000,
      root,
      killed: await place(),
      undisturbed: await place(),
    };
    const wrong = await killImports(options).then(
      () => null,
      (error: Error) => error.message,
    );
    expect(`after ${KILLS} kills all is as if there had been none (seed ${options.seed})`, wrong === null, wrong);
  },
};
