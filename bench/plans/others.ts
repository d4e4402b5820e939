import { encodeCursor } from "../../src/schema/cursor.ts";
import { encodeId } from "../../src/schema/ids.ts";
import type { PlanMaterial } from "./material.ts";
import type { Operation } from "./operation.ts";
import { pages } from "./pages.ts";

/** Categories, authors, tags, sources and images: by what they are known by, as lists, and as nodes. */
export function* shared(material: PlanMaterial): Generator<Operation> {
  const { categories, authors, tags, sources, image } = material;
  const [root, second, third] = categories;
  const category = `path articleCount parent { path } ancestors { path } children(first: 10) { path articleCount }`;
  for (const by of [{ id: encodeId("Category", third?.id ?? 0) }, { slug: third?.slug }, { path: third?.path }])
    yield {
      name: `category by ${Object.keys(by)}`,
      query: `query($by: CategoryBy!) { category(by: $by) { ${category} } }`,
      variables: { by },
    };
  for (const [type, [row]] of Object.entries({ Author: authors, Tag: tags }))
    for (const by of [{ id: encodeId(type as "Author", row?.id ?? 0) }, { slug: row?.slug }, { name: row?.name }])
      yield {
        name: `${type.toLowerCase()} by ${Object.keys(by)}`,
        query: `query($by: ${type}By!) { ${type.toLowerCase()}(by: $by) { slug articleCount } }`,
        variables: { by },
      };
  yield {
    name: "source by name",
    query: "query($name: String!) { source(name: $name) { name articleCount } }",
    variables: { name: sources[0] },
  };
  for (const by of [{ id: encodeId("Image", image.id) }, { url: image.url }])
    yield {
      name: `image by ${Object.keys(by)}`,
      query: "query($by: ImageBy!) { image(by: $by) { width } }",
      variables: { by },
    };
  const ids = [
    encodeId("Author", authors[0]?.id ?? 0),
    encodeId("Category", third?.id ?? 0),
    encodeId("Image", image.id),
    encodeId("Source", 1),
    encodeId("Tag", tags[0]?.id ?? 0),
    encodeId("ImportRun", material.run),
  ];
  yield { name: "nodes of each type", query: "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", variables: { ids } };

  yield* pages("authors", "NAME", { sort: authors[0]?.name ?? "", id: authors[0]?.id ?? 0 });
  yield* pages("tags", "NAME", { sort: tags[0]?.name ?? "", id: tags[0]?.id ?? 0 });
  yield* pages("sources", "NAME", { sort: sources[1] ?? "", id: 2 });
  const inMiddle = { sort: String(image.id), id: image.id };
  for (const filter of [
    {},
    { host: image.host },
    { minWidth: 800 },
    { status: ["UNCHECKED"] },
    { host: image.host, minWidth: 800 },
  ])
    yield* pages("images", "FIRST_SEEN", inMiddle, { type: "ImageFilter", filter });
  const path = { sort: second?.path.join("\t") ?? "", id: second?.id ?? 0 };
  const many = { sort: "100", id: second?.id ?? 0 };
  for (const filter of [
    {},
    { depth: 1 },
    { parent: { path: root?.path } },
    { parent: { slug: root?.slug } },
    { hasArticles: true },
  ]) {
    yield* pages("categories", "PATH ASC", path, { type: "CategoryFilter", filter });
    const orderBy = "orderBy: {field: ARTICLE_COUNT, direction: DESC}, ";
    yield* pages("categories", "ARTICLE_COUNT DESC", many, { type: "CategoryFilter", filter, orderBy });
  }
}

/** Runs of imports and their issues. */
export function* imports({ sources, run }: PlanMaterial): Generator<Operation> {
  yield* pages("importRuns", "NEWEST", { sort: "2", id: 2 });
  yield {
    name: "runs of a source",
    query:
      "query($source: String!) { importRuns(source: $source, first: 20) { totalCount nodes { id source { name } } } }",
    variables: { source: sources[0] },
  };
  const cursor = encodeCursor("FOUND", { sort: "5000", id: 5000 });
  const windows = ["first: 20", `first: 20, after: "${cursor}"`, "last: 20", `last: 20, before: "${cursor}"`];
  for (const window of windows.flatMap((one) => [one, `${one}, severity: [ERROR]`, `${one}, severity: [WARNING]`]))
    yield {
      name: `issues of a run, ${window.replace(/"[^"]*"/, "…")}`,
      query: `query($id: ID!) { importRun(id: $id) { issues(${window}) { totalCount nodes { code } } } }`,
      variables: { id: encodeId("ImportRun", run) },
    };
}
