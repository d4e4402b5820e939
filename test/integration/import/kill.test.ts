import { test } from "vitest";
import { killImports } from "../../support/killed-imports.ts";
import { folder } from "./folder.ts";
import { useDatabase } from "./writing.ts";

// More of it: KILLS=50 npx vitest run test/integration/import/kill.test.ts
const KILLS = Number(process.env.KILLS ?? 12);
const SEED = Number(process.env.SEED ?? Date.now() % 100_000);

const killed = useDatabase();
const undisturbed = useDatabase();

test(`imports that are killed at any moment, alone or two at once, lose, double and halve nothing (SEED=${SEED})`, {
  timeout: 60_000 + KILLS * 15_000,
}, async () => {
  await killImports({ kills: KILLS, seed: SEED, root: await folder({}, "killed"), killed, undisturbed });
});
