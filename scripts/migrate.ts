import { ConfigError, parseConfig } from "../src/config.ts";
import { EmbeddedError, startEmbedded } from "../src/db/embedded.ts";
import { MigrationError, migrate } from "../src/db/migrate.ts";
import { DatabaseUnreachable } from "../src/db/unreachable.ts";

// npm run migrate: brings the database of DATABASE_URL, or the embedded one, up to date.

async function main(): Promise<void> {
  const { databaseUrl, dataDir } = parseConfig(process.env);
  const embedded = databaseUrl === null ? await startEmbedded({ dataDir, log: console.error }) : null;
  try {
    const { applied } = await migrate(databaseUrl ?? embedded?.url ?? "");
    console.log(applied === 0 ? "The database is up to date." : `Migrations applied: ${applied}.`);
  } finally {
    await embedded?.leave();
  }
}

const foreseen = [ConfigError, EmbeddedError, MigrationError, DatabaseUnreachable];

try {
  await main();
} catch (error) {
  if (!(error instanceof Error && foreseen.some((kind) => error instanceof kind))) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
