import { createHash } from "node:crypto";
import type { Example } from "./examples.ts";
import type { GraphiqlAssets } from "./graphiql-assets.ts";

/** The page, and the only things that a browser may do on it. */
export interface GraphiqlPage {
  html: string;
  /** Value of Content-Security-Policy. */
  policy: string;
}

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32"><rect x="4" y="2" width="24" height="28" rx="2" fill="#b3261e"/><path d="M8 8h16M8 14h7M8 18h7M8 22h7M8 26h7M18 26h6" stroke="#fff" stroke-width="2"/><path d="M18 13h6v9h-6z" fill="#fff"/></svg>`;

// A tab that is pressed would jump to where it was while the fonts were loading, and the press be lost: GraphiQL takes
// that shift away only until a tab has the focus.
const style = "html, body, #root { height: 100%; margin: 0 } .graphiql-tab { transform: none !important }";

/**
 * GraphiQL with the examples as its tabs, on whatever path it is served as the endpoint.
 * @param introspection - whether it asks for the schema.
 */
export function renderGraphiqlPage(
  assets: GraphiqlAssets,
  examples: readonly Example[],
  introspection: boolean,
): GraphiqlPage {
  const boot = bootScript(assets, examples, introspection);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Broadsheet</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(logo)}">
<link rel="stylesheet" href="${assets.address("graphiql.css")}">
<style>${style}</style>
</head>
<body class="no-focus-outline">
<noscript>GraphiQL needs JavaScript. The endpoint answers without it: POST {"query": "{ articles { nodes { title } } }"}.</noscript>
<div id="root"></div>
<script src="${assets.address("graphiql.js")}"></script>
<script>${boot}</script>
</body>
</html>
`;
  return { html, policy: contentSecurityPolicy(boot) };
}

// GraphiQL keeps its tabs in the browser's storage by itself. Headers, which hold keys, stay out of it. And Yoga's wrapper
// would copy each edit into the page's address, which a reload would then open as one more tab.
function bootScript(assets: GraphiqlAssets, examples: readonly Example[], introspection: boolean): string {
  const workers = {
    editorWorkerService: assets.address("editor.worker.js"),
    json: assets.address("json.worker.js"),
    graphql: assets.address("graphql.worker.js"),
  };
  const options = {
    title: "Broadsheet",
    logo,
    defaultTabs: examples,
    defaultEditorToolsVisibility: "variables",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    ...(!introspection && { schema: null }),
  };
  return `
const workers = ${embed(workers)};
self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_module, label) => workers[label] };
${rememberTab}
YogaGraphiQL.renderYogaGraphiQL(document.querySelector("#root"), { ...${embed(options)}, onEditQuery() {} });
`;
}

// GraphiQL opens with the query and the variables of two keys of their own, which only edits write, and adds a tab where
// none of the remembered ones holds them. So they are set to what a link brings (as in a GET to the endpoint), or else to
// what the active tab holds. Without storage there is nothing to remember.
const rememberTab = `
try {
  const link = Object.fromEntries(new URLSearchParams(location.search));
  const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem("graphiql:tabState"));
  const { query, variables } = link.query ? link : tabs[activeTabIndex];
  localStorage.setItem("graphiql:query", query ?? "");
  localStorage.setItem("graphiql:variables", variables ?? "");
} catch {}
`;

/** JSON that cannot end the script element it stands in. */
const embed = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

function contentSecurityPolicy(boot: string): string {
  const bootHash = createHash("sha256").update(boot).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${bootHash}'`,
    "worker-src 'self'",
    // The editor writes style elements and attributes.
    "style-src 'self' 'unsafe-inline'",
    "font-src data:",
    // GraphiQL previews the image whose address the pointer is on.
    "img-src 'self' data: https: http:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
