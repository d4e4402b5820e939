import { migrate } from "../src/db/migrate.ts";
import { command, loadConfig, openDatabase, runScript } from "./cli.ts";

// npm run migrate: brings the database of DATABASE_URL, or the embedded one, up to date.

const program = command("migrate").description(
  "Brings the tables of DATABASE_URL, or of the embedded database, up to date. A start and an import do so as well.",
);

async function main(args: string[]): Promise<number> {
  program.parse(args, { from: "user" });
  const database = await openDatabase(loadConfig(), { log: console.error });
  try {
    const { applied } = await migrate(database.url);
    console.log(applied === 0 ? "The database is up to date." : `Migrations applied: ${applied}.`);
    return 0;
  } finally {
    await database.close();
  }
}

await runScript(main);
