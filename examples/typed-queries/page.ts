import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { CategoryPageDocument } from "./queries.generated.ts";

/** Sends a query; its variables and its answer have the types that were generated from it. */
async function ask<Data, Variables>(
  endpoint: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
  if (!data) throw new Error(errors?.map(({ message }) => message).join("\n") ?? response.statusText);
  return data;
}

/** The titles of a category's newest articles, each with its year and its author. */
export async function titlesOf(endpoint: string, path: string[]): Promise<string[]> {
  const { category } = await ask(endpoint, CategoryPageDocument, { path });
  return (category?.articles.nodes ?? []).map(
    ({ title, publishedAt, author }) =>
      `${title} (${publishedAt?.slice(0, 4) ?? "no date"}, ${author?.name ?? "nobody"})`,
  );
}
