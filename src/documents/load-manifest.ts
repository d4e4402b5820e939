import { readFile } from "node:fs/promises";
import type { GraphQLSchema } from "graphql";
import { Foreseen } from "../foreseen.ts";
import { checkDocuments, ManifestError, readManifest } from "./manifest.ts";

/** The setting TRUSTED_DOCUMENTS leads to nothing that can be used; the message is one line that names it and says why. */
class TrustedDocumentsError extends Foreseen {}

/**
 * Reads the documents of a manifest, each of which can be executed.
 * @throws TrustedDocumentsError
 */
export async function loadManifest(path: string, schema: GraphQLSchema): Promise<ReadonlyMap<string, string>> {
  try {
    const documents = readManifest(await readFile(path, "utf8"));
    checkDocuments(documents, schema);
    return documents;
  } catch (error) {
    if (error instanceof ManifestError) throw unusable(path, error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : unusable(path, `it cannot be read (${message})`);
  }
}

const unusable = (path: string, reason: string) =>
  new TrustedDocumentsError(
    `TRUSTED_DOCUMENTS=${path} cannot be used: ${reason}.`.replace(/\s+/g, " ").replace(/\.\.$/, "."),
  );
